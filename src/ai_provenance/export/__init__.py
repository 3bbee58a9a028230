"""Formats in which results are written: one module a format, in a folder for each kind of document.

A format of `report` or `score` is a function that writes a snapshot to a text stream, a format of `findings` one that
writes a run of `check` or `secrets`. Names load their module when they are first used: a report as text must not pay
for the table of the formats.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.export.interface import FORMATS as FORMATS
    from ai_provenance.export.interface import SCORE_FORMATS as SCORE_FORMATS
    from ai_provenance.export.interface import Write as Write
    from ai_provenance.export.interface import score_writer as score_writer
    from ai_provenance.export.interface import writer as writer
    from ai_provenance.export.options import Options as Options

_HOME = {
    "FORMATS": "interface",
    "SCORE_FORMATS": "interface",
    "score_writer": "interface",
    "writer": "interface",
    "Options": "options",
}
__all__ = [  # noqa: PLE0604 - the names of the table above, resolved on first use
    *_HOME
]

__getattr__ = lazy.names(__name__, _HOME)
