"""Where notes are read unless a configuration says otherwise. Alone here: what is quick to start needs no other key."""

from __future__ import annotations

NOTES_REFS = ("refs/notes/ai", "refs/notes/ai-provenance", "refs/agentdiff")
"""Refs of notes, and of agentdiff's records."""
