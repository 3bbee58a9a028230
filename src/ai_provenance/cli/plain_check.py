"""A plain check of a repository without a configuration: judged and printed without the command line's libraries.

Click and pydantic take as long to load as git takes to print ten thousand commits. Where neither an option nor a
configuration asks for them, neither is loaded; everything else, and every error, goes the whole way.
"""

from __future__ import annotations

from io import StringIO

from ai_provenance.cli.check_record import remember_check
from ai_provenance.cli.stamps import configures
from ai_provenance.cli.words import Words
from ai_provenance.config.lean import FILE, PYPROJECT
from ai_provenance.config.plain import unconfigured
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.findings import text
from ai_provenance.export.findings.of_gate import Subject, run_of
from ai_provenance.gate import Judgement, Question, check_batches
from ai_provenance.gate.whole import unseen_part
from ai_provenance.repo import Repository, Selection, run_git
from ai_provenance.repo.batches import batches
from ai_provenance.repo.repository import opened_quickly


def check(asked: Words) -> tuple[int, str] | None:
    """Exit code and standard output of a plain `check`; None where the whole way must be gone."""
    try:
        repository = opened_quickly(asked.start, inherits=asked.inherit)
        if repository is None or _is_configured(repository):
            return None
        judgement = _judge(repository, asked.revisions)
    except ProvenanceError:
        return None
    remember_check(repository, judgement.findings)
    out = StringIO()
    subject = Subject(" ".join(asked.revisions), repository.head)
    text.write(run_of(judgement, unconfigured().policy, subject), out)
    return _code(judgement), out.getvalue()


def _is_configured(repository: Repository) -> bool:
    """Whether a configuration may hold here: it is looked for where the whole way looks, and not read."""
    if repository.top is not None:
        return any(configures(f"{repository.top}/{name}") for name in (FILE, PYPROJECT))
    if repository.head is None:
        return False
    return bool(run_git(repository, "ls-tree", "--name-only", repository.head, "--", FILE, PYPROJECT))


def _judge(repository: Repository, revisions: tuple[str, ...]) -> Judgement:
    config = unconfigured()
    question = Question(repository, config, branch=repository.branch)
    unseen = unseen_part(repository, revisions)
    return check_batches(question, batches(repository, Selection(revisions=revisions)), unseen=unseen)


def _code(judgement: Judgement) -> int:
    if judgement.objects:
        return ExitCode.OBJECTS
    return ExitCode.OK if judgement.complete else ExitCode.CANNOT
