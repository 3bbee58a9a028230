"""Pragmas and path globs."""

from __future__ import annotations

import pytest

from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.secretscan.exemptions import path_filter
from ai_provenance.secretscan.scan import scan_with
from tokens import GITHUB

LINE = f'token = "{GITHUB}"'


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


def test_without_globs_nothing_is_left_out() -> None:
    assert not path_filter([])("a")
