"""Where commands write their results, and how they read a file that is named on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO

from ai_provenance.errors import ProvenanceError
from ai_provenance.text import log_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.export import Options, Write
    from ai_provenance.export.findings import Run
    from ai_provenance.export.metrics.file import PhaseScores
    from ai_provenance.snapshot import Snapshot

_HINT = "name another place with -o"


@contextmanager
def open_output(
    path: str | None,
    *,
    stream: TextIO | None = None,
    document: bool = False,
    append: bool = False,
    hint: str = _HINT,
) -> Iterator[TextIO]:
    """Open the file that `-o` names, or give STREAM (default: standard output) where it names none.

    Standard output takes a DOCUMENT, which is for programs, in UTF-8, whatever the encoding of a terminal.

    Raises ProvenanceError with HINT where the file cannot be opened or written.
    """
    if path is None:
        out = stream or sys.stdout
        if document and hasattr(out, "reconfigure"):
            out.reconfigure(encoding="utf-8", errors="replace")
        yield out
        return
    try:
        # a file name that is no UTF-8 comes as half surrogate pairs, which no encoding of a document takes
        out = open(path, "a" if append else "w", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
    except OSError as error:
        raise ProvenanceError(f"cannot write {path}: {error.strerror}", hint) from error
    try:
        with out:
            yield out
    except OSError as error:
        if error.filename is not None:
            raise  # from opening another file: not about this one
        raise ProvenanceError(f"cannot write {path}: {error.strerror}", hint) from error


def write_document(
    write: Write, snapshot: Snapshot, output: str | None, *, language: str, is_text: bool = False
) -> None:
    """Write SNAPSHOT as an exporter has it to OUTPUT or standard output; IS_TEXT: for people, and for no program."""
    with open_output(output, document=not is_text) as out:
        write(snapshot, out, _options(out, language))


def rendered(write: Write, snapshot: Snapshot, *, language: str) -> str:
    """What an exporter writes of SNAPSHOT to standard output."""
    out = StringIO()
    write(snapshot, out, _options(sys.stdout, language))
    return out.getvalue()


def _options(out: TextIO, language: str) -> Options:
    from ai_provenance.export.options import Options

    return Options(language=language, color=colored(out))


def update_metrics(path: str, snapshot: Snapshot, scores: PhaseScores | None = None) -> None:
    """Bring the metrics file at PATH up to date with SNAPSHOT, and with the SCORES of phases that it has not itself.

    Raises ProvenanceError where it cannot be read or written.
    """
    from ai_provenance.export.metrics.file import update  # only runs that keep a metrics file pay for it

    try:
        update(path, snapshot, scores)
    except OSError as error:
        raise ProvenanceError(f"cannot write {path}: {error.strerror}", "name another place with --metrics") from error


def write_findings(run: Run, format_: str, output: str | None) -> None:
    """Write RUN to OUTPUT or standard output; the format `github` also appends it to the step summary."""
    from ai_provenance.export.findings import writer as findings_writer

    with open_output(output, document=format_ != "text") as out:
        findings_writer(format_, run.command)(run, out)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        with open_output(summary, append=True, hint="unset GITHUB_STEP_SUMMARY") as out:
            findings_writer("markdown", run.command)(run, out)


def print_lines(lines: Iterable[str], output: str | None = None, *, err: bool = False) -> None:
    """Print LINES to OUTPUT, standard output or (ERR) standard error; none is a command of a CI."""
    with open_output(output, stream=sys.stderr if err else None) as out:
        out.writelines(log_line(line, keep="\t") + "\n" for text in lines for line in text.split("\n"))
        out.flush()  # a line on its way is shown at once, also in a pipe


def print_document(text: str, output: str | None = None) -> None:
    """Print TEXT, a document for programs, to OUTPUT or standard output."""
    with open_output(output, document=True) as out:
        out.write(text)


def accept_any_text() -> None:
    """Let standard output and standard error take every character: escaped, where their encoding lacks it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def read_input(path: str, option: str) -> bytes:
    """The content of the file that OPTION names; `-` is standard input.

    Raises ProvenanceError where it cannot be read.
    """
    try:
        if path == "-":
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ProvenanceError(f"cannot read {path}: {error.strerror}", f"name another file with {option}") from error


def colored(out: TextIO) -> bool:
    """Whether OUT takes colours: a terminal that is not dumb, where NO_COLOR is not set (https://no-color.org)."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
