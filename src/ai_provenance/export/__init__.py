"""Where a run's results go: one module a format, each a function that writes a snapshot to a text stream."""

from ai_provenance.export.interface import FORMATS, SCORE_FORMATS, Options, Write, score_writer, writer

__all__ = ["FORMATS", "SCORE_FORMATS", "Options", "Write", "score_writer", "writer"]
