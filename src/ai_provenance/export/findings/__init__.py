"""Findings of a policy or a scan in the forms that the places they are shown in read best."""

from ai_provenance.export.findings.interface import FORMATS, RuleText, Run, WaiverText, writer

__all__ = ["FORMATS", "RuleText", "Run", "WaiverText", "writer"]
