"""Assessments of delivery in every format: one module a format, and the schema of the JSON document."""
