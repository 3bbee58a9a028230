"""Tag a message: gather the evidence, apply the rule, write the message back.

Most commits are a person's, and most of their messages say nothing of agents: for those the rule itself is not
imported.
"""

from __future__ import annotations

import os

from ai_provenance.environment.ancestry import ancestors, is_amending
from ai_provenance.environment.keywords import may_declare
from ai_provenance.environment.markers import (
    OVERRIDE,
    declares_no_agent,
    observe,
    observe_ancestors,
    unlisted_name,
    without_leaks,
)
from ai_provenance.hooks import message_file
from ai_provenance.hooks.guard import limit, warn
from ai_provenance.hooks.settings import defaults, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_provenance.environment.ancestry import Ancestor
    from ai_provenance.environment.markers import Observation
    from ai_provenance.hooks.commit_context import CommitContext
    from ai_provenance.hooks.settings import Settings

_SALTS = "ai-provenance-experiments"  # `environment.experiment.DIRECTORY`, which is not imported for it
_SESSIONS = ("CLAUDE_CODE_SESSION_ID", "CODEX_THREAD_ID")


class Evidence:
    """Who commits, as far as environment and processes show: observations, and whether the running git amends."""

    __slots__ = ("above", "amending", "arms", "changes_tree", "observations", "withheld")

    def __init__(self, observations: list[Observation], *, amending: bool, above: Sequence[Ancestor] = ()) -> None:
        self.observations = observations
        self.amending = amending
        self.above = above
        """The processes above the hook, nearest first."""
        self.changes_tree = True
        """Whether the commit differs in its files from the one that it replaces; found by the rule where it counts."""
        self.withheld: list[bytes] = []
        """Declarations that the project forbids in a message, one line each; filled by the rule."""
        self.arms: list[bytes] = []
        """Trailers that name the arms of the experiments that this person joined."""


def rewrite(context: CommitContext, *, may_refuse: bool = True) -> None:
    """Tag the message of CONTEXT by the rule, or leave its file alone.

    Raises RefusedError when the configuration wants such a message refused; with `may_refuse` off it is left for the
    hook that comes after.
    """
    if b"\0" in context.message:
        # git cuts a message at a NUL, so that a trailer at its end would be lost
        warn("the message holds a NUL byte; left as it is")
        return
    evidence = gather_evidence(context)
    evidence.arms = _arms(context)
    settings = load()
    if settings is None:
        if not evidence.arms and has_nothing_to_tag(context, evidence):
            return
        settings = defaults()
    limit(settings.timeout)
    if settings.tag and (may_refuse or not settings.refuses):
        _apply_rule(context, evidence, settings)


def gather_evidence(context: CommitContext) -> Evidence:
    """What environment and processes show of who commits."""
    above = ancestors()
    names = [name for _, name in above]
    observations = without_leaks(observe(os.environ), os.environ, names)
    if not observations and not declares_no_agent(os.environ):
        observations = observe_ancestors(names)
    amending = context.is_rewording() or is_amending(above, os.environ)
    return Evidence([_with_model(observation) for observation in observations], amending=amending, above=above)


def _with_model(observation: Observation) -> Observation:
    """OBSERVATION with the model of the agent's session, where the environment names the session and not the model."""
    agent, name, model, strong, marker = observation
    if model or not strong or not any(variable in os.environ for variable in _SESSIONS):
        return observation
    from ai_provenance.environment.session import session_model  # noqa: PLC0415 - few agents name their session

    return (agent, name, session_model(agent, os.environ), strong, marker)


def _arms(context: CommitContext) -> list[bytes]:
    """The trailers of the experiments that this person joined; nothing for a person who joined none."""
    common = _common_directory(context.git_dir)
    if not os.path.exists(f"{common}/{_SALTS}"):
        return []
    from time import gmtime, strftime  # noqa: PLC0415 - few take part in an experiment

    from ai_provenance.environment import experiment  # noqa: PLC0415

    subject = context.message.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    branch = experiment.branch(context.git_dir)
    found = []
    try:
        for name, arm in experiment.assignments(common, branch, subject, today=strftime("%Y-%m-%d", gmtime())):
            if arm is None:
                warn(f"experiment {name}: the salt here is not the one of its plan; not assigned")
            else:
                found.append(b"%s: %s/%s" % (experiment.KEY, name.encode(), arm.encode()))
    except (OSError, ValueError) as error:
        warn(f"experiment: {error}; not assigned")
    return found


def _common_directory(git_dir: str) -> str:
    """The directory that GIT_DIR, of a linked work tree, shares with the others."""
    path = f"{git_dir}/commondir"
    if not os.path.exists(path):
        return git_dir
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return os.path.join(git_dir, file.read().strip())


def has_nothing_to_tag(context: CommitContext, evidence: Evidence) -> bool:
    """Whether the rule, in a project without configuration, is certain to leave the message as it is.

    Native shims make the same test in POSIX sh before they start Python. It may be false in vain, never true.
    """
    if evidence.amending or may_declare(context.message):
        return False
    return not context.folds() and not any(strong for _, _, _, strong, _ in evidence.observations)


def _apply_rule(context: CommitContext, evidence: Evidence, settings: Settings) -> None:
    from ai_provenance.environment.message_cleanup import (  # noqa: PLC0415 - most commits are done by now
        message_cleanup,
        running_command,
    )
    from ai_provenance.hooks.tagging import tagged  # noqa: PLC0415

    message = context.message
    command = running_command(evidence.above)
    cleanup = message_cleanup(message, command=command, at_end_only=True)
    if cleanup.is_empty(message):
        return  # git refuses it, or with --allow-empty-message commits a message that no trailer can stand in
    if any(strong for _, _, _, strong, _ in evidence.observations):
        evidence.changes_tree = _changes_tree("HEAD" if evidence.amending else os.fsdecode(command.reuses))
    end = cleanup.end_of_trailers(message)
    text, below = message[:end], message[end:]
    written = tagged(text, context, evidence, settings=settings, comment=cleanup.comment_within(text)) + below
    if settings.profile == "forbid":
        message_file.keep(context.git_dir, message_file.WITHHELD, b"\n".join(evidence.withheld))
    if written != message:
        message_file.replace(context.path, written)
        if not settings.quiet:
            after = written[: len(written) - len(below)]
            _announce(text, after, comment=cleanup.comment_within(text))
            _suggest_agents(evidence.observations)


def _announce(before: bytes, after: bytes, *, comment: bytes) -> None:
    """Print each declaration that AFTER has and BEFORE lacks: whoever did not type it wonders where it is from."""
    from ai_provenance import trailers  # noqa: PLC0415 - loaded already, as something was written
    from ai_provenance.environment.declared import EXAMINED, is_provenance  # noqa: PLC0415

    known = {trailer.raw for trailer in trailers.parse(before, comment=comment)}
    for trailer in trailers.parse(after, comment=comment):
        if trailer.raw in known:
            continue
        line = trailer.raw.decode("utf-8", "replace")
        if trailer.raw == EXAMINED:
            warn(f"added: {line}")  # what a hook observed is no declaration
        elif is_provenance(trailer):
            warn(f"declared: {line}")


def _suggest_agents(observations: list[Observation]) -> None:
    """Warn of an agent that a person named and that has no file here, where its id is nearly that of one that has."""
    by_hand = [(agent, name) for agent, name, _, _, marker in observations if marker == OVERRIDE]
    unlisted = [agent for agent, name in by_hand if name == unlisted_name(agent)]
    if not unlisted:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - few agents are named by hand, and fewer have no file

    from ai_provenance.environment._table import NAMES  # noqa: PLC0415 - as above

    for agent in unlisted:
        near = get_close_matches(agent, NAMES, n=1, cutoff=0.75)
        if near:
            warn(f"{OVERRIDE}: no agent '{agent}' is known here; did you mean '{NAMES[near[0]]}'?")


def _changes_tree(replaced: str) -> bool:
    """Whether the index that is committed differs from the tree of the commit REPLACED; true where there is none."""
    if not replaced:
        return True
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - few commits of an agent replace another one

    # a submodule counts even where the configuration has git ignore it
    same = ["diff-index", "--cached", "--quiet", "--ignore-submodules=none", "--end-of-options", replaced, "--"]
    return git_output(same) is None
