"""The image: built where a builder answers; its steps are run in a scratch directory everywhere else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
BUILDERS = ("docker", "podman", "buildah")


def _builder() -> str | None:
    """A program here that can build an image: its daemon, where it needs one, answers."""
    found = filter(shutil.which, BUILDERS)
    return next((name for name in found if _run(name, "info").returncode == 0), None)


def _run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def _stage(name: str) -> list[tuple[str, str]]:
    """The instructions of a stage, as word and rest."""
    stages = re.split(r"^FROM .*?(?: AS (\w+))?$", TEXT, flags=re.MULTILINE)
    text = dict(zip(stages[1::2], stages[2::2], strict=True))[name]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in text.splitlines() if re.match("[A-Z]+ ", line)]


@pytest.mark.slow
def test_the_image_builds_and_reports(tmp_path: Path) -> None:
    builder = _builder()
    if builder is None:
        pytest.skip("no builder of images answers here")
    for image in sorted(set(re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE))):
        pulled = _run(builder, "pull", image)
        if pulled.returncode:
            pytest.skip(f"{image} cannot be pulled: {pulled.stderr.strip().splitlines()[-1]}")
    built = _run(builder, "bud" if builder == "buildah" else "build", "--tag", "ai-provenance-test", str(ROOT))
    assert built.returncode == 0, built.stderr
    tmp_path.chmod(0o755)
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "clone"], check=True)  # a worktree leads elsewhere
    assert _in_image(builder, tmp_path / "clone", "id", "-u").stdout.strip() != "0"
    reported = _in_image(builder, tmp_path / "clone", "ai-provenance", "report", "--no-cache")
    assert "Traceable commits" in reported.stdout, reported.stderr


def _in_image(builder: str, repository: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the image over REPOSITORY."""
    volume = ("--volume", f"{repository}:/work:ro")
    if builder != "buildah":
        return _run(builder, "run", "--rm", *volume, "--entrypoint", program, "ai-provenance-test", *arguments)
    container = _run(builder, "from", "ai-provenance-test").stdout.strip()
    try:
        return _run(builder, "run", *volume, container, "--", program, *arguments)
    finally:
        _run(builder, "rm", container)


@pytest.mark.slow
def test_the_steps_of_its_build_give_a_program_that_runs(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "opt/ai-provenance"
    source.mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").symlink_to(sys._base_executable)  # type: ignore[attr-defined]  # not that of a venv
    search = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # compiling what is installed is half of the time, and nothing here depends on it
    environ = {**os.environ, "PATH": search, "PIP_NO_COMPILE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    for word, rest in _stage("build"):
        if word == "COPY":
            *names, place = rest.split()
            for name in names:
                copied = source / place / ("" if (ROOT / name).is_dir() and place != "./" else Path(name).name)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(ROOT / name, copied) if (ROOT / name).is_dir() else shutil.copy(ROOT / name, copied)
        elif word == "RUN":
            command = rest.replace("/opt/ai-provenance", str(target))
            done = _run("sh", "-ec", command, cwd=source, env=environ)
            if done.returncode and "requirements.lock" in rest:
                pytest.skip(f"no package index has what the lock file names: {done.stderr.strip().splitlines()[-1]}")
            assert done.returncode == 0, done.stderr
    said = _run(target / "bin/ai-provenance", "--version", cwd="/")
    assert said.stdout.startswith("ai-provenance ")
    assert not (target / "bin/pip").exists()


def test_the_image_runs_as_a_person_without_rights() -> None:
    last = TEXT.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root)", last, re.MULTILINE)
    assert not re.search(r"^FROM (?:\S+:latest|[^:\s]+(?:\s|$))", TEXT, re.MULTILINE)
