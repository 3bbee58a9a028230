"""Trace files in refs of their own: agentdiff keeps agent-trace records in `refs/agentdiff/*`, a line a record.

Each ref is a commit whose tree holds `traces.jsonl` (https://github.com/codeprakhar25/agentdiff). A record names the
commit that it is about in `vcs.revision` (https://github.com/cursor/agent-trace), so it is read like a note on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

PREFIX = "refs/agentdiff/"
"""Where the refs are."""
FILE = "traces.jsonl"
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def records(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The commit and the text of each record in BODY; what is no record is left out."""
    for line in body.splitlines():
        commit = _commit(line)
        if commit:
            yield commit, line


def _commit(line: bytes) -> str | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):  # no JSON, or nested to break a parser
        return None
    vcs = told.get("vcs") if isinstance(told, dict) else None
    revision = vcs.get("revision") if isinstance(vcs, dict) else None
    return revision if isinstance(revision, str) and _COMMIT.fullmatch(revision) else None
