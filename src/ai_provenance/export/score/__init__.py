"""Formats of the scorecard: one module a format, each with `write(snapshot, out, options)`."""
