"""A plain report of a repository without a configuration: walked and printed without the command line's libraries.

Click, pydantic and GitPython take longer to load than a thousand new commits take to read. Where no option and no
configuration asks for them, none is loaded.
"""

from __future__ import annotations

from io import StringIO

from ai_provenance.cli.printing import warning_lines
from ai_provenance.cli.progress import working
from ai_provenance.cli.warm import Question, colored
from ai_provenance.config.notes_refs import NOTES_REFS
from ai_provenance.errors import ProvenanceError
from ai_provenance.export import text
from ai_provenance.export.options import Options
from ai_provenance.repo import Selection
from ai_provenance.repo.repository import repository_of
from ai_provenance.report import Scope
from ai_provenance.report.classify import ClassifierSettings
from ai_provenance.snapshot.take import Request, take


def report(question: Question) -> tuple[str, str] | None:
    """What goes to standard output and standard error; None where something must be explained, by the whole way."""
    try:
        repository = repository_of(question.places[0], question.facts, inherits=question.inherit)
        store = question.store if question.cached else None
        request = Request(Selection(), Scope(), ClassifierSettings(notes_refs=NOTES_REFS), store=store, remote=False)
        with working("walking the history"):
            snapshot = take(repository, request)
    except ProvenanceError:
        return None
    out = StringIO()
    text.write(snapshot, out, Options(color=colored()))
    printed, said = out.getvalue(), "".join(warning_lines(snapshot, store))
    if question.cached and not question.store.complaints:
        question.keep(printed, said, head=repository.head)
    return printed, said
