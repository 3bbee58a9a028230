"""Where commands write their results, and how they read a file that is named on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO

from ai_provenance.errors import ProvenanceError
from ai_provenance.text import BAD, CAUTION, GOOD, log_line, paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.export import Options, Write
    from ai_provenance.export.findings import Run
    from ai_provenance.export.metrics.file import PhaseScores
    from ai_provenance.snapshot import Snapshot

_HINT = "name another place with -o"
_STYLES = {
    **dict.fromkeys(("ok", "done", "pass", "met", "hecha", "pasa", "cumplido"), GOOD),
    **dict.fromkeys(("warning", "partial", "started", "inconclusive", "parcial", "iniciada"), CAUTION),
    **dict.fromkeys(("error", "off", "absent", "fail", "missed", "expired", "ausente", "falla", "vencido"), BAD),
}
"""Words that say how things are where a line begins with them, in both languages of the program."""
_INDENT = 6
"""Blanks before such a word, at most: the subject of a commit is indented more."""
_color_choice: list[bool] = []
"""What `--color` demands; empty where the terminal decides."""
_NARROWEST = 20
"""Columns of a terminal below which lines are left as they are."""


def choose_color(choice: str) -> None:
    """Obey `--color CHOICE` from now on: `always`, `never`, or `auto`, by the terminal and the environment."""
    _color_choice[:] = [] if choice == "auto" else [choice == "always"]


def painted(line: str) -> str:
    """LINE with the word in colour that says how things are, where it begins with one; `T1.1`, `G2` may precede it."""
    text = line.lstrip(" ")
    if len(line) - len(text) > _INDENT:
        return line
    first, _, rest = text.partition(" ")
    if first[:1] in {"T", "I", "G"} and first[1:2].isdigit():
        text = rest.lstrip(" ")
        first = text.partition(" ")[0]
    word = first.rstrip(":")
    style = _STYLES.get(word.lower())
    if style is None:
        return _painted_verdict(line)
    start = len(line) - len(text)
    return line[:start] + paint(word, style) + line[start + len(word) :]


def _painted_verdict(line: str) -> str:
    """LINE in colour where it is the last one of a check or a scan."""
    if line.endswith("nothing to object to") or line.startswith("no secrets found"):
        return paint(line, GOOD)
    judged, found, rest = line.partition(" judged: ")
    if found and judged[:1].isdigit():
        return judged + found + paint(rest, BAD if " error" in rest else CAUTION)
    return line


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

    Standard output takes a DOCUMENT, which is for programs, in UTF-8, whatever the encoding of a terminal. Other text
    goes to a terminal in lines that fit it.

    Raises ProvenanceError with HINT where the file cannot be opened or written.
    """
    if path is None:
        out = stream or sys.stdout
        if document and hasattr(out, "reconfigure"):
            out.reconfigure(encoding="utf-8", errors="replace")
        width = None if document else terminal_width(out)
        if width is None:
            yield out
            return
        from ai_provenance.cli.wrapping import TerminalLines  # a pipe, a file and a CI never pay for it

        lines = TerminalLines(out, width)
        try:
            yield lines
        finally:
            lines.flush()
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
        if not is_text or not colored(out):
            write(snapshot, out, _options(out, language))
            return
        text = StringIO()
        write(snapshot, text, _options(out, language))
        out.writelines(painted(line) for line in text.getvalue().splitlines(keepends=True))


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
        if format_ != "text" or not colored(out):
            findings_writer(format_, run.command)(run, out)
        else:
            text = StringIO()
            findings_writer(format_, run.command)(run, text)
            out.writelines(painted(line) + "\n" for line in text.getvalue().splitlines())
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        with open_output(summary, append=True, hint="unset GITHUB_STEP_SUMMARY") as out:
            findings_writer("markdown", run.command)(run, out)


def print_lines(lines: Iterable[str], output: str | None = None, *, err: bool = False, verbatim: bool = False) -> None:
    """Print LINES to OUTPUT, standard output or (ERR) standard error; none is a command of a CI.

    A terminal gets them in lines that fit it, unless they are VERBATIM: a patch, or part of a file.
    """
    with open_output(output, stream=sys.stderr if err else None) as stream:
        out = _as_it_is(stream) if verbatim else stream
        color = colored(out)
        safe = (log_line(line, keep="\t") for text in lines for line in text.split("\n"))
        out.writelines((painted(line) if color else line) + "\n" for line in safe)
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
    """Whether OUT, standard output or standard error, takes colours: as `--color`, NO_COLOR or FORCE_COLOR say, which
    count in this order (https://no-color.org, https://force-color.org), else where it is a terminal that is not dumb.
    """
    out = _as_it_is(out)
    if out is not sys.stdout and out is not sys.stderr:
        return False
    if _color_choice:
        return _color_choice[0]
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (out.isatty() and os.environ.get("TERM") != "dumb")


def _as_it_is(out: TextIO) -> TextIO:
    """The stream that takes lines of any width, where OUT makes them fit a terminal; else OUT."""
    stream: TextIO = getattr(out, "terminal", out)
    return stream


def terminal_width(out: TextIO) -> int | None:
    """How many columns the terminal has that OUT is, as COLUMNS or the system say; None where it is no terminal.

    So it is where the width is unknown, too small, or of a job in CI, some of which have a terminal.
    """
    if (out is not sys.stdout and out is not sys.stderr) or not out.isatty() or os.environ.get("CI"):
        return None
    try:
        width = int(os.environ.get("COLUMNS") or os.get_terminal_size(out.fileno()).columns)
    except (OSError, ValueError):
        return None
    return width if width >= _NARROWEST else None
