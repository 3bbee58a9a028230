"""The model of an agent's current session, from the log that the agent keeps of it.

The environment names the session. Only the newest entry of its log counts, since the model can change in a session; a
log that is missing, or names no model, leaves the model unknown.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TAIL = 1 << 18
"""Bytes read from the end of a log: enough for some hundred entries."""
_DAYS = 40
"""How many directories of a log by day are searched, newest first."""
_MARK = b'"model":"'


def session_model(agent: str, environ: Mapping[str, str]) -> str | None:
    """The model that AGENT's session runs on now, or None when its log does not say."""
    finder = _FINDERS.get(agent)
    if finder is None:
        return None
    for path in finder(environ):
        model = _last_model(path)
        if model:
            return model
    return None


def _claude_logs(environ: Mapping[str, str]) -> Iterator[str]:
    """Claude Code keeps `projects/DIRECTORY/SESSION.jsonl` below its configuration directory."""
    session = environ.get("CLAUDE_CODE_SESSION_ID", "")
    root = environ.get("CLAUDE_CONFIG_DIR") or f"{environ.get('HOME', '')}/.claude"
    if _is_id(session):
        for project in _newest(f"{root}/projects"):
            yield f"{project}/{session}.jsonl"


def _codex_logs(environ: Mapping[str, str]) -> Iterator[str]:
    """Codex keeps `sessions/YEAR/MONTH/DAY/rollout-TIME-THREAD.jsonl` below its home."""
    thread = environ.get("CODEX_THREAD_ID", "")
    root = environ.get("CODEX_HOME") or f"{environ.get('HOME', '')}/.codex"
    if not _is_id(thread):
        return
    days = (day for year in _newest(f"{root}/sessions") for month in _newest(year) for day in _newest(month))
    for _, day in zip(range(_DAYS), days, strict=False):
        for name in os.listdir(day):
            if name.endswith(f"-{thread}.jsonl"):
                yield f"{day}/{name}"


_FINDERS = {"claude-code": _claude_logs, "codex": _codex_logs}


def _newest(directory: str) -> list[str]:
    """The directories in DIRECTORY, the last by name first; none when it cannot be read."""
    try:
        names = sorted(os.listdir(directory), reverse=True)
    except OSError:
        return []
    return [path for path in (f"{directory}/{name}" for name in names) if os.path.isdir(path)]


def _is_id(text: str) -> bool:
    """Whether TEXT can be the id of a session."""
    # It becomes part of a path, and comes from the environment: no dots, no slashes.
    return 8 <= len(text) <= 64 and all(char.isalnum() or char in "-_" for char in text)


def _last_model(path: str) -> str | None:
    try:
        with open(path, "rb") as log:
            log.seek(max(0, os.fstat(log.fileno()).st_size - _TAIL))
            text = log.read().replace(b'"model": "', _MARK)
    except OSError:
        return None
    end = len(text)
    while (at := text.rfind(_MARK, 0, end)) >= 0:
        model = text[at + len(_MARK) : text.find(b'"', at + len(_MARK))].decode("ascii", "replace")
        if _is_model(model):
            return model
        end = at
    return None


def _is_model(name: str) -> bool:
    """Whether NAME is a model with its version: logs hold `<synthetic>` too, and `haiku` where a tool requests one."""
    plain = name.isascii() and name[:1].isalnum() and all(char.isalnum() or char in "._-:/" for char in name)
    return plain and len(name) <= 64 and any(char.isdigit() for char in name)
