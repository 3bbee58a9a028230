"""Pragmas and path globs."""

from __future__ import annotations

import pytest

from ai_provenance.model import Finding
from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.secretscan.baseline import Baseline, fingerprint
from ai_provenance.secretscan.exemptions import allowance, path_filter
from ai_provenance.secretscan.scan import scan, scan_with
from tokens import GITHUB

LINE = f'token = "{GITHUB}"'
PRAGMA = f"{LINE}  # pragma: allowlist secret".encode()


@pytest.mark.parametrize(
    "text",
    [
        LINE + "  # pragma: allowlist secret",
        LINE + "  // gitleaks:allow",
        LINE + "  # ai-provenance: allow secret",
        "# pragma: allowlist nextline secret\n" + LINE,
        "# ai-provenance: allow next secret\n" + LINE,
        LINE + "  # pragma: whitelist secret",
    ],
)
def test_a_pragma_lets_its_line_pass(text: str) -> None:
    assert not list(scan_with([Fragment("a.py", 1, text.encode())]))


@pytest.mark.parametrize(
    "text",
    [
        "# pragma: allowlist secret\n" + LINE,
        LINE + "\n# pragma: allowlist secret",
        "# pragma: allowlist nextline secret\n\n" + LINE,
    ],
)
def test_a_pragma_covers_no_other_line(text: str) -> None:
    assert list(scan_with([Fragment("a.py", 1, text.encode())]))


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("*.lock", "a/b/yarn.lock", True),
        ("tests/*", "tests/a/b.py", True),
        ("tests/", "tests/a/b.py", True),
        ("tests/*", "src/tests/a.py", False),
        ("fixtures", "a/fixtures", True),
        ("a.py", "b.py", False),
    ],
)
def test_globs(glob: str, path: str, *, expected: bool) -> None:
    assert path_filter([glob])(path) is expected


@pytest.mark.parametrize(
    ("pragmas", "base", "passes"),
    [
        ("honour", b"", True),
        ("ignore", PRAGMA, False),
        ("base-only", b"", False),
        ("base-only", PRAGMA, True),
        ("base-only", b"x\n" + PRAGMA + b"\ny", True),
        ("base-only", b"x = 1  # " + PRAGMA, False),
        ("base-only", LINE.encode(), False),
        ("base-only", PRAGMA.decode().encode("utf-16-le"), True),
    ],
)
def test_whose_pragmas_count(pragmas: str, base: bytes, *, passes: bool) -> None:
    allowed = allowance([], None, pragmas=pragmas, base=lambda _: base)
    suppressed: list[Finding] = []
    standing = list(scan([Fragment("a.py", 1, PRAGMA)], allowed=allowed, suppressed=suppressed))
    assert (len(standing), [one.waived_by for one in suppressed]) == ((0, ["pragma"]) if passes else (1, []))


def test_a_pragma_on_the_line_before_is_looked_for_in_the_base_as_well() -> None:
    text = f"# pragma: allowlist nextline secret\n{LINE}".encode()
    at_base = {"old.py": text, "new.py": LINE.encode()}
    allowed = allowance([], None, pragmas="base-only", base=at_base.__getitem__)
    found = scan([Fragment(path, 1, text) for path in at_base], allowed=allowed)
    assert [one.path for one in found] == ["new.py"]


def test_without_a_base_no_pragma_is_in_it() -> None:
    assert list(scan([Fragment("a.py", 1, PRAGMA)], allowed=allowance([], None, pragmas="base-only")))


def test_what_passes_is_listed_with_its_reason() -> None:
    key = b"k" * 16
    listed = fingerprint("known.py", "github-token", GITHUB.encode(), key)
    known = Baseline(key, [(listed, "github-token", "known.py")])
    fragments = [Fragment(path, 1, LINE.encode()) for path in ("out.lock", "known.py", "new.py")]
    suppressed: list[Finding] = []
    standing = list(scan(fragments, key=key, allowed=allowance(["*.lock"], known), suppressed=suppressed))
    assert [one.path for one in standing] == ["new.py"]
    assert [(one.path, one.waived_by) for one in suppressed] == [("out.lock", "exclude"), ("known.py", "baseline")]


def test_without_globs_nothing_is_left_out() -> None:
    assert not path_filter([])("a")
