"""Collects what a repository shows, once for all probes. Nothing of it is run, and nothing outside it is read."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from ai_provenance import lazy
from ai_provenance.attest.base import SIGNERS
from ai_provenance.attest.trust import allowed_signers
from ai_provenance.config.toml_text import load_toml
from ai_provenance.errors import ConfigError, ProvenanceError
from ai_provenance.model import Notice
from ai_provenance.repo import Repository, run_git, tags
from ai_provenance.repo.files import Listing, TreeFile, changed_lines, list_files, present_files, read_files
from ai_provenance.repo.run import REFETCH
from ai_provenance.report import Summary
from ai_provenance.scorecard.attestations import DIRECTORY
from ai_provenance.scorecard.delivered import Delivered
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.path_index import PathIndex
from ai_provenance.scorecard.pipelines import (
    CHECKS,
    PARSERS,
    Enforcement,
    Job,
    Pipeline,
    PipelineError,
    kinds_done,
    parse_pipeline,
)
from ai_provenance.scorecard.pipelines.gitlab_ci import job_tables
from ai_provenance.scorecard.pipelines.yaml_text import items, mapping, table
from ai_provenance.scorecard.states import Outcome

CRITERIA = ".ai-provenance/criteria.toml"
"""The file of a team's own changes to the methodology, in the tree that is scored."""
CRITERIA_UNSEEN = "criteria-unseen"
"""Code of the notice that the team's own criteria are not in this partial clone, so that the shipped ones hold."""
COMMITS_SIZED = 200
"""Number of the newest commits whose size counts."""
# Limits, so that a repository made to be slow cannot hold up its own score.
_MOST_FILES = 200
_LONGEST_FILE = 512 * 1024
_ALL_DEFINITIONS = 2 * 1024 * 1024
"""Bytes of all CI definitions together, and of the scripts in them `_ALL_SCRIPTS`."""
_ALL_SCRIPTS = 1024 * 1024
_PARSING_SECONDS = 20.0
"""Processor time for all CI definitions together, for what no size foresees."""
_LONGEST_PATH = 300
"""Characters of a path that may be evidence: matching a glob with several stars costs a power of the length."""
_READ = (*PARSERS, "pre-commit", "shared-hooks", "container", "data-catalog")
_CONFIGURATIONS = (".ai-provenance.toml", "pyproject.toml", CRITERIA, SIGNERS)
_USUAL_BRANCHES = ("main", "master", "trunk")
_WHY_UNREAD = {
    "absent": "not in this partial clone",
    "large": "larger than 512 kB",
    "link": "no regular file",
    "many": f"one of more than {_MOST_FILES} definitions",
}
_VERSION = lazy.pattern(r"(?:^|[/_-])v?\d+(?:[._]\d+)+")


@dataclass(frozen=True, slots=True)
class Records:
    """Counts of earlier runs in the metrics store; None where no store was read."""

    runs: int | None = None
    audits: int | None = None
    delivery_months: int | None = None
    """Months of whose commits delivery metrics were recorded."""
    regressions_judged: int | None = None
    """Verdicts on whether delivery got worse."""
    experiments: int | None = None
    """Experiments with a result."""
    acts: int | None = None
    """Lines of PDCA ledgers that were recorded, and propose to apply or to revert."""
    newest_batch: int | None = None
    """When the newest batch with a verdict was made, in seconds since the epoch; None without one."""
    newest_feedback: int | None = None
    """The time of the newest row of feedback that was exported, likewise."""
    newest_survey: int | None = None
    """The beginning of the newest wave of a survey with enough answers, likewise."""
    read_at: int = 0
    """When the store was read, likewise."""


@dataclass(frozen=True, slots=True)
class CycleLedger:
    """The ledger of PDCA cycles that the judged commit holds."""

    lines: int = 0
    acts: int = 0
    """Lines that propose to apply or to revert."""
    fault: str = ""
    """Which line is not what was recorded; empty where the chain is unbroken."""


@dataclass(frozen=True)  # without slots: what pipelines enforce is kept in the instance's dictionary
class Facts:
    """Everything that probes are answered from."""

    found: Mapping[str, tuple[str, ...]]
    """Kind of evidence (`data/evidence.toml`) -> the paths that are of it."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """Path -> content, of the few files that probes read."""
    pipelines: tuple[Pipeline, ...] = ()
    problems: tuple[ProbeFinding, ...] = ()
    """CI definitions that could not be read."""
    default_branch: str | None = None
    """Short name of the default branch; None where this clone does not show it."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Path -> why the content of a file that probes read is not known (`absent`, `large`, `link`)."""
    unlisted: tuple[str, ...] = ()
    """Directories whose entries are not in this partial clone; the empty name is the top."""
    attestations_unseen: bool = False
    """Whether there may be attestations that were not read."""
    criteria_unseen: bool = False
    """Whether a file of the team's own criteria may exist that is not in this clone."""
    hook_ids: frozenset[str] = frozenset()
    """Ids of the hooks in the pre-commit configuration."""
    hooks_installed: bool | None = None
    """Whether our hooks are installed in this clone; None where a clone cannot show it."""
    policy_demands: int = 0
    """Keys that the `[policy]` table sets."""
    agent_identities: tuple[str, ...] = ()
    """Globs over the principals that `[records.roles]` gives the role `agent`."""
    agent_keys: int = 0
    """How many of them have a key among the allowed signers."""
    summary: Summary | None = None
    """The report's numbers; None where the history was not walked."""
    complete: bool = True
    """False for a shallow clone: numbers about history are then about a part of it."""
    sizes: tuple[int, ...] | None = None
    """Changed lines of the newest commits; None where git could not compare."""
    releases: int | None = None
    """Tags that look like versions."""
    records: Records = field(default_factory=Records)
    ledger: CycleLedger | None = None
    """None where the commit has none, or this clone lacks it."""
    delivered: Delivered | None = None
    """The delivery metrics; None where they were not measured."""

    @cached_property
    def _enforcement(self) -> Enforcement:
        return Enforcement(self.pipelines, self.default_branch)

    def kinds(self, job: Job) -> frozenset[str]:
        """What JOB does, including what it calls in a workflow of this repository; checks only where they can fail."""
        jobs = [job, *(inner for called in self._enforcement.called(job) for inner in called.jobs)]
        return frozenset(
            kind for one in jobs for kind in (kinds_done(one).possible - CHECKS) | kinds_done(one).enforced
        )

    def pipelines_that(self, kind: str) -> tuple[Pipeline, ...]:
        """The pipelines with a job of KIND. A check counts where it runs by itself and its failure stops the job."""
        if kind in CHECKS:
            return tuple(one for one in self.pipelines if self._enforcement.reason_against(one, kind) == "")
        return tuple(one for one in self.pipelines if any(kind in self.kinds(job) for job in one.jobs))

    def idle(self, kind: str) -> dict[Pipeline, str]:
        """The pipelines in which KIND is written and can stop nothing, each with the reason."""
        found = {one: self._enforcement.reason_against(one, kind) for one in self.pipelines}
        return {one: why for one, why in found.items() if why}

    def enforces(self, pipeline: Pipeline, kind: str, events: frozenset[str]) -> bool:
        """Whether PIPELINE, started by one of EVENTS, enforces KIND."""
        return self._enforcement.reason_against(pipeline, kind, events=events) == ""

    def lacks(self, *kinds: str) -> bool:
        """Whether there may be more files of KINDS than are known, or some of them could not be read."""
        return bool(self.unlisted) or any(path in self.unread for kind in kinds for path in self.found[kind])

    @property
    def ci_unseen(self) -> bool:
        """Whether there may be a CI definition that was not read."""
        return bool(self.unlisted) or any(one.unseen for one in self.problems)

    def notices(self, *, own_criteria: bool = False) -> Iterator[Notice]:
        """What a reader of the score must know about what was not read. OWN_CRITERIA: others than the tree's hold."""
        absent = [path for path, why in self.unread.items() if why == "absent"]
        if absent or self.unlisted:
            what = f"{len(absent)} file(s) that the score reads"
            if self.unlisted:
                what = f"{len(self.unlisted)} director{'y' if len(self.unlisted) == 1 else 'ies'} and {what}"
            yield Notice(
                "partial",
                f"partial clone: {what} are not here; what depends on them is unknown",
                hint=REFETCH,
                details=tuple(sorted(absent)[:5]),
            )
        if self.criteria_unseen and not own_criteria:
            yield Notice(
                CRITERIA_UNSEEN,
                f"{CRITERIA} is not in this partial clone: the shipped criteria hold",
                hint=REFETCH,
            )


def collect(
    repository: Repository,
    *,
    revision: str = "HEAD",
    summary: Summary | None = None,
    records: Records | None = None,
    sizes: bool = True,
) -> Facts:
    """Collect the facts about the tree and the history of REVISION; without SIZES nothing of the history is read.

    Raises:
        RevisionError: REVISION names nothing here (an unborn HEAD included).
    """
    with ThreadPoolExecutor(1) as beside:  # git takes as long for the sizes as everything else here
        counted = beside.submit(_sizes, repository, revision) if sizes else None
        listing = list_files(repository, revision)
        files = {file.path: file for file in listing.files}
        found = find_evidence(files)
        attestations = _attestations(files)
        contents, unread = _read(repository, [files[path] for path in _paths_read(files, found)])
        if unread.get(CRITERIA) in ("large", "link"):
            raise ConfigError(
                f"{CRITERIA} is {'no regular file' if unread[CRITERIA] == 'link' else 'larger than 512 kB'}",
                hint="--criteria FILE names another one",
            )
        parsed = [*_pipelines(found, contents, unread)]
        return Facts(
            found=found,
            contents=contents,
            pipelines=tuple(one for one in parsed if isinstance(one, Pipeline)),
            problems=tuple(one for one in parsed if isinstance(one, ProbeFinding)),
            default_branch=_default_branch(repository),
            unread=unread,
            unlisted=listing.missing,
            attestations_unseen=any(path.startswith(f"{DIRECTORY}/") for path in unread)
            or len(attestations) > 5 * _MOST_FILES
            or _may_be_below(f"{DIRECTORY}/x.toml", listing),
            criteria_unseen=CRITERIA in unread or _may_be_below(CRITERIA, listing),
            hook_ids=frozenset(_hook_ids(contents.get(path, b"") for path in found["pre-commit"])),
            hooks_installed=_hooks_installed(repository),
            policy_demands=_policy_demands(contents),
            agent_identities=(identities := _agent_identities(contents)),
            agent_keys=_with_keys(identities, contents.get(SIGNERS, b"")),
            summary=summary,
            complete=not repository.shallow,
            sizes=counted.result() if counted else None,
            releases=sum(bool(_VERSION.search(tag.name)) for tag in tags(repository)),
            records=records or Records(),
        )


def facts_of_files(contents: Mapping[str, bytes], *, default_branch: str | None = None) -> Facts:
    """The facts about the CI definitions among files that are in no repository, e.g. examples."""
    found = find_evidence(contents)
    parsed = [*_pipelines(found, contents, {})]
    return Facts(
        found=found,
        contents=contents,
        pipelines=tuple(one for one in parsed if isinstance(one, Pipeline)),
        problems=tuple(one for one in parsed if isinstance(one, ProbeFinding)),
        default_branch=default_branch,
    )


def files_read(listing: Listing) -> list[TreeFile]:
    """The files of LISTING whose contents a score reads: a mirror without contents has to fetch these."""
    files = {file.path: file for file in listing.files}
    return [files[path] for path in _paths_read(files, find_evidence(files))]


def _paths_read(files: Mapping[str, TreeFile], found: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    paths = [path for kind in _READ for path in found[kind][:_MOST_FILES]]
    paths += [path for path in _CONFIGURATIONS if path in files]
    paths += _attestations(files)[: 5 * _MOST_FILES]
    return tuple(dict.fromkeys(paths))


def _attestations(files: Iterable[str]) -> list[str]:
    return [path for path in files if path.startswith(f"{DIRECTORY}/") and path.endswith(".toml")]


def _may_be_below(path: str, listing: Listing) -> bool:
    """Whether PATH may be in a directory that is not listed."""
    return any(not directory or path.startswith(f"{directory}/") for directory in listing.missing)


def _default_branch(repository: Repository) -> str | None:
    """The branch that `origin` names as its default; in a bare repository, or without a remote, that of HEAD."""
    named = run_git(repository, "symbolic-ref", "-q", "--short", "refs/remotes/origin/HEAD", check=False)
    name = named.decode("utf-8", "replace").strip().removeprefix("origin/")
    if name:
        return name
    if repository.bare or repository.branch in _USUAL_BRANCHES:
        return repository.branch
    return None  # a work tree is on any branch


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


def _read(repository: Repository, files: list[TreeFile]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The contents of FILES by their paths, and why some have none."""
    contents: dict[str, bytes] = {}
    # the content of a symlink is a path
    unread = {file.path: "link" for file in files if not file.regular}
    regular = [file for file in files if file.regular]
    present = {file.path for file in present_files(repository, regular)}
    for file, content in read_files(repository, regular, limit=_LONGEST_FILE):
        if content is None:
            unread[file.path] = "large" if file.path in present else "absent"
        else:
            contents[file.path] = content
    return contents, unread


def _pipelines(
    found: Mapping[str, tuple[str, ...]], contents: Mapping[str, bytes], unread: Mapping[str, str]
) -> Iterator[Pipeline | ProbeFinding]:
    """Each CI definition, or why it was not read. One budget holds for all of them together."""
    started, size, scripts = time.process_time(), 0, 0
    shared = job_tables(contents[path] for path in found["ci-gitlab"] if path in contents)
    for kind in PARSERS:
        for path in found[kind]:
            if path not in contents:
                yield _unreadable(path, _WHY_UNREAD[unread.get(path, "many")])
                continue
            size += len(contents[path])
            if size > _ALL_DEFINITIONS or scripts > _ALL_SCRIPTS:
                yield _unreadable(
                    path, "all CI definitions together are larger than what is read (2 MB, 1 MB of scripts)"
                )
                continue
            if time.process_time() - started > _PARSING_SECONDS:
                yield _unreadable(path, f"reading all CI definitions took more than {_PARSING_SECONDS:g} s")
                continue
            try:
                parsed = parse_pipeline(kind, path, contents[path], shared=shared)
            except PipelineError as error:
                yield _unreadable(path, str(error), not_read=False)
            else:
                scripts += sum(len(script) for job in parsed.jobs for script in job.commands)
                for job in parsed.jobs:
                    kinds_done(job)  # probes need them all, and what they cost belongs to the budget
                yield parsed


def _unreadable(path: str, why: str, *, not_read: bool = True) -> ProbeFinding:
    return ProbeFinding(
        "ci-defined", Outcome.ERROR, Reason("pipeline-unreadable", {"why": why}), (path,), unseen=not_read
    )


def _hook_ids(contents: Iterable[bytes]) -> Iterator[str]:
    for content in contents:
        try:
            repos = items(mapping(content).get("repos"))
        except PipelineError:
            continue
        stages = mapping(content).get("default_stages")
        for repo in repos:
            # hooks of the stage `manual` alone run when the stage is named
            yield from (
                str(table(hook).get("id", ""))
                for hook in items(table(repo).get("hooks"))
                if table(hook).get("stages", stages) != ["manual"]
            )


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
            return names_our_tool(file.read(64 * 1024))
    except OSError:
        return False


def names_our_tool(content: bytes) -> bool:
    """Whether a line that is no comment names our tool."""
    return any(b"ai-provenance" in line for line in content.splitlines() if not line.lstrip().startswith(b"#"))


def _policy_demands(contents: Mapping[str, bytes]) -> int:
    """The number of keys in the `[policy]` table of either configuration file."""
    # an invalid configuration is an error of the commands that use it; here it is one that demands nothing
    own = _toml(contents.get(".ai-provenance.toml", b""))
    beside = table(table(_toml(contents.get("pyproject.toml", b"")).get("tool")).get("ai-provenance"))
    return len(table(own.get("policy"))) + len(table(beside.get("policy")))


def _agent_identities(contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """The principals that either configuration file gives the role `agent`."""
    own = _toml(contents.get(".ai-provenance.toml", b""))
    beside = table(table(_toml(contents.get("pyproject.toml", b"")).get("tool")).get("ai-provenance"))
    roles = table(table(own.get("records")).get("roles")) | table(table(beside.get("records")).get("roles"))
    return tuple(principal for principal, role in roles.items() if role == "agent")


def _with_keys(identities: Iterable[str], signers: bytes) -> int:
    """How many of IDENTITIES fit a principal of SIGNERS, a file of allowed signers."""
    try:
        principals = [signer.principal for signer in allowed_signers(signers)]
    except ValueError:  # `verify` says which line it is
        return 0
    return sum(any(fnmatchcase(principal, glob) for principal in principals) for glob in identities)


def _toml(content: bytes) -> dict[str, Any]:
    try:
        return load_toml(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}


def _sizes(repository: Repository, revision: str) -> tuple[int, ...] | None:
    try:
        return changed_lines(repository, revision, commits=COMMITS_SIZED)
    except ProvenanceError:
        if not repository.partial:
            raise  # a clone that should be whole is damaged
        return None
