"""Every rule as data: what it demands, why, how to mend a breach, and an example on each side.

Ids never change their meaning and are never used again. The rules page of the documentation is written from here, and
a test judges every example.
"""

from __future__ import annotations

from dataclasses import dataclass

from ai_provenance.model import Severity


@dataclass(frozen=True, slots=True)
class Example:
    """A commit message, and the configuration under which it is judged."""

    message: str
    config: str = ""
    """TOML of a whole configuration; empty: the defaults."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue."""

    id: str
    name: str
    severity: Severity
    demand: str
    """What must hold, one sentence."""
    reason: str
    """Why a project would want it."""
    mending: str
    """What to do about a breach. `{trailer}`, `{modelled}` (the same with a model) and `{base}` (of `git rebase -i`:
    the parent, or `--root`) are filled in."""
    setting: str
    """The key of the configuration that turns it on or shapes it."""
    breaks: Example | None = None
    """A commit that breaks it; None for rules about more than one commit."""
    keeps: Example | None = None


_AMEND = "git commit --amend --no-edit --trailer '{trailer}' (an older commit: git rebase -i {base}, mark it `edit`)"
_REWORD = "git commit --amend (an older commit: git rebase -i {base}, mark it `reword`)"
_NAME_IT = f"name it in the trailer, as in '{{modelled}}': {_REWORD}"
_FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
_KERNEL = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"
_CO_AUTHOR = "Parse dates\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n"
_NO_MODEL = "Parse dates\n\nAssisted-by: Claude\n"
_BOTH = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\nAI-Assisted: no\n"
_SIGNED = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\nSigned-off-by: Claude <noreply@anthropic.com>\n"
_REVIEWED = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\nReviewed-by: Ana Ruiz <ana@example.org>\n"
_HUMAN = "Parse dates\n\nAI-Assisted: no\n"

_TABLE = (
    Rule(
        "AIP001",
        "undeclared-ai",
        Severity.ERROR,
        "A commit with AI evidence says so in a trailer that git can parse.",
        "A footer, a body line or an author name is lost by tools that read trailers, and by most squash merges.",
        _AMEND,
        "policy.ai",
        Example(_FOOTER),
        Example(_KERNEL),
    ),
    Rule(
        "AIP002",
        "undeclared-human",
        Severity.ERROR,
        "A commit without AI help says so.",
        "Silence can mean two things; a project that wants every origin known asks for both declarations.",
        "git commit --amend --no-edit --trailer 'AI-Assisted: no', or declare the agent that helped",
        "policy.require-human-declaration",
        Example("Parse dates\n", "[policy]\nrequire-human-declaration = true\n"),
        Example(_HUMAN, "[policy]\nrequire-human-declaration = true\n"),
    ),
    Rule(
        "AIP003",
        "ai-not-accepted",
        Severity.ERROR,
        "No AI helped to write the commit.",
        "Some projects, or some of their paths, decline AI content altogether.",
        "drop the commit from the branch: git rebase -i {base}",
        "policy.ai",
        Example(_KERNEL, '[policy]\nai = "forbid"\n'),
        Example("Parse dates\n", '[policy]\nai = "forbid"\n'),
    ),
    Rule(
        "AIP004",
        "form-missing",
        Severity.ERROR,
        "An AI commit is declared in one of the required forms.",
        "Projects agree on one trailer so that one query finds every AI commit.",
        _AMEND,
        "policy.require-forms",
        Example(_CO_AUTHOR, '[policy]\nrequire-forms = ["kernel"]\n'),
        Example(_KERNEL, '[policy]\nrequire-forms = ["kernel"]\n'),
    ),
    Rule(
        "AIP005",
        "form-not-accepted",
        Severity.ERROR,
        "No declaration stands in a form that is neither required nor accepted.",
        "A second form beside the agreed one is counted twice, or not at all.",
        _REWORD,
        "policy.accept-forms",
        Example(_CO_AUTHOR, '[policy]\naccept-forms = ["kernel"]\n'),
        Example(_CO_AUTHOR, '[policy]\naccept-forms = ["kernel", "co-author"]\n'),
    ),
    Rule(
        "AIP006",
        "form-forbidden",
        Severity.ERROR,
        "No declaration stands in a forbidden form.",
        "An agent is no author for some projects; others want no declaration in messages at all.",
        _REWORD,
        "policy.forbid-forms",
        Example(_CO_AUTHOR, '[policy]\nforbid-forms = ["co-author"]\n'),
        Example(_KERNEL, '[policy]\nforbid-forms = ["co-author"]\n'),
    ),
    Rule(
        "AIP007",
        "agent-not-allowed",
        Severity.ERROR,
        "Only allowed agents helped.",
        "Licences and data agreements hold for the tools that an organisation has chosen.",
        "do the change again with an allowed agent, or ask for a waiver",
        "policy.allow-agents",
        Example(_KERNEL, '[policy]\nallow-agents = ["copilot*"]\n'),
        Example(_KERNEL, '[policy]\nallow-agents = ["claude-*"]\n'),
    ),
    Rule(
        "AIP008",
        "model-not-allowed",
        Severity.ERROR,
        "Only allowed models helped.",
        "A model may be barred for its licence, its hosting or its age.",
        "do the change again with an allowed model, or ask for a waiver",
        "policy.allow-models",
        Example(_KERNEL, '[policy]\ndeny-models = ["claude-*"]\n'),
        Example(_KERNEL, '[policy]\nallow-models = ["claude-opus-*"]\n'),
    ),
    Rule(
        "AIP009",
        "model-missing",
        Severity.ERROR,
        "The declaration of an AI commit names the model.",
        "When a model turns out to be flawed, its commits must be findable.",
        _NAME_IT,
        "policy.require-model",
        Example(_NO_MODEL, "[policy]\nrequire-model = true\n"),
        Example(_KERNEL, "[policy]\nrequire-model = true\n"),
    ),
    Rule(
        "AIP010",
        "review-missing",
        Severity.ERROR,
        "Somebody who is no agent reviewed an AI commit and says so in a trailer.",
        "A person answers for what an agent wrote.",
        "have it reviewed, then: git commit --amend --no-edit --trailer 'Reviewed-by: NAME <ADDRESS>'",
        "policy.require-review",
        Example(_KERNEL, '[policy]\nrequire-review = "not-agent"\n'),
        Example(_REVIEWED, '[policy]\nrequire-review = "not-author"\n'),
    ),
    Rule(
        "AIP011",
        "agent-sign-off",
        Severity.ERROR,
        "No agent stands in Signed-off-by.",
        "Signed-off-by certifies the Developer Certificate of Origin, which only a person can do.",
        _REWORD,
        "policy.agent-sign-off",
        Example(_SIGNED),
        Example(_KERNEL),
    ),
    Rule(
        "AIP012",
        "too-large",
        Severity.ERROR,
        "An AI commit changes no more files and lines than the policy allows.",
        "What nobody can review in one sitting is not reviewed.",
        "split it: git rebase -i {base}, mark it `edit`, git reset HEAD^, commit the parts",
        "policy.max-lines",
    ),
    Rule(
        "AIP013",
        "squash-loss",
        Severity.WARNING,
        "The commit that a squash merge will make carries what its commits declare.",
        "A forge writes the squash message from the title and the description; trailers of the commits are lost.",
        "put the trailers that `ai-provenance squash preview` prints at the end of the squash message",
        "check --squash",
    ),
    Rule(
        "AIP014",
        "waiver-expired",
        Severity.WARNING,
        "No waiver is past its day.",
        "An exception that nobody renews is no longer agreed.",
        "renew it with a new `expires`, or remove it from the policy",
        "policy.waivers",
    ),
    Rule(
        "AIP015",
        "contradiction",
        Severity.ERROR,
        "A commit that declares no AI help carries no AI evidence.",
        "One of the two statements is wrong, and a reader cannot know which.",
        _REWORD,
        "policy.ai",
        Example(_BOTH),
        Example(_HUMAN),
    ),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _TABLE}
"""Rule id -> rule, in the order of ids."""
