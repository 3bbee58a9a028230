"""The settings by which commits are classified, as a configuration makes them."""

# The agents and the rules take several starts of Python to load, and a report with nothing new has no use for them.
# ruff: noqa: PLC0415

from __future__ import annotations

from ai_provenance.config import Config, PolicyConfig, defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ai_provenance.agents import Registry
    from ai_provenance.attest.base import Base
    from ai_provenance.report.tally import Accepts


class ClassifierSettings:
    """By which agents, notes and policy commits are classified.

    `key` distinguishes two settings. The agents and the rules are loaded when a commit must be classified.
    """

    __slots__ = (
        "_accepts",
        "_config",
        "_registry",
        "_today",
        "base",
        "commit_signatures",
        "is_gate",
        "judged",
        "notes_refs",
    )

    def __init__(  # noqa: PLR0913 - one for each thing that verdicts depend on
        self,
        config: Config | None = None,
        *,
        today: date | None = None,
        base: str | None = None,
        judged: Sequence[str] = (),
        commit_signatures: bool = False,
        is_gate: bool = False,
    ) -> None:
        """The settings that CONFIG requests, by default those of no configuration. TODAY ages the waivers (UTC)."""
        self._config = config or defaults()
        self._today = today
        self._registry: Registry | None = None
        self._accepts: Accepts | None = None
        self.notes_refs = tuple(self._config.notes_refs)
        """Notes refs to read as evidence, in full."""
        self.base = base
        """The commit that has the say over the commits that are classified, and over whose signature counts."""
        self.judged = tuple(judged)
        """The range that it has the say over."""
        self.commit_signatures = commit_signatures
        """Whether a good signature of a commit raises the level of what its message declares."""
        self.is_gate = is_gate and base is not None
        """Whether notes on commits that `base` does not reach count for nothing: whoever may push can write them."""

    @property
    def key(self) -> str:
        """What verdicts and counts depend on in the configuration, as text."""
        agents = repr(sorted(self._config.agents.items())) if self._config.agents else ""
        records = self._config.records
        gate = (self.base,) if self.is_gate else ()
        return repr((agents, self._policy_key, repr(records) if records != type(records)() else "", *gate))

    @property
    def definition(self) -> str:
        """What the numbers mean by the configuration, as text: as `key`, whatever the day is."""
        config = self._config
        return repr((sorted(config.agents.items()), self.notes_refs, config.profile, config.policy))

    @property
    def trust_base(self) -> Base:
        """What has the say over provenance records."""
        from ai_provenance.attest.base import Base

        return Base(self._config.records, self.notes_refs, self.base, self.judged)

    @property
    def registry(self) -> Registry:
        """The agents to know."""
        if self._registry is None:
            from ai_provenance.agents import registry_of

            self._registry = registry_of(self._config.agents)
        return self._registry

    @property
    def accepts(self) -> Accepts | None:
        """Whether the policy takes an AI commit's metadata as valid; None: a declaration in a trailer is enough."""
        if self._accepts is None and self._policy_key:
            from ai_provenance.detect.declaring import names_agent
            from ai_provenance.policy import Case, Judge

            policy, registry = Judge(self._config, today=self._day()), self.registry
            self._accepts = lambda commit, verdict: policy.accepts(
                Case(commit, verdict, names_agent=lambda value: names_agent(value, registry))
            )
        return self._accepts

    @property
    def _policy_key(self) -> str:
        """What `accepts` goes by; empty where every declaration is valid."""
        config = self._config
        if config.policy == PolicyConfig() and config.profile != "forbid":
            return ""
        # the day ages waivers and nothing else: without any, the count of yesterday still holds
        day = str(self._day()) if config.policy.waivers else ""
        return repr((day, config.profile, config.policy))

    def _day(self) -> date:
        from datetime import UTC, datetime

        return self._today or datetime.now(UTC).date()
