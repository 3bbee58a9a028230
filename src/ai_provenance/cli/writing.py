"""Write a snapshot where the command line says."""

from __future__ import annotations

import shutil
import sys
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ai_provenance.cli.warm import colored
from ai_provenance.errors import ProvenanceError
from ai_provenance.export import Options
from ai_provenance.snapshot import Snapshot

if TYPE_CHECKING:
    from ai_provenance.export import Write


def write_document(write: Write, snapshot: Snapshot, output: Path | None, *, language: str) -> None:
    """Let an exporter write SNAPSHOT to OUTPUT, or to standard output.

    Raises ProvenanceError where OUTPUT cannot be written.
    """
    try:
        with output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as out:
            write(snapshot, out, _options(out, language))
    except (PermissionError, FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise ProvenanceError(f"cannot write {output}: {error.strerror}", hint="name another place with -o") from error


def rendered(write: Write, snapshot: Snapshot, *, language: str) -> str:
    """What an exporter writes of SNAPSHOT to standard output."""
    out = StringIO()
    write(snapshot, out, _options(sys.stdout, language))
    return out.getvalue()


def _options(out: TextIO, language: str) -> Options:
    return Options(language=language, color=colored(out), width=shutil.get_terminal_size().columns)
