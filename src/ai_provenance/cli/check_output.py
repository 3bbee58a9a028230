"""Where `check` writes: a stream or a file, a step summary, another engine's input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from ai_provenance.config.records import document
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.findings import Run, writer
from ai_provenance.gate import Ledger, Question, Wanted, cases
from ai_provenance.gate.whole import unseen_part
from ai_provenance.policy.demands import needs_lines
from ai_provenance.repo import Selection
from ai_provenance.repo.batches import batches


def write_run(run: Run, format_: str, output: Path | None) -> None:
    """Write RUN to OUTPUT or standard output; with `github` also append it to the step summary."""
    with _opened(output) as out:
        writer(format_)(run, out)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        with _opened(Path(summary), mode="a") as out:
            writer("markdown")(run, out)


def write_input(question: Question, selection: Selection, output: Path | None) -> int:
    """Write what would be judged, for another engine; exit code 3 when it cannot be seen whole. Nothing is judged."""
    from ai_provenance.export import rego_input  # noqa: PLC0415 - pydantic models that the other formats do not need

    ledger = Ledger()
    unseen = unseen_part(question.repository, selection.revisions)
    if unseen:
        ledger.cannot_see(unseen)
    stream = ((batch, question.branch) for batch in batches(question.repository, selection))
    wanted = Wanted(merges=True, lines=needs_lines(question.config.policy))
    subject = rego_input.Subject(" ".join(selection.revisions), document(question.config.policy))
    with _opened(output) as out:
        rego_input.write(cases(question, stream, wanted, ledger), subject, out, complete=lambda: ledger.complete)
    return ExitCode.OK if ledger.complete else ExitCode.CANNOT


@contextmanager
def _opened(output: Path | None, *, mode: str = "w") -> Iterator[TextIO]:
    """Where to write. Raises ProvenanceError where nothing can be written."""
    if output is None:
        yield sys.stdout
        return
    try:
        with output.open(mode, encoding="utf-8") as out:
            yield cast(TextIO, out)
    except OSError as error:
        raise ProvenanceError(f"cannot write {output}: {error.strerror}", "name another place with -o") from error
