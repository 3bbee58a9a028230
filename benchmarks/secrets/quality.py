"""How much is found and how much is said wrongly, on public corpora. Prints counts, never a value.

    python benchmarks/secrets/quality.py leaky PATH/TO/leaky-repo
    python benchmarks/secrets/quality.py clean DIRECTORY [GLOB] [COUNT]

The first reads the line labels beside this file (Plazmaz/leaky-repo at the commit they name). A secret is found when a
finding overlaps its lines; a finding on no labelled line is false. The second counts false lines in code that holds no
secret: the first COUNT files (default 1,000) that match GLOB (default `*.py`), in order of path.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ai_provenance.model import Finding
from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.secretscan.scan import scan

LABELS = Path(__file__).with_name("leaky-repo.tsv")
Label = tuple[str, int, int, str]


def labels() -> list[Label]:
    """Path, first and last line, kind."""
    rows = [line.split("\t") for line in LABELS.read_text().splitlines() if not line.startswith("#")]
    found = []
    for path, lines, kind in rows:
        first, _, last = lines.partition("-")
        found.append((path, int(first), int(last or first), kind))
    return found


def findings(root: Path, files: list[Path]) -> list[Finding]:
    fragments = (
        Fragment(path.relative_to(root).as_posix(), 1, path.read_bytes().replace(b"\0", b"")) for path in files
    )
    return list(scan(fragments))


def is_hit(finding: Finding, label: Label) -> bool:
    path, first, last, _ = label
    return finding.path == path and (finding.line or 0) <= last and (finding.end_line or 0) >= first


def leaky(root: Path) -> None:
    files = [path for path in root.rglob("*") if path.is_file() and not {".git", ".leaky-meta"} & set(path.parts)]
    found, known = findings(root, files), labels()
    risks = [label for label in known if label[3] == "risk"]
    hit = [label for label in risks if any(is_hit(finding, label) for finding in found)]
    false = [finding for finding in found if not any(is_hit(finding, label) for label in known)]
    print(f"secrets found {len(hit)} of {len(risks)} = {len(hit) / len(risks):.1%}")
    print(f"findings {len(found)}, on no labelled line {len(false)}: precision {1 - len(false) / len(found):.1%}")
    for path, line, *_ in sorted(set(risks) - set(hit)):
        print(f"  missed {path}:{line}")
    for finding in false:
        print(f"  false {finding.path}:{finding.line} {finding.rule}")


def clean(root: Path, glob: str, count: int) -> None:
    files = sorted(path for path in root.rglob(glob) if path.is_file() and "site-packages" not in path.parts)[:count]
    found = findings(root, files)
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    print(f"{len({(f.path, f.line) for f in found})} false lines in {len(files)} files, {lines:,} lines")
    for finding in found:
        print(f"  {finding.path}:{finding.line} {finding.rule}")


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["leaky"] and len(arguments) == 2:
        leaky(Path(arguments[1]))
    elif arguments[:1] == ["clean"] and len(arguments) > 1:
        clean(Path(arguments[1]), (arguments[2:3] or ["*.py"])[0], int((arguments[3:4] or ["1000"])[0]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
