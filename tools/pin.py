"""Write the pair that every page installs from: the address of the repository and the commit of the newest release.

    python tools/pin.py github.com/OWNER/ai-provenance 0123...full commit id

`docs/address.txt` holds the pair that the pages have now; until the first release it is the two words ADDRESS COMMIT.
The release workflow runs this. What is between the comments `unpublished` is about those two words, and goes with them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAIR = ROOT / "docs/address.txt"
_BEFORE_COMMIT = "(?<=[@#/])|(?<=rev: )|(?<=--quiet )"
"""What precedes the commit where it is one of the pair: elsewhere the word COMMIT stands for any commit."""
_UNPUBLISHED = re.compile(r"<!-- unpublished -->\n.*?<!-- /unpublished -->\n\n?", re.DOTALL)


def files(root: Path) -> Iterator[Path]:
    """The files that name the pair."""
    yield root / "README.md"
    yield from sorted((root / "docs").glob("*.md"))
    yield from (root / "templates/check.yml", root / "hooks/pre-receive")
    yield root / "src/ai_provenance/export/findings/pages.py"
    yield root / "src/ai_provenance/conformity/scaffold/governance.toml"


def pin(root: Path, address: str, commit: str) -> None:
    """Replace the pair of the files under ROOT by ADDRESS and COMMIT."""
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)+", address):
        raise SystemExit(f"expected a host and a path without a scheme, got {address}")
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", commit):
        raise SystemExit(f"expected a full commit id, got {commit}")
    place = root / "docs/address.txt"
    old_address, old_commit = place.read_text(encoding="utf-8").split()
    for path in files(root):
        text = _UNPUBLISHED.sub("", path.read_text(encoding="utf-8"))
        text = re.sub(rf"\b{re.escape(old_address)}\b", address, text)
        path.write_text(re.sub(rf"(?:{_BEFORE_COMMIT}){old_commit}\b", commit, text), encoding="utf-8")
    place.write_text(f"{address} {commit}\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # the program's own name, and the pair
        raise SystemExit(__doc__)
    pin(ROOT, *sys.argv[1:])
