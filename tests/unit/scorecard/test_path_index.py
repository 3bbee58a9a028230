"""Finding files by globs."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.scorecard.path_index import PathIndex, compiled, expanded

PART = st.text("abX.-_", min_size=1, max_size=5)
PATH = st.lists(PART, min_size=1, max_size=4).map("/".join)
GLOB = st.lists(st.sampled_from(["a", "*", "?b", "*.a", "**", "a.b", "x*"]), min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("**/*.tf", "main.tf"),
        ("**/*.tf", "a/b/main.tf"),
        (".github/workflows/*.{yml,yaml}", ".github/workflows/ci.yaml"),
        ("codeowners", "CODEOWNERS"),
        (".claude/**", ".claude/a/b.json"),
        ("**/Dockerfile", "x/Dockerfile"),
    ],
)
def test_a_glob_finds_its_path(glob: str, path: str) -> None:
    assert PathIndex([path]).matching([glob]) == (path,)


@pytest.mark.parametrize(
    ("glob", "path"), [("*.tf", "a/main.tf"), ("docs/*", "docs/a/b"), ("**/a.b", "a-b"), ("x?y", "x/y")]
)
def test_a_glob_leaves_other_paths(glob: str, path: str) -> None:
    assert PathIndex([path]).matching([glob]) == ()


@settings(suppress_health_check=[HealthCheck.too_slow])  # machines are shared
@given(st.lists(PATH, max_size=12), GLOB)
def test_the_index_finds_what_trying_every_path_finds(paths: list[str], glob: str) -> None:
    pattern = compiled(glob.lower())
    expected = {path.lower() for path in paths if pattern.fullmatch(path.lower())}
    assert {path.lower() for path in PathIndex(paths).matching([glob])} == expected


def test_braces_are_alternatives() -> None:
    assert expanded("a{b,c}{,d}") == ("ab", "abd", "ac", "acd")
