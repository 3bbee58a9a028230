"""Holds the verdicts of the fast walk against those of the plain one, commit by commit, on histories of any size.

    python benchmarks/verdicts.py REPOSITORY ...

Prints how many commits were compared and every commit whose verdicts differ; exits 1 when there is one. The plain way
judges each commit by itself: it takes a minute for a hundred thousand commits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ai_provenance.config import defaults
from ai_provenance.model import Verdict
from ai_provenance.repo import Selection, open_repository
from ai_provenance.report import summarise, walk
from ai_provenance.report.judge import Reader, judge

SHOWN = 20


def main(paths: list[str]) -> int:
    """Compare each repository; 1 when a verdict or a count differs."""
    found = [differs(Path(path)) for path in paths]
    return int(any(found))


def differs(path: Path) -> bool:
    """Print what differs in one repository."""
    reader = Reader(notes_refs=defaults().notes_refs)
    repository = open_repository(path)
    differing = list(islice(pairs(path, reader), SHOWN))
    for plain, fast in differing:
        print(f"{path}: {plain.oid}\n  plain {plain}\n  fast  {fast}")
    plain_count = summarise(judge(repository, Selection(), reader))
    same = walk.count(repository, Selection(), reader) == plain_count
    counts = "equal" if same else "differ"
    print(f"{path}: {plain_count.walked:,} commits, {len(differing)} verdicts differ, counts {counts}", flush=True)
    return bool(differing) or not same


def pairs(path: Path, reader: Reader) -> Iterator[tuple[Verdict, Verdict]]:
    """The verdicts that are not the same."""
    repository = open_repository(path)
    plain = (verdict for _, verdict in judge(repository, Selection(), reader))
    both = zip(plain, walk.verdicts(repository, Selection(), reader), strict=True)
    return ((one, other) for one, other in both if one != other)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
