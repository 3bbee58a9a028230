"""Where `check` writes: a stream or a file, a step summary, another engine's input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.findings import Run, writer
from ai_provenance.gate import CheckRequest, Ledger, Wanted, cases
from ai_provenance.gate.completeness import missing_history
from ai_provenance.policy.overrides import needs_lines
from ai_provenance.repo import Selection
from ai_provenance.repo.history import batches


def write_run(run: Run, format_: str, output: Path | None) -> None:
    """Write RUN to OUTPUT or standard output; with `github` also append it to the step summary."""
    with _opened(output) as out:
        writer(format_)(run, out)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        with _opened(Path(summary), mode="a") as out:
            writer("markdown")(run, out)


def write_input(question: CheckRequest, selection: Selection, output: Path | None) -> int:
    """Write what would be judged, for another engine; exit code 3 when it cannot be seen whole. Nothing is judged."""
    from ai_provenance.export.findings import rego_input  # the other formats do not need it

    ledger = Ledger()
    unseen = missing_history(question.repository, selection.revisions)
    if unseen:
        ledger.mark_incomplete(unseen)
    stream = ((batch, question.branch) for batch in batches(question.repository, selection))
    wanted = Wanted(merges=True, lines=needs_lines(question.config.policy))
    subject = rego_input.Subject(
        " ".join(selection.revisions), question.config.policy.model_dump(mode="json", by_alias=True)
    )
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
