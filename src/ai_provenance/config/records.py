"""The configuration as values: what `read` makes of a file, and what the rest of the program receives.

A field has the name of its key with `_` for `-`; what it means is in `keys`, and so is its default.
"""

# NamedTuples, because `report` loads them at its start: a dataclass imports `inspect`, which costs more than the report
# of a repository where nothing is new.

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.config import keys
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any, Literal

_GOVERNANCE = keys.GOVERNANCE.defaults()
_HOOKS = keys.HOOKS.defaults()
_REPORT = keys.REPORT.defaults()
_SECRETS = keys.SECRETS.defaults()
_RECORDS = keys.RECORDS.defaults()
_COMPONENT = keys.DELIVERY_COMPONENT.defaults()
_DELIVERY = keys.DELIVERY.defaults()
_AGENT = keys.AGENT.defaults()
_POLICY = keys.POLICY.defaults()
_TOP = keys.TOP.defaults()


class GovernanceConfig(NamedTuple):
    """`[governance]`."""

    url: str | None = _GOVERNANCE["url"]
    rev: str | None = _GOVERNANCE["rev"]
    digest: str | None = _GOVERNANCE["digest"]


class HooksConfig(NamedTuple):
    """`[hooks]`."""

    tag: bool = _HOOKS["tag"]
    quiet: bool = _HOOKS["quiet"]
    tag_conflict_resolution: Literal["evidence", "always", "never"] = _HOOKS["tag_conflict_resolution"]
    tag_reverts: bool = _HOOKS["tag_reverts"]
    drop_raw: bool = _HOOKS["drop_raw"]
    forbidden: Literal["strip", "refuse"] = _HOOKS["forbidden"]
    timeout: float = _HOOKS["timeout"]


class ReportConfig(NamedTuple):
    """`[report]`."""

    include_merges: bool = _REPORT["include_merges"]
    first_parent: bool = _REPORT["first_parent"]
    fail_under: float | None = _REPORT["fail_under"]
    of: Literal["trace_ai", "trace_all", "attribution_coverage"] | None = _REPORT["of"]


class SecretsConfig(NamedTuple):
    """`[secrets]`."""

    exclude: tuple[str, ...] = _SECRETS["exclude"]
    baseline: str = _SECRETS["baseline"]
    whole_files: bool = _SECRETS["whole_files"]
    pragmas: Literal["honour", "base-only", "ignore"] = _SECRETS["pragmas"]
    seconds: float = _SECRETS["seconds"]


class RecordsConfig(NamedTuple):
    """`[records]`."""

    write: Literal["off", "commit", "ci"] = _RECORDS["write"]
    sign: Literal["auto", "ssh", "sigstore", "no"] = _RECORDS["sign"]
    key: str = _RECORDS["key"]
    trust: str = _RECORDS["trust"]
    revoked: str = _RECORDS["revoked"]
    push: bool = _RECORDS["push"]
    people: bool = _RECORDS["people"]
    roles: Mapping[str, str] = _RECORDS["roles"]


class DeliveryComponent(NamedTuple):
    """`[delivery.components.NAME]`."""

    tags: tuple[str, ...] = _COMPONENT["tags"]
    paths: tuple[str, ...] = _COMPONENT["paths"]


class DeliveryConfig(NamedTuple):
    """`[delivery]`."""

    source: Literal["auto", "tags", "branch"] = _DELIVERY["source"]
    tag_pattern: str | None = _DELIVERY["tag_pattern"]
    environment: str = _DELIVERY["environment"]
    deploy_run: str | None = _DELIVERY["deploy_run"]
    clock: Literal["author", "committer"] = _DELIVERY["clock"]
    include_automation: bool = _DELIVERY["include_automation"]
    intervention_days: int = _DELIVERY["intervention_days"]
    hotfix_hours: int = _DELIVERY["hotfix_hours"]
    settle_hours: int = _DELIVERY["settle_hours"]
    incident_labels: tuple[str, ...] = _DELIVERY["incident_labels"]
    validations: tuple[Literal["sarif", "junit", "coverage"], ...] = _DELIVERY["validations"]
    least_coverage: float = _DELIVERY["least_coverage"]
    bands: str | None = _DELIVERY["bands"]
    components: Mapping[str, DeliveryComponent] = _DELIVERY["components"]


class AgentConfig(NamedTuple):
    """`[agents.ID]`."""

    name: str | None = _AGENT["name"]
    kind: Literal["agent", "review", "bot", "tool"] | None = _AGENT["kind"]
    emails: tuple[str, ...] = _AGENT["emails"]
    names: tuple[str, ...] = _AGENT["names"]
    name_suffixes: tuple[str, ...] = _AGENT["name_suffixes"]
    trailer_keys: tuple[str, ...] = _AGENT["trailer_keys"]
    footers: tuple[str, ...] = _AGENT["footers"]
    enabled: bool = _AGENT["enabled"]


class Waiver(NamedTuple):
    """One of `[[policy.waivers]]`."""

    rule: str
    reason: str
    owner: str
    expires: date
    commits: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()


class Override(NamedTuple):
    """One of `[[policy.overrides]]`."""

    paths: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    # only what the file says: a default here would undo what `[policy]` says of the same key
    demands: Mapping[str, Any] = {}
    """Field of `PolicyConfig` -> the value that replaces the general one."""

    def over(self, policy: PolicyConfig) -> PolicyConfig:
        """POLICY with the demands of this override in place of its own."""
        return policy._replace(**self.demands)


class PolicyConfig(NamedTuple):
    """`[policy]`."""

    ai: Literal["allow", "declare", "forbid"] = _POLICY["ai"]
    require_human_declaration: bool | Literal["person"] = _POLICY["require_human_declaration"]
    require_forms: tuple[str, ...] = _POLICY["require_forms"]
    accept_forms: tuple[str, ...] = _POLICY["accept_forms"]
    forbid_forms: tuple[str, ...] = _POLICY["forbid_forms"]
    allow_agents: tuple[str, ...] = _POLICY["allow_agents"]
    deny_agents: tuple[str, ...] = _POLICY["deny_agents"]
    allow_models: tuple[str, ...] = _POLICY["allow_models"]
    deny_models: tuple[str, ...] = _POLICY["deny_models"]
    require_model: bool = _POLICY["require_model"]
    require_review: Literal["none", "not-agent", "not-author"] = _POLICY["require_review"]
    review_trailers: tuple[str, ...] = _POLICY["review_trailers"]
    agent_sign_off: Literal["forbid", "allow"] = _POLICY["agent_sign_off"]
    require_level: int | None = _POLICY["require_level"]
    max_files: int | None = _POLICY["max_files"]
    max_lines: int | None = _POLICY["max_lines"]
    include_merges: bool = _POLICY["include_merges"]
    severity: Mapping[str, str] = _POLICY["severity"]
    overrides: tuple[Override, ...] = _POLICY["overrides"]
    waivers: tuple[Waiver, ...] = _POLICY["waivers"]

    def variants(self) -> tuple[PolicyConfig, ...]:
        """The policy as it is, and with each override alone laid over it."""
        return (self, *(override.over(self) for override in self.overrides))


Demands = PolicyConfig
"""What is demanded of one commit: the policy with the overrides that apply to it laid over."""


class Config(NamedTuple):
    """All that a project configures; without arguments, the defaults."""

    profile: str = _TOP["profile"]
    declare: Literal["ai", "all"] = _TOP["declare"]
    adopted: str | None = _TOP["adopted"]
    notes_refs: tuple[str, ...] = _TOP["notes_refs"]
    governance: GovernanceConfig = GovernanceConfig()
    hooks: HooksConfig = HooksConfig()
    report: ReportConfig = ReportConfig()
    secrets: SecretsConfig = SecretsConfig()
    records: RecordsConfig = RecordsConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    policy: PolicyConfig = PolicyConfig()
    agents: Mapping[str, AgentConfig] = _TOP["agents"]


def document(value: object) -> Any:
    """VALUE of a configuration as JSON has it: tables with the keys of the file, arrays as lists, dates as text."""
    if isinstance(value, Override):
        return _table(value.demands) | _table({"paths": value.paths, "branches": value.branches})
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        return _table(dict(zip(fields, value, strict=True))) if fields else [document(item) for item in value]
    if isinstance(value, Mapping):
        return {name: document(item) for name, item in value.items()}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _table(fields: Mapping[str, object]) -> dict[str, Any]:
    return {name.replace("_", "-"): document(value) for name, value in fields.items()}
