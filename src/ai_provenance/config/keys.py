"""The keys of the configuration: name, type, default, choices, range and meaning of each.

The only place where a key is described. `read` checks a file against this table, `records` takes the defaults from
it, and `schema` builds the published JSON Schema from it, from which the documentation is written.
"""

# A hook loads this module while a person waits for `git commit`, so it imports nothing and holds plain values.

from __future__ import annotations

from ai_provenance.config.profiles import PROFILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

BOOLEAN = "boolean"
STRING = "string"
WHOLE = "whole number"
NUMBER = "number"
DATE = "date"

ONE = "one"
"""The key holds one value."""
ARRAY = "array"
"""The key holds an array of such values."""
NAMED = "named"
"""The key holds a table from names to such values."""

_REQUIRED = object()


class Pattern:
    """What the text of a string must look like."""

    __slots__ = ("expected", "fits", "regex")

    def __init__(self, regex: str, expected: str, fits: Callable[[str], bool]) -> None:
        self.regex = regex
        """For the JSON Schema."""
        self.expected = expected
        """For an error message."""
        # a function beside the regular expression, because importing `re` doubles the start of a hook
        self.fits = fits
        """Whether a text matches the expression."""


class Key:
    """One key of a table."""

    __slots__ = (
        "above",
        "at_least",
        "at_most",
        "attribute",
        "choices",
        "default",
        "holds",
        "meaning",
        "name",
        "names",
        "non_empty",
        "pattern",
        "required",
        "shape",
        "stripped",
        "words",
    )

    def __init__(  # noqa: PLR0913 - one parameter for each property that a key may have
        self,
        name: str,
        holds: str | Table,
        *,
        shape: str = ONE,
        default: Any = _REQUIRED,
        choices: tuple[str, ...] = (),
        names: tuple[str, ...] = (),
        pattern: Pattern | None = None,
        above: float | None = None,
        at_least: float | None = None,
        at_most: float | None = None,
        non_empty: bool = False,
        stripped: bool = False,
        words: tuple[str, ...] = (),
        meaning: str = "",
    ) -> None:
        self.name = name
        self.attribute = name.replace("-", "_")
        """The name in Python."""
        self.holds = holds
        """The type of a value, or the table that it is."""
        self.shape = shape
        self.required = default is _REQUIRED and not isinstance(holds, Table)
        self.default = None if default is _REQUIRED else default
        """The value where the key is not written; None: none, or for a table that of each of its keys."""
        self.choices = choices
        """The only values allowed; empty: any."""
        self.names = names
        """The only names allowed in a `NAMED` table; empty: any."""
        self.pattern = pattern
        self.above = above
        self.at_least = at_least
        self.at_most = at_most
        self.non_empty = non_empty
        self.stripped = stripped
        """Whether white space around the text is dropped."""
        self.words = words
        """Texts that are allowed beside the values of the type."""
        self.meaning = meaning


class Table:
    """A table of the file, and the record that it is read into."""

    __slots__ = ("keys", "meaning", "record")

    def __init__(self, record: str, meaning: str, keys: tuple[Key, ...]) -> None:
        self.record = record
        """Name of the class in `records`, and of the definition in the JSON Schema."""
        self.meaning = meaning
        self.keys = keys

    def defaults(self) -> dict[str, Any]:
        """Attribute -> default, of the keys that have one."""
        return {key.attribute: key.default for key in self.keys if not key.required}


COMMIT = Pattern(
    r"^[0-9a-f]{7,64}$",
    "an object id, or 7 digits and more of one, in lower case, was expected",
    lambda text: 7 <= len(text) <= 64 and not text.strip("0123456789abcdef"),
)
REF = Pattern(
    r"^refs/.+",
    "a full ref name was expected (refs/notes/...)",
    lambda text: text.startswith("refs/") and text[5:6] not in ("", "\n"),
)
DIGEST = Pattern(
    r"^sha256:[0-9a-f]{64}$",
    "sha256: and 64 digits in lower case were expected",
    lambda text: len(text) == 71 and text.startswith("sha256:") and not text[7:].strip("0123456789abcdef"),
)
FORMS = tuple(profile for profile in PROFILES if profile != "forbid")
NUMBERS = ("trace_ai", "trace_all", "attribution_coverage")
"""The numbers of `report`, which is on a floor above; a test compares the two."""
SEVERITIES = ("error", "warning", "note", "off")
RULES = tuple(f"AIP{number:03}" for number in range(1, 22))
"""The rules of `policy`, which is on a floor above; a test compares the two."""

GOVERNANCE = Table(
    "GovernanceConfig",
    "`[governance]`: the pin of the organisation's rules, which `governance pin` writes.",
    (
        Key("url", STRING, default=None, non_empty=True, meaning="Address of the governance repository."),
        Key("rev", STRING, default=None, non_empty=True, meaning="The release that holds here (`v3.2.0`)."),
        Key(
            "digest",
            STRING,
            default=None,
            pattern=DIGEST,
            meaning="Digest of its policy and templates at that release, so that a moved tag is noticed.",
        ),
    ),
)

HOOKS = Table(
    "HooksConfig",
    "`[hooks]`: what the hooks do when a commit is made.",
    (
        Key("tag", BOOLEAN, default=True, meaning="Write the declaration of AI help into commit messages."),
        Key("quiet", BOOLEAN, default=False, meaning="Print no line when a hook adds a trailer to a message."),
        Key(
            "tag-conflict-resolution",
            STRING,
            default="evidence",
            choices=("evidence", "always", "never"),
            meaning="Tag a resolved merge, cherry-pick or revert: when an agent resolved conflicts, always, never.",
        ),
        Key(
            "tag-reverts",
            BOOLEAN,
            default=False,
            meaning="Tag a clean `git revert` that an agent ran (it is mechanical).",
        ),
        Key(
            "drop-raw",
            BOOLEAN,
            default=False,
            meaning="Take an agent's own credit or footer out of the message once the project's form says the same.",
        ),
        Key(
            "forbidden",
            STRING,
            default="strip",
            choices=("strip", "refuse"),
            meaning="Under the profile `forbid`: take declarations out of the message, or refuse the commit.",
        ),
        Key(
            "timeout",
            NUMBER,
            default=5.0,
            above=0,
            meaning="Seconds after which a tagging hook lets the commit through.",
        ),
    ),
)

REPORT = Table(
    "ReportConfig",
    "`[report]`: what the percentages are about.",
    (
        Key("include-merges", BOOLEAN, default=False, meaning="Count merge commits as in scope."),
        Key("first-parent", BOOLEAN, default=False, meaning="Follow only the first parent of merges."),
        Key(
            "fail-under",
            NUMBER,
            default=None,
            at_least=0,
            at_most=100,
            meaning="Exit 1 when the number that `of` names is lower, in per cent.",
        ),
        Key(
            "of",
            STRING,
            default=None,
            choices=NUMBERS,
            meaning="The number that `fail-under` judges. Default: `trace_ai`, with a warning until 1.0.",
        ),
    ),
)

SECRETS = Table(
    "SecretsConfig",
    "`[secrets]`: what the secret scan reads and leaves out.",
    (
        Key("exclude", STRING, shape=ARRAY, default=(), meaning="Globs of paths that are not scanned."),
        Key(
            "baseline",
            STRING,
            default=".ai-provenance-baseline",
            meaning="File of known findings, relative to the top; the default may be absent. Empty: none.",
        ),
        Key("whole-files", BOOLEAN, default=False, meaning="Scan whole staged files instead of the lines added."),
        Key(
            "pragmas",
            STRING,
            default="honour",
            choices=("honour", "base-only", "ignore"),
            meaning="Comments that let a line pass: all count, those that the base has on the same line, or none.",
        ),
        Key(
            "seconds",
            NUMBER,
            default=30.0,
            above=0,
            meaning="Processor seconds for one file; one that takes longer is reported as not read whole.",
        ),
    ),
)

RECORDS = Table(
    "RecordsConfig",
    "`[records]`: signed statements about commits, kept in notes.",
    (
        Key(
            "write",
            STRING,
            default="off",
            choices=("off", "commit", "ci"),
            meaning="`commit`: the hooks record each commit; `ci`: `ai-provenance attest` in CI does; `off`: none.",
        ),
        Key(
            "sign",
            STRING,
            default="auto",
            choices=("auto", "ssh", "sigstore", "no"),
            meaning="`auto`: by SSH where git signs by SSH; `ssh`: and warn where it cannot; `sigstore`: in CI.",
        ),
        Key("key", STRING, default="", meaning="SSH key to sign with. Empty: git's `user.signingKey`."),
        Key(
            "trust",
            STRING,
            default="",
            meaning="Allowed signers: REV:PATH, or a PATH of the base. Empty: `.ai-provenance/allowed_signers`.",
        ),
        Key("revoked", STRING, default="", meaning="Keys that count no more, likewise. Empty: beside the signers."),
        Key("push", BOOLEAN, default=False, meaning="Push the records after a push of commits."),
        Key("people", BOOLEAN, default=False, meaning="Let records name people: reviewers, declarations as written."),
        Key(
            "roles",
            STRING,
            shape=NAMED,
            default={},
            choices=("person", "ci", "agent", "forge"),
            meaning="Glob over principals -> whose key it is; person and ci give level 4. Empty: all are people.",
        ),
    ),
)

DELIVERY_COMPONENT = Table(
    "DeliveryComponent",
    "`[delivery.components.NAME]`: a part of the repository that is released by itself; `--component NAME` selects it.",
    (
        Key("tags", STRING, shape=ARRAY, default=(), meaning="Globs of its release tags. Empty: those of all."),
        Key("paths", STRING, shape=ARRAY, default=(), meaning="Paths whose changes are its own. Empty: all."),
    ),
)

DELIVERY = Table(
    "DeliveryConfig",
    "`[delivery]`: what is a deployment here, and what decides the delivery metrics. Options of `delivery` replace it.",
    (
        Key(
            "source",
            STRING,
            default="auto",
            choices=("auto", "tags", "branch"),
            meaning="What is a deployment: the best of the files, else release tags; or every commit of the branch.",
        ),
        Key("tag-pattern", STRING, default=None, non_empty=True, meaning="Expression that release tags match."),
        Key("environment", STRING, default="production", non_empty=True, meaning="Deployments to it count."),
        Key("deploy-run", STRING, default=None, non_empty=True, meaning="Expression that CI runs match which deploy."),
        Key(
            "clock",
            STRING,
            default="author",
            choices=("author", "committer"),
            meaning="The date of a change that its lead time begins with.",
        ),
        Key(
            "include-automation",
            BOOLEAN,
            default=False,
            meaning="Count the commits of bots as changes.",
        ),
        Key(
            "intervention-days",
            WHOLE,
            default=30,
            at_least=1,
            meaning="Days within which a revert or a hotfix says that a deployment failed.",
        ),
        Key(
            "hotfix-hours",
            WHOLE,
            default=72,
            at_least=1,
            meaning="Hours within which a deployment of fixes alone counts for the heuristic.",
        ),
        Key(
            "settle-hours",
            WHOLE,
            default=72,
            at_least=0,
            meaning="Hours after which a deployment that did not fail is judged.",
        ),
        Key(
            "incident-labels",
            STRING,
            shape=ARRAY,
            default=("incident", "production-incident"),
            meaning="Labels of issues that are incidents.",
        ),
        Key(
            "validations",
            STRING,
            shape=ARRAY,
            default=(),
            choices=("sarif", "junit", "coverage"),
            meaning="Kinds of result without which `delivery batch` gives no verdict.",
        ),
        Key(
            "least-coverage",
            NUMBER,
            default=0.0,
            at_least=0.0,
            at_most=100.0,
            meaning="Percent of the lines that must be covered, where a batch has a coverage.",
        ),
        Key(
            "bands",
            STRING,
            default=None,
            choices=("2019", "2021", "2023", "2024"),
            meaning="Year of the DORA report whose bands the metrics are placed in. Default: none are shown.",
        ),
        Key(
            "components",
            DELIVERY_COMPONENT,
            shape=NAMED,
            default={},
            meaning="Name -> what belongs to the component.",
        ),
    ),
)

DEMANDS = (
    Key(
        "ai",
        STRING,
        default="declare",
        choices=("allow", "declare", "forbid"),
        meaning="`declare`: AI help must be declared in a trailer; `allow`: also undeclared; `forbid`: not at all.",
    ),
    Key(
        "require-human-declaration",
        BOOLEAN,
        default=False,
        words=("person",),
        meaning="Commits without AI help must say so; `person`: in a person's word (`AI-Assisted: no`), not a hook's.",
    ),
    Key(
        "require-forms",
        STRING,
        shape=ARRAY,
        default=(),
        choices=FORMS,
        meaning="An AI commit must be declared in one of these forms.",
    ),
    Key(
        "accept-forms",
        STRING,
        shape=ARRAY,
        default=(),
        choices=FORMS,
        meaning="Forms that may stand beside the required ones; empty: every form.",
    ),
    Key("forbid-forms", STRING, shape=ARRAY, default=(), choices=FORMS, meaning="Forms that must not be used."),
    Key("allow-agents", STRING, shape=ARRAY, default=(), meaning="Only these agents may help; empty: every agent."),
    Key("deny-agents", STRING, shape=ARRAY, default=(), meaning="These agents may not help."),
    Key("allow-models", STRING, shape=ARRAY, default=(), meaning="Only these models may help; empty: every model."),
    Key("deny-models", STRING, shape=ARRAY, default=(), meaning="These models may not help."),
    Key("require-model", BOOLEAN, default=False, meaning="The declaration of an AI commit must name the model."),
    Key(
        "require-review",
        STRING,
        default="none",
        choices=("none", "not-agent", "not-author"),
        meaning="AI commits need a review trailer by a person, or by one who is not the commit's author either.",
    ),
    Key(
        "review-trailers",
        STRING,
        shape=ARRAY,
        default=("Reviewed-by", "Signed-off-by"),
        meaning="The trailers that count as human review.",
    ),
    Key(
        "agent-sign-off",
        STRING,
        default="forbid",
        choices=("forbid", "allow"),
        meaning="Whether an agent may stand in `Signed-off-by`: it cannot certify a DCO.",
    ),
    Key(
        "require-level",
        WHOLE,
        default=None,
        at_least=2,
        at_most=4,
        meaning="Level at which each commit must be traced: 2 declared, 3 attested, 4 verified.",
    ),
    Key("max-files", WHOLE, default=None, at_least=1, meaning="Most files that an AI commit may change."),
    Key(
        "max-lines",
        WHOLE,
        default=None,
        at_least=1,
        meaning="Most lines that an AI commit may add and delete together.",
    ),
)
"""What may be demanded of a commit, by `[policy]` and by its overrides."""

OVERRIDE = Table(
    "Override",
    "Demands that replace the general ones where a commit touches one of the paths, or is judged for a branch.",
    (
        *DEMANDS,
        Key(
            "paths",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Globs over changed paths; `**` crosses directories. Empty: every path.",
        ),
        Key(
            "branches",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Globs over the branch that commits are judged for. Empty: every branch.",
        ),
    ),
)

WAIVER = Table(
    "Waiver",
    "One rule set aside for named commits or paths, by a person, for a reason, until a day.",
    (
        Key("rule", STRING, choices=RULES, meaning="The rule set aside."),
        Key("reason", STRING, non_empty=True, stripped=True, meaning="Why."),
        Key("owner", STRING, non_empty=True, stripped=True, meaning="Who answers for it."),
        Key("expires", DATE, meaning="The last day on which it holds, as a TOML date."),
        Key(
            "commits",
            STRING,
            shape=ARRAY,
            default=(),
            pattern=COMMIT,
            meaning="Object ids, or prefixes of 7 digits and more. Empty: every commit.",
        ),
        Key(
            "paths",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Globs; every path that the commit changes must match. Empty: every path.",
        ),
        Key("agents", STRING, shape=ARRAY, default=(), meaning="Agent ids or globs. Empty: every agent."),
    ),
)

POLICY = Table(
    "PolicyConfig",
    "The demands on every commit, their exceptions, and how much each rule weighs.",
    (
        *DEMANDS,
        Key("include-merges", BOOLEAN, default=False, meaning="Judge merge commits too."),
        Key(
            "severity",
            STRING,
            shape=NAMED,
            default={},
            names=RULES,
            choices=SEVERITIES,
            meaning="Rule id -> weight other than the rule's own; `off` switches it off.",
        ),
        Key(
            "overrides",
            OVERRIDE,
            shape=ARRAY,
            default=(),
            meaning="Replacements for some paths and branches; later ones win.",
        ),
        Key("waivers", WAIVER, shape=ARRAY, default=(), meaning="Exceptions; each is listed in every output."),
    ),
)

AGENT = Table(
    "AgentConfig",
    "`[agents.ID]`: what this project knows about an agent, beside or instead of what we ship.",
    (
        Key("name", STRING, default=None, meaning="The name to print and to write in declarations."),
        Key(
            "kind",
            STRING,
            default=None,
            choices=("agent", "review", "bot", "tool"),
            meaning="`agent` writes code, `review` suggests or fixes, `bot` is no AI, `tool` keeps records.",
        ),
        Key(
            "emails",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="More addresses that only this agent commits with, matched exactly.",
        ),
        Key(
            "names",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Whole names that no person has, such as `Claude Code`.",
        ),
        Key(
            "name-suffixes",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Ends that it adds to a person's name: ` (aider)`.",
        ),
        Key(
            "trailer-keys",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Keys of trailers that only this agent writes.",
        ),
        Key(
            "footers",
            STRING,
            shape=ARRAY,
            default=(),
            meaning="Whole lines that it writes under a message, as plain text.",
        ),
        Key("enabled", BOOLEAN, default=True, meaning="False: do not look for this agent."),
    ),
)

TOP = Table(
    "Config",
    "All that a project configures. Every key has a default: an empty file is a valid one.",
    (
        Key(
            "profile",
            STRING,
            default="kernel",
            choices=tuple(PROFILES),
            meaning="The form in which AI help is declared.",
        ),
        Key(
            "declare",
            STRING,
            default="ai",
            choices=("ai", "all"),
            meaning="`all`: commits for which no agent was observed say so too (`AI-Assisted: not-observed`).",
        ),
        Key(
            "adopted",
            STRING,
            default=None,
            non_empty=True,
            meaning="Commit or date (YYYY-MM-DD) from which the policy holds and the numbers are judged.",
        ),
        Key(
            "notes-refs",
            STRING,
            shape=ARRAY,
            default=(
                "refs/notes/ai",
                "refs/notes/ai-provenance",
                "refs/notes/agentblame",
                "refs/notes/whogitit",
                "refs/agentdiff",
            ),
            pattern=REF,
            meaning="Notes refs that are read for evidence, and refs of agentdiff.",
        ),
        Key("governance", GOVERNANCE),
        Key("hooks", HOOKS),
        Key("report", REPORT),
        Key("secrets", SECRETS),
        Key("records", RECORDS),
        Key("delivery", DELIVERY),
        Key("policy", POLICY),
        Key(
            "agents",
            AGENT,
            shape=NAMED,
            default={},
            meaning="Agent id -> what this project knows about it.",
        ),
    ),
)

READ_BY_HOOKS = tuple(key for key in TOP.keys if key.name in {"profile", "declare", "hooks", "secrets", "records"})
"""The keys of the top that hooks read. An error in any other stops a command, not a commit."""


def hook_defaults() -> dict[str, Any]:
    """Attribute -> default, of the keys that hooks read; a table is a dictionary of its own."""
    return {
        key.attribute: key.holds.defaults() if isinstance(key.holds, Table) else key.default for key in READ_BY_HOOKS
    }
