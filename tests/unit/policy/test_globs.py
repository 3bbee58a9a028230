"""Globs over paths mean what they mean in .gitattributes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.policy.globs import matches_name, matches_path
from repository import Repository


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.c", "src/deep/a.c", True),
        ("src/*.c", "src/a.c", True),
        ("src/*.c", "src/deep/a.c", False),
        ("src/**", "src/deep/a.c", True),
        ("src/**", "src", False),
        ("**/test/*", "a/b/test/x", True),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("/Makefile", "Makefile", True),
        ("/Makefile", "sub/Makefile", False),
        ("docs/", "docs/a/b.md", True),
        ("docs/", "sub/docs/b.md", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[ab].txt", "b.txt", True),
        ("[!ab].txt", "b.txt", False),
        ("a+b(c).txt", "a+b(c).txt", True),
    ],
)
def test_paths(pattern: str, path: str, fits: bool) -> None:
    assert matches_path(path, [pattern]) is fits


@pytest.mark.parametrize("pattern", ["*.c", "src/*.c", "src/**", "**/x/*", "a/**/z", "/top", "a?c", "[ab]", "[!a]b"])
def test_paths_agree_with_git(repo: Repository, pattern: str) -> None:
    repo.write(".gitattributes", f"{pattern} fits\n")
    names = ["a.c", "src/a.c", "src/d/a.c", "x/y", "q/x/y", "a/z", "a/b/z", "a/b/c/z", "top", "s/top", "abc", "b", "bb"]
    answers = repo.git("check-attr", "fits", "--", *names).splitlines()
    said = {line.split(": ")[0]: line.endswith(": set") for line in answers}
    assert {name: matches_path(name, [pattern]) for name in names} == said


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_pattern_is_taken(pattern: str, path: str) -> None:
    assert matches_path(path, [pattern]) in {True, False}


def test_names_are_exact_or_globs() -> None:
    assert matches_name("copilot-cli", ["copilot*"])
    assert not matches_name("Copilot", ["copilot*"])
    assert not matches_name("claude-code", ["claude"])


@pytest.mark.parametrize("pattern", ["**/a" * 30, "a/**/" * 30 + "b", "*a" * 40 + "b", "**/" * 50 + "x"])
def test_no_pattern_takes_long(pattern: str) -> None:
    assert not matches_path("/".join(["a" * 60] * 60), [pattern])


@given(st.lists(st.sampled_from(["a", "b", "*", "**", "?", "a*"]), min_size=1, max_size=4).map("/".join))
@settings(max_examples=40)
def test_any_pattern_means_what_git_means(tmp_path_factory: pytest.TempPathFactory, pattern: str) -> None:
    repo = Repository.init(tmp_path_factory.mktemp("globs") / "repo")
    repo.write(".gitattributes", f"{pattern} fits\n")
    names = ["a", "ab", "a/b", "a/b/a", "b/a", "x/y/a", "a/x/b", "a/a/a/a"]
    answers = repo.git("check-attr", "fits", "--", *names).splitlines()
    said = {line.split(": ")[0]: line.endswith(": set") for line in answers}
    assert {name: matches_path(name, [pattern]) for name in names} == said
