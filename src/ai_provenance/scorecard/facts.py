"""Collects what a repository shows, once for all probes. Nothing of it is run, and nothing outside it is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ai_provenance.errors import GitError
from ai_provenance.repo import Repository, run_git, tags
from ai_provenance.repo.files import TreeFile, changed_lines, list_files, read_files
from ai_provenance.report import Summary
from ai_provenance.scorecard.attestations import DIRECTORY
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.path_index import PathIndex
from ai_provenance.scorecard.pipelines import PARSERS, Job, Pipeline, PipelineError, kinds_of, parse_pipeline
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, table
from ai_provenance.scorecard.states import Outcome

CRITERIA = ".ai-provenance/criteria.toml"
"""The file of a team's own changes to the methodology, in the tree that is scored."""
COMMITS_SIZED = 200
"""Number of the newest commits whose size counts."""
# Limits, so that a repository made to be slow cannot hold up its own score.
_MOST_FILES = 200
_LONGEST_FILE = 512 * 1024
_LONGEST_PATH = 300
"""Characters of a path that may be evidence: matching a glob with several stars costs a power of the length."""
_READ = (*PARSERS, "pre-commit", "shared-hooks", "container", "data-catalog")
_CONFIGURATIONS = (".ai-provenance.toml", "pyproject.toml", CRITERIA)
_VERSION = re.compile(r"(?:^|[/_-])v?\d+(?:[._]\d+)+")


@dataclass(frozen=True, slots=True)
class Records:
    """Counts of earlier runs in the metrics store; None where no store was read."""

    runs: int | None = None
    audits: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that probes are answered from."""

    found: Mapping[str, tuple[str, ...]]
    """Kind of evidence (`data/evidence.toml`) -> the paths that are of it."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """Path -> content, of the few files that probes read."""
    pipelines: tuple[Pipeline, ...] = ()
    problems: tuple[ProbeFinding, ...] = ()
    """CI definitions that could not be read."""
    hook_ids: frozenset[str] = frozenset()
    """Ids of the hooks in the pre-commit configuration."""
    hooks_installed: bool | None = None
    """Whether our hooks are installed in this clone; None where a clone cannot show it."""
    policy_demands: int = 0
    """Keys that the `[policy]` table sets."""
    summary: Summary | None = None
    """The report's numbers; None where the history was not walked."""
    complete: bool = True
    """False for a shallow clone: numbers about history are then about a part of it."""
    sizes: tuple[int, ...] | None = None
    """Changed lines of the newest commits; None where git could not compare."""
    releases: int | None = None
    """Tags that look like versions."""
    records: Records = field(default_factory=Records)

    def kinds(self, job: Job) -> frozenset[str]:
        """What JOB does, including what it calls in a workflow of this repository."""
        local = [one for use in job.uses for one in self.pipelines if use.startswith(f"./{one.path}")]
        return kinds_of(job).union(*(kinds_of(inner) for one in local for inner in one.jobs))

    def pipelines_that(self, kind: str) -> tuple[Pipeline, ...]:
        """The pipelines with a job of KIND."""
        return tuple(one for one in self.pipelines if any(kind in self.kinds(job) for job in one.jobs))


def collect(
    repository: Repository, *, revision: str = "HEAD", summary: Summary | None = None, records: Records | None = None
) -> Facts:
    """Collect the facts about the tree and the history of REVISION.

    Raises:
        RevisionError: REVISION names nothing here (an unborn HEAD included).
    """
    files = {file.path: file for file in list_files(repository, revision).files}
    found = find_evidence(files)
    wanted = [path for kind in _READ for path in found[kind][:_MOST_FILES]]
    wanted += [path for path in _CONFIGURATIONS if path in files]
    attestations = [path for path in files if path.startswith(f"{DIRECTORY}/") and path.endswith(".toml")]
    wanted += attestations[: 5 * _MOST_FILES]
    # regular files only: the content of a symlink is a path
    contents = dict(_contents(repository, (files[path] for path in wanted if files[path].regular)))
    parsed = [*_pipelines(found, contents)]
    return Facts(
        found=found,
        contents=contents,
        pipelines=tuple(one for one in parsed if isinstance(one, Pipeline)),
        problems=tuple(one for one in parsed if isinstance(one, ProbeFinding)),
        hook_ids=frozenset(_hook_ids(contents.get(path, b"") for path in found["pre-commit"])),
        hooks_installed=_hooks_installed(repository),
        policy_demands=_policy_demands(contents),
        summary=summary,
        complete=not repository.shallow,
        sizes=_sizes(repository, revision),
        releases=sum(bool(_VERSION.search(tag.name)) for tag in tags(repository)),
        records=records or Records(),
    )


def find_evidence(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Kind of evidence -> those of PATHS that are of it."""
    kinds = dict(evidence_kinds())
    # tests, examples and vendored code show another project's work, or what a test needs
    left_out = frozenset(kinds.pop("not-evidence")["directories"])
    # one index for all kinds: there are hundreds of globs and tens of thousands of paths
    index = PathIndex(path for path in paths if len(path) <= _LONGEST_PATH and left_out.isdisjoint(_directories(path)))
    return {kind: index.matching(row["globs"]) for kind, row in kinds.items()}


def _directories(path: str) -> list[str]:
    return path.lower().split("/")[:-1]


@cache
def evidence_kinds() -> dict[str, dict[str, list[str]]]:
    """Kind of evidence -> its globs and examples; `not-evidence` holds the directories that are left out."""
    text = (resources.files("ai_provenance.scorecard") / "data" / "evidence.toml").read_text("utf-8")
    return tomllib.loads(text)


def attestation_files(facts: Facts) -> list[tuple[str, bytes]]:
    """The attestation files among what was read."""
    return [(path, content) for path, content in facts.contents.items() if path.startswith(f"{DIRECTORY}/")]


def _contents(repository: Repository, files: Iterable[TreeFile]) -> Iterator[tuple[str, bytes]]:
    try:
        for file, content in read_files(repository, files, limit=_LONGEST_FILE):
            if content is not None:
                yield file.path, content
    except GitError:  # a partial clone may lack a file; those that were read before it count
        return


def _pipelines(
    found: Mapping[str, tuple[str, ...]], contents: Mapping[str, bytes]
) -> Iterator[Pipeline | ProbeFinding]:
    for kind in PARSERS:
        for path in found[kind]:
            try:
                yield parse_pipeline(kind, path, contents[path])
            except KeyError:  # `_contents` left it out
                yield _unreadable(path, "too large, or not in this clone")
            except PipelineError as error:
                yield _unreadable(path, str(error))


def _unreadable(path: str, why: str) -> ProbeFinding:
    return ProbeFinding("ci-defined", Outcome.ERROR, Reason("pipeline-unreadable", {"why": why}), (path,))


def _hook_ids(contents: Iterable[bytes]) -> Iterator[str]:
    for content in contents:
        try:
            repos = items(mapping(content).get("repos"))
        except PipelineError:
            continue
        for repo in repos:
            yield from (str(table(hook).get("id", "")) for hook in items(table(repo).get("hooks")))


def _hooks_installed(repository: Repository) -> bool | None:
    """True where a message hook of this clone calls our tool; else None."""
    # a clone without hooks shows nothing about other clones, so there is no False
    # a global `core.hooksPath` belongs to the machine and says nothing about this repository
    configured = run_git(repository, "config", "--local", "--get", "core.hooksPath", check=False).decode().strip()
    top = repository.work_tree or repository.git_dir
    directory = top / configured if configured else repository.common_dir / "hooks"
    return any(_calls_our_tool(directory / name) for name in ("prepare-commit-msg", "commit-msg")) or None


def _calls_our_tool(hook: Path) -> bool:
    try:
        with hook.open("rb") as file:
            return b"ai-provenance" in file.read(64 * 1024)
    except OSError:
        return False


def _policy_demands(contents: Mapping[str, bytes]) -> int:
    """The number of keys in the `[policy]` table of either configuration file."""
    # an invalid configuration is an error of the commands that use it; here it is one that demands nothing
    own = _toml(contents.get(".ai-provenance.toml", b""))
    beside = table(table(_toml(contents.get("pyproject.toml", b"")).get("tool")).get("ai-provenance"))
    return len(table(own.get("policy"))) + len(table(beside.get("policy")))


def _toml(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _sizes(repository: Repository, revision: str) -> tuple[int, ...] | None:
    try:
        return changed_lines(repository, revision, commits=COMMITS_SIZED)
    except GitError:
        return None
