"""Organisations of small repositories for tests: one of every odd kind, and the definition that names them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repository import CLAUDE_TRAILER, Repository

COPILOT = "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>"
BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


def at(number: int) -> dict[str, str]:
    """The dates of a commit, a day later for each NUMBER."""
    date = f"2026-02-{number % 27 + 1:02}T10:00:00+00:00"
    return {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}


def _plain(repo: Repository) -> None:
    for number in range(4):
        repo.commit(f"change {number}\n", env=at(number), author=f"Dev {number} <dev{number}@example.org>")


def _ai(repo: Repository) -> None:
    repo.stage("src/main.py", "print()\n")
    for number in range(6):
        trailer = f"\n\n{CLAUDE_TRAILER}\n" if number % 2 else "\n"
        repo.commit(f"change {number}{trailer}", env=at(number), author=f"Dev {number} <dev{number}@example.org>")


def _merges(repo: Repository) -> None:
    _ai(repo)
    repo.branch("side")
    repo.commit("on the side\n", env=at(7))
    repo.git("switch", "-q", "main")
    repo.commit("on main\n", env=at(8))
    repo.merge("side")


def _notes(repo: Repository) -> None:
    _plain(repo)
    repo.git("notes", "--ref=ai", "add", "-m", "Assisted-by: Claude:claude-opus-4-6", "HEAD")


def _agents(repo: Repository) -> None:
    repo.commit("by a bot\n", author=BOT, env=at(1))
    repo.commit("by an agent\n", author=COPILOT, env=at(2))


def _rewritten(repo: Repository) -> None:
    _ai(repo)
    repo.git("reset", "-q", "--hard", "HEAD~3")
    repo.commit("another way\n", env=at(9))


def _two_roots(repo: Repository) -> None:
    _plain(repo)
    repo.git("switch", "-q", "--orphan", "other")
    repo.commit("another root\n", env=at(5))
    repo.git("-c", "core.hooksPath=/dev/null", "merge", "-q", "--allow-unrelated-histories", "-m", "join", "main")


def _configured(text: str) -> Callable[[Repository], None]:
    def make(repo: Repository) -> None:
        _ai(repo)
        repo.stage(".ai-provenance.toml", text)
        repo.commit("configure\n", env=at(9))

    return make


def _owned(name: str, text: str) -> Callable[[Repository], None]:
    def make(repo: Repository) -> None:
        _ai(repo)
        repo.stage(name, text)
        repo.commit("say who owns it\n", env=at(9))

    return make


def _branch(repo: Repository) -> None:
    _ai(repo)
    repo.git("branch", "-q", "-m", "trunk")


def _detached(repo: Repository) -> None:
    _ai(repo)
    repo.git("switch", "-q", "--detach", "HEAD~1")


def _packed(repo: Repository) -> None:
    _ai(repo)
    repo.git("tag", "v1")
    repo.git("pack-refs", "--all")
    repo.git("gc", "-q")


def _latin(repo: Repository) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repo.commit("d\u00e9j\u00e0 vu\n\nAssisted-by: Claude\n".encode("latin-1"), env=at(1))


def _nothing(repo: Repository) -> None:
    """A repository without commits."""


KINDS: dict[str, Callable[[Repository], None]] = {
    "plain": _plain,
    "ai": _ai,
    "merges": _merges,
    "notes": _notes,
    "agents": _agents,
    "rewritten": _rewritten,
    "roots": _two_roots,
    "adopted": _configured('adopted = "2026-02-04"\n'),
    "strict": _configured("[policy]\nrequire-model = true\n"),
    "broken": _configured("no toml at all ["),
    "catalog": _owned(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nspec: {owner: group:default/payments}\n",
    ),
    "codeowners": _owned(".github/CODEOWNERS", "* @example/platform @ana\ndocs/ @example/docs\n"),
    "person": _owned("CODEOWNERS", "* @ana\n"),
    "trunk": _branch,
    "detached": _detached,
    "packed": _packed,
    "latin": _latin,
    "empty": _nothing,
    "sha256": _ai,
    "dash": _ai,
    "names": _ai,
}
"""Kind -> what makes it; `make_all` adds clones that lack a part."""
_FOLDERS = {"dash": "--upload-pack=touch", "names": "na me's \u00e9\u4e2d"}


def make(place: Path, kind: str) -> Repository:
    """A repository of KIND as a work tree at PLACE."""
    repo = Repository.init(place, "-b", "main", *(["--object-format=sha256"] if kind == "sha256" else []))
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    KINDS[kind](repo)
    return repo


def make_all(folder: Path) -> list[Path]:
    """A repository of every odd kind below FOLDER."""
    made = [make(folder / _FOLDERS.get(kind, kind), kind).path for kind in KINDS]
    source = f"file://{folder / 'merges'}"
    for name, options in {
        "shallow": ["--depth=2"],
        "blobless": ["--filter=blob:none"],
        "treeless": ["--filter=tree:0"],
        "bare": [],
    }.items():
        subprocess.run(["git", "clone", "-q", "--bare", *options, source, str(folder / name)], check=True)
        # of the same roots as its source: only an address tells them apart
        subprocess.run(
            ["git", "-C", str(folder / name), "config", "remote.origin.url", f"https://git.example.org/odd/{name}"],
            check=True,
        )
        made.append(folder / name)
    return made


def corrupt(repository: Path) -> None:
    """Overwrite the middle of every object of REPOSITORY, a work tree."""
    for path in (repository / ".git/objects").glob("*/*"):
        if path.is_file():
            data = path.read_bytes()
            path.chmod(0o644)
            path.write_bytes(data[: len(data) // 2] + b"\0" * 9 + data[len(data) // 2 + 9 :])


def hang(repository: Path) -> None:
    """Let every git that reads the refs of REPOSITORY, a work tree, wait for a writer for ever."""
    for ref in (repository / ".git/refs/heads").iterdir():
        ref.unlink()
    packed = repository / ".git/packed-refs"
    packed.unlink(missing_ok=True)
    os.mkfifo(packed)


def define(folder: Path, text: str = "", *, organisation: str = "example") -> Path:
    """`fleet.toml` in FOLDER, with TEXT after the organisation."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "fleet.toml"
    place.write_text(f"organisation = {json.dumps(organisation)}\n{text}")
    return place


def folder_source(folder: Path, **keys: Any) -> str:
    """A `[[source]]` of every repository in FOLDER."""
    more = "".join(f"{name} = {json.dumps(value)}\n" for name, value in keys.items())
    return f"[[source]]\nfolder = {json.dumps(f'{folder}/*')}\n{more}"


def named(*repositories: Path, team: str = "") -> str:
    """A `[[repository]]` for each of REPOSITORIES, by a file:// address."""
    of_team = f"team = {json.dumps(team)}\n" if team else ""
    return "".join(f"[[repository]]\nurl = {json.dumps(f'file://{path}')}\n{of_team}" for path in repositories)


def remove(repository: Path) -> None:
    """Delete REPOSITORY."""
    shutil.rmtree(repository)
