"""Runs inside a virtual environment that has aiir and commit-check: their answers for commits given as JSON lines.

Each line in holds `message`, `author` and `committer` (name and address); each line out, `aiir` and `commit-check`:
whether that tool calls the commit AI-made. Both are asked through the function that their own commands use.
"""

from __future__ import annotations

import json
import sys

from aiir._detect import detect_ai_signals  # type: ignore[import-not-found]  # lives in the environment of the peers
from commit_check.ai_signatures import detect_ai_signatures  # type: ignore[import-not-found]  # likewise


def main() -> None:
    for line in sys.stdin:
        commit = json.loads(line)
        ai, _bots = detect_ai_signals(commit["message"], *commit["author"], *commit["committer"])
        found = bool(list(detect_ai_signatures(commit["message"])))
        print(json.dumps({"aiir": bool(ai), "commit-check": found}), flush=True)


if __name__ == "__main__":
    main()
