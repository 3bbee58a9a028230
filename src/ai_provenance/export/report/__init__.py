"""Formats of the report: one module a format, each with `write(snapshot, out, options)`."""
