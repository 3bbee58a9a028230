"""The interface of the findings formats: the record of a run that a format writes, and which module it is."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, TextIO, cast

from ai_provenance.export.wording import count
from ai_provenance.model import Finding, Notice, Severity
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")
"""Each is a module of this package with a `write` function."""

_SECRETS = {"text": "secrets_text", "json": "secrets_json"}
"""Forms that `secrets` has of its own: a line for each place, and a document about places instead of commits."""


class RuleText(NamedTuple):
    """The texts about one rule."""

    id: str
    name: str
    severity: Severity
    demand: str
    """What must hold, one sentence."""
    reason: str = ""
    url: str = ""


class WaiverText(NamedTuple):
    """One exception of the policy: every output lists them all."""

    rule: str
    reason: str
    owner: str
    expires: str
    """ISO date."""
    covered: int
    """Findings that it covers in this run."""
    expired: bool = False


class Run(NamedTuple):
    """What one command found, ready to be written."""

    command: str
    """`check`, `secrets`: names the run in formats that merge several."""
    findings: tuple[Finding, ...]
    """Worst first."""
    commits: int = 0
    """Commits judged; 0 where the run is about something else."""
    complete: bool = True
    hidden: int = 0
    """Findings counted and not in `findings`."""
    rules: Mapping[str, RuleText] = MappingProxyType({})
    """Rules that were judged; a finding's rule may be missing."""
    waivers: tuple[WaiverText, ...] = ()
    notices: tuple[Notice, ...] = ()
    range: str = ""
    head: str | None = None
    """Object id that the range ends in."""
    skipped: Mapping[str, str] = MappingProxyType({})
    """Rules that could not be judged, each with the reason."""
    verdict: str = ""
    """The run in one sentence, where the counts of its findings do not say it."""
    document: Mapping[str, object] | None = None
    """The JSON document of a command that has one of its own."""
    policy_path: str = ".ai-provenance.toml"
    """Where findings without a path are shown in formats that demand one."""

    def name_of(self, rule: str) -> str:
        """The id of a rule with its name behind it; the id alone where it is the name, or is not known."""
        known = self.rules.get(rule)
        return f"{rule} {known.name}" if known and known.name != rule and self.command == "check" else rule

    def url_of(self, rule: str) -> str:
        """The page of the documentation about a rule; empty where there is none."""
        known = self.rules.get(rule)
        return known.url if known else ""

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that no waiver covers."""
        return tuple(finding for finding in self.findings if not finding.waived_by)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that a waiver covers."""
        return tuple(finding for finding in self.findings if finding.waived_by)


class Write(Protocol):
    """Writes one run in one format."""

    def __call__(self, run: Run, out: TextIO) -> None:
        """Write RUN to OUT; the stream stays open."""


def writer(name: str, command: str = "check") -> Write:
    """Import and return the `write` function of one of FORMATS for the findings of COMMAND.

    Raises KeyError for a name that is no format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    module = _SECRETS.get(name, name) if command == "secrets" else name
    return cast(Write, import_module(f"ai_provenance.export.findings.{module}").write)


def waiver_line(waiver: WaiverText) -> str:
    """WAIVER in one sentence: what, by whom, until when, and whether that day has passed."""
    expired = " (expired)" if waiver.expired else ""
    return f"{waiver.rule} waived by {waiver.owner} until {waiver.expires}{expired}: {waiver.reason}"


def verdict_line(run: Run) -> str:
    """The run in one sentence: what was judged, what was found, and whether the range could be read whole."""
    if run.verdict:
        return run.verdict
    counts = Counter(finding.severity.value for finding in run.standing)
    if run.command == "secrets":
        found, nothing = count(len(run.standing), "secret") + " found" if run.standing else "", "no secrets found"
    else:
        kinds = [count(counts[severity.value], severity.value) for severity in Severity if counts[severity.value]]
        found, nothing = ", ".join(kinds), "nothing to object to"
    waived = f", {len(run.waived):,} waived" if run.waived else ""
    hidden = f", {run.hidden:,} more not shown" if run.hidden else ""
    missing = "" if run.complete else "; the range is not complete"
    judged = f"{count(run.commits, 'commit')} judged: " if run.commits else ""
    return f"{judged}{found or nothing}{waived}{hidden}{missing}"
