"""What forges, CI systems and a team's own records say of deployments and incidents: documents of strangers.

A file holds one JSON value, values behind each other, or one a line; lists, and lists in the objects that forges wrap
them in, are taken apart. The kind of each object is found by its keys, unknown keys are ignored, and an object that
cannot be used is counted with its line. Who deployed, opened or wrote anything is not read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ai_provenance.config import DeliveryConfig
from ai_provenance.delivery.records import Incident, SourceKind
from ai_provenance.delivery.runs import Run

_LATEST = 253_402_300_799
_WRAPPERS = ("workflow_runs", "items", "jobs", "deployments", "releases")


class Shipped(NamedTuple):
    """A deployment as an export has it: of a commit or of a tag, which may not be here."""

    source: SourceKind
    time: int
    id: str
    commit: str | None
    tag: str | None
    environment: str
    failed: bool = False
    component: str | None = None
    unplanned: bool = False
    rollback: bool = False


class GatewayCall(NamedTuple):
    """A call of an AI model that a gateway logged; the caller is left out."""

    at: int
    model: str
    allowed: bool
    commit: str | None = None


class MergedRequest(NamedTuple):
    """A pull or merge request that was merged; nobody who wrote or reviewed it."""

    id: str
    opened: int
    merged: int
    commit: str | None
    """What it became on the target branch: a squashed commit, or the merge."""


@dataclass(slots=True)
class FileReport:
    """What became of the rows of one file."""

    name: str
    kinds: dict[str, int] = field(default_factory=dict)
    """Kind -> rows of it."""
    rows: int = 0
    used: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason."""


@dataclass(slots=True)
class Exported:
    """All that the files say."""

    incident_labels: frozenset[str]
    """Labels, in lower case, of issues that are incidents."""
    shipped: list[Shipped] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    reported: dict[str, int] = field(default_factory=dict)
    """Incident of an event -> its place in `incidents`; the next event about it is looked up."""
    calls: list[GatewayCall] = field(default_factory=list)
    requests: list[MergedRequest] = field(default_factory=list)
    files: list[FileReport] = field(default_factory=list)
    statuses: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """GitHub deployment -> time and state of each of its statuses."""
    pending: dict[str, Shipped] = field(default_factory=dict)
    """GitHub deployments, which are one only by their newest status."""
    without_status: int = 0
    runs: list[Run] = field(default_factory=list)
    """Runs of CI that have ended, whether they deploy or not."""


def _moment(value: object) -> int:
    """Seconds since the epoch of RFC 3339 with an offset, or of a number. A time of day without a zone is none."""
    if isinstance(value, bool) or value is None:
        raise ValueError("expected a time")
    if isinstance(value, int | float):
        found = float(value)
    else:
        moment = datetime.fromisoformat(str(value).strip())
        if moment.tzinfo is None:
            raise ValueError("a time without an offset from UTC")
        found = moment.timestamp()
    if not 0 <= found <= _LATEST:
        raise ValueError("a time that no calendar has")
    return int(found)


Moment = Annotated[int, BeforeValidator(_moment)]
Text = Annotated[
    str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value), Field(max_length=500)
]
Oid = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{7,64}$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class _OwnDeployment(_Row):
    type: Literal["deployment"]
    id: Text
    time: Moment
    commit: Oid
    environment: str = "production"
    status: Literal["success", "failure"] = "success"
    component: str | None = None
    unplanned: bool = False
    rollback_of: Text | None = None


class _OwnIncident(_Row):
    type: Literal["incident"]
    id: Text
    opened: Moment
    resolved: Moment | None = None
    deployment: Text | None = None
    commit: Oid | None = None


class _OwnGateway(_Row):
    type: Literal["gateway"]
    at: Moment
    model: Annotated[str, Field(max_length=200)]
    allowed: bool
    commit: Oid | None = None


class _GitHubDeployment(_Row):
    id: Text
    sha: Oid
    ref: str = ""
    environment: str
    created_at: Moment


class _GitHubStatus(_Row):
    state: str
    created_at: Moment
    deployment_url: str


class _Release(_Row):
    tag_name: str
    draft: bool = False
    prerelease: bool = False
    upcoming_release: bool = False
    published_at: Moment | None = None
    released_at: Moment | None = None


class _GitHubRun(_Row):
    id: Text
    name: str = ""
    path: str = ""
    head_branch: str | None = None
    head_sha: Oid
    conclusion: str | None
    updated_at: Moment
    created_at: Moment | None = None
    run_started_at: Moment | None = None
    run_attempt: int = 1
    event: str = ""


class _Environment(_Row):
    name: str


class _GitLabDeployment(_Row):
    id: Text
    sha: Oid
    ref: str = ""
    status: str
    updated_at: Moment
    finished_at: Moment | None = None
    environment: _Environment


class _GitLabPipeline(_Row):
    id: Text
    sha: Oid
    ref: str = ""
    status: str
    updated_at: Moment
    created_at: Moment | None = None
    started_at: Moment | None = None
    finished_at: Moment | None = None
    source: str = ""


class _MergeRequest(_Row):
    number: Text | None = None
    iid: Text | None = None
    created_at: Moment
    merged_at: Moment | None = None
    merge_commit_sha: Oid | None = None
    squash_commit_sha: Oid | None = None


class _Label(_Row):
    name: str


class _Issue(_Row):
    number: Text | None = None
    iid: Text | None = None
    issue_type: str | None = None
    labels: list[_Label | str] = []
    created_at: Moment
    closed_at: Moment | None = None


class _Context(_Row):
    type: str
    id: Text
    timestamp: Moment


class _CloudEvent(_Row):
    context: _Context
    subject: dict[str, Any]
    customData: dict[str, Any] | None = None  # noqa: N815 - CDEvents' own name


def read_exports(
    files: Iterable[tuple[str, bytes]],
    *,
    deploy_run: Callable[[str], bool] | None,
    branch: str | None,
    incident_labels: Iterable[str] = DeliveryConfig().incident_labels,
) -> Exported:
    """Read FILES, each a name and its content.

    DEPLOY_RUN says by name and path of a CI run whether it deploys; BRANCH is the one whose runs do.
    """
    found = Exported(frozenset(label.lower() for label in incident_labels))
    for name, content in files:
        report = FileReport(name)
        found.files.append(report)
        for line, row in _rows(content, report):
            report.rows += 1
            kind = _kind(row)
            report.kinds[kind] = report.kinds.get(kind, 0) + 1
            try:
                report.used += _TAKE[kind](found, row, deploy_run, branch) if kind in _TAKE else 0
                if kind == "unknown":
                    report.rejected.append((line, "no kind of row that is known"))
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(part) for part in first["loc"])
                report.rejected.append((line, f"{place}: {first['msg'].removeprefix('Value error, ')}"[:200]))
    _settle(found)
    return found


def _rows(content: bytes, report: FileReport) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file with the lines on which their values begin."""
    text = content.decode("utf-8-sig", "replace")
    decoder, at, line, counted = json.JSONDecoder(parse_constant=_refuse), 0, 1, 0
    while at < len(text):
        if text[at].isspace() or text[at] == ",":
            at += 1
            continue
        line += text.count("\n", counted, at)
        counted = at
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            report.rows += 1
            report.rejected.append((line, f"not JSON: {error}"[:200]))
            end = text.find("\n", at)
            at = len(text) if end < 0 else end + 1
            continue
        yield from ((line, row) for row in _objects(value, report, line))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _objects(value: Any, report: FileReport, line: int) -> Iterator[Mapping[str, Any]]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, dict):
            wrapped = next((one[name] for name in _WRAPPERS if isinstance(one.get(name), list)), None)
            if wrapped is None:
                yield one
            else:
                waiting.append(wrapped)
        else:
            report.rows += 1
            report.rejected.append((line, f"expected an object, got {type(one).__name__}"))


def _kind(row: Mapping[str, Any]) -> str:
    """The kind of a row, by the keys that it has."""
    if isinstance(row.get("context"), dict) and "type" in row["context"]:
        return "cdevents"
    own = row.get("type")
    if own in ("deployment", "incident") and ("time" in row or "opened" in row):
        return f"own-{own}"
    if own in ("validation", "survey", "gateway"):
        return f"own-{own}"
    return next((kind for kind, keys in _KEYS if keys <= row.keys()), "unknown")


_KEYS: Sequence[tuple[str, frozenset[str]]] = (
    ("github-status", frozenset({"deployment_url", "state"})),
    ("release", frozenset({"tag_name"})),
    ("github-run", frozenset({"head_sha", "conclusion"})),
    ("github-pull", frozenset({"merge_commit_sha", "head"})),
    ("gitlab-merge-request", frozenset({"source_branch", "target_branch"})),
    ("issue", frozenset({"labels", "created_at", "closed_at"})),
    ("gitlab-deployment", frozenset({"sha", "status", "environment"})),
    ("github-deployment", frozenset({"sha", "environment", "created_at"})),
    ("gitlab-pipeline", frozenset({"sha", "ref", "status", "updated_at"})),
)


def is_production(environment: str, wanted: str) -> bool:
    """Whether ENVIRONMENT is the one that is WANTED; by default production, whatever it is called in full."""
    low = environment.strip().lower()
    return low.startswith("prod") if wanted.lower() == "production" else low == wanted.lower()


_Selector = Callable[[str], bool] | None


def _own_deployment(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - one signature for all kinds
    one = _OwnDeployment.model_validate(row)
    found.shipped.append(
        Shipped(
            SourceKind.EVENTS, one.time, one.id, one.commit.lower(), None, one.environment,
            failed=one.status != "success", component=one.component, unplanned=one.unplanned,
            rollback=one.rollback_of is not None,
        )
    )  # fmt: skip
    return 1


def _own_incident(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _OwnIncident.model_validate(row)
    found.incidents.append(
        Incident(one.id, one.opened, one.resolved, one.deployment, one.commit and one.commit.lower())
    )
    return 1


def _own_gateway(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _OwnGateway.model_validate(row)
    found.calls.append(GatewayCall(one.at, one.model, one.allowed, one.commit and one.commit.lower()))
    return 1


def _github_deployment(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _GitHubDeployment.model_validate(row)
    found.pending[one.id] = Shipped(
        SourceKind.DEPLOYMENTS, one.created_at, one.id, one.sha.lower(), None, one.environment
    )
    return 1


def _github_status(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _GitHubStatus.model_validate(row)
    deployment = one.deployment_url.rstrip("/").rpartition("/")[2]
    found.statuses.setdefault(deployment, []).append((one.created_at, one.state))
    return 1


def _release(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _Release.model_validate(row)
    time = one.published_at if one.published_at is not None else one.released_at
    if time is None or one.draft or one.prerelease or one.upcoming_release:
        return 0
    found.shipped.append(Shipped(SourceKind.RELEASES, time, one.tag_name, None, one.tag_name, "production"))
    return 1


def _github_run(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:
    one = _GitHubRun.model_validate(row)
    created = one.updated_at if one.created_at is None else one.created_at
    if one.conclusion is not None:
        found.runs.append(
            Run(
                one.name or one.path, one.head_sha.lower(), created, one.run_started_at,
                one.updated_at, one.conclusion, one.run_attempt, one.event == "push",
            )
        )  # fmt: skip
    if run is None or not (run(one.name) or run(one.path)) or (branch and one.head_branch != branch):
        return 0
    if one.conclusion is None:
        return 0
    return _deployed_by(found, one.updated_at, one.id, one.head_sha, failed=one.conclusion != "success")


def _deployed_by(found: Exported, time: int, name: str, commit: str, *, failed: bool) -> int:
    """A CI run that deploys, as a row that was used."""
    found.shipped.append(Shipped(SourceKind.CI_RUNS, time, name, commit.lower(), None, "production", failed=failed))
    return 1


def _gitlab_deployment(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _GitLabDeployment.model_validate(row)
    if one.status not in ("success", "failed", "canceled"):
        return 0
    time = one.finished_at if one.finished_at is not None else one.updated_at
    found.shipped.append(
        Shipped(
            SourceKind.DEPLOYMENTS, time, one.id, one.sha.lower(), None, one.environment.name,
            failed=one.status != "success",
        )
    )  # fmt: skip
    return 1


def _gitlab_pipeline(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:
    one = _GitLabPipeline.model_validate(row)
    if one.status in ("success", "failed", "canceled", "skipped"):
        ended = one.updated_at if one.finished_at is None else one.finished_at
        created = ended if one.created_at is None else one.created_at
        found.runs.append(
            Run(
                one.ref, one.sha.lower(), created, one.started_at, ended, one.status, 1, one.source == "push",
            )
        )  # fmt: skip
    # a pipeline has no name: that of its branch is used
    if run is None or not run(one.ref) or (branch and one.ref != branch) or one.status not in ("success", "failed"):
        return 0
    return _deployed_by(found, one.updated_at, one.id, one.sha, failed=one.status != "success")


def _request(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _MergeRequest.model_validate(row)
    # GitHub names a trial merge as long as a request is open
    if one.merged_at is None or one.merged_at < one.created_at:
        return 0
    # GitLab squashes into a commit and, by default, merges that
    commit = one.squash_commit_sha or one.merge_commit_sha
    found.requests.append(
        MergedRequest(f"{one.number or one.iid}", one.created_at, one.merged_at, commit and commit.lower())
    )
    return 1


def _issue(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    if "pull_request" in row:
        return 0
    one = _Issue.model_validate(row)
    names = {(label if isinstance(label, str) else label.name).lower() for label in one.labels}
    if one.issue_type != "incident" and not names & found.incident_labels:
        return 0
    found.incidents.append(Incident(f"issue-{one.number or one.iid}", one.created_at, one.closed_at))
    return 1


def _cdevent(found: Exported, row: Mapping[str, Any], run: _Selector, branch: str | None) -> int:  # noqa: ARG001 - likewise
    one = _CloudEvent.model_validate(row)
    parts = one.context.type.split(".")
    kind = ".".join(parts[2:4]) if len(parts) >= 4 else ""
    subject = str(one.subject.get("id", one.context.id))
    content = one.subject.get("content")
    content = content if isinstance(content, dict) else {}
    if kind in ("service.deployed", "service.upgraded", "service.rolledback"):
        environment = content.get("environment")
        name = str(environment.get("id", "production")) if isinstance(environment, dict) else "production"
        commit = _commit_of(one, content)
        found.shipped.append(
            Shipped(
                SourceKind.EVENTS, one.context.timestamp, one.context.id, commit, None, name,
                rollback=kind.endswith("rolledback"),
            )
        )  # fmt: skip
        return 1
    if kind in ("incident.detected", "incident.reported", "incident.resolved"):
        _merge_incident(found, subject, one.context.timestamp, resolved=kind.endswith("resolved"))
        return 1
    return 0


def _commit_of(event: _CloudEvent, content: Mapping[str, Any]) -> str | None:
    """The commit that an event is about: what it says, or what the package URL of its artifact says."""
    said = str((event.customData or {}).get("commit", ""))
    if not said:
        said = (
            str(content.get("artifactId", ""))
            .partition("vcs_url=")[2]
            .partition("&")[0]
            .replace("%40", "@")
            .rpartition("@")[2]
        )
    said = said.lower()
    return said if 7 <= len(said) <= 64 and not said.strip("0123456789abcdef") else None


def _merge_incident(found: Exported, name: str, time: int, *, resolved: bool) -> None:
    """An incident is reported and resolved by events of its own."""
    index = found.reported.setdefault(name, len(found.incidents))
    if index == len(found.incidents):
        found.incidents.append(Incident(name, time, time if resolved else None))
        return
    known = found.incidents[index]
    found.incidents[index] = (
        known._replace(resolved=time) if resolved else known._replace(opened=min(time, known.opened))
    )


def _settle(found: Exported) -> None:
    """GitHub's deployments by their newest status; one without any is neither a success nor a failure."""
    for name, shipped in found.pending.items():
        states = sorted(found.statuses.get(name, ()))
        if not states:
            found.without_status += 1
            continue
        time, state = states[-1]
        done = next((at for at, said in states if said == "success"), None)
        if state in ("success", "inactive") and done is not None:  # a newer deployment makes the older one inactive
            found.shipped.append(shipped._replace(time=done))
        elif state in ("failure", "error"):
            found.shipped.append(shipped._replace(time=time, failed=True))


_TAKE = {
    "own-deployment": _own_deployment,
    "own-incident": _own_incident,
    "own-gateway": _own_gateway,
    "github-deployment": _github_deployment,
    "github-status": _github_status,
    "release": _release,
    "github-run": _github_run,
    "gitlab-deployment": _gitlab_deployment,
    "gitlab-pipeline": _gitlab_pipeline,
    "github-pull": _request,
    "gitlab-merge-request": _request,
    "issue": _issue,
    "cdevents": _cdevent,
}
