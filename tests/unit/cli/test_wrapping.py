"""Lines that fit a terminal: broken between words, with what is to be pasted in one piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.cli.wrapping import wrapped

NUMBERS = "Traceable commits        5.0 %   270 of 2,770 in-scope commits with evidence of their origin"


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            NUMBERS,
            [
                "Traceable commits        5.0 %",
                "  270 of 2,770 in-scope commits with",
                "  evidence of their origin",
            ],
        ),
        (
            "Origins   ai 166 · automation 82 · unknown 3,154",
            ["Origins   ai 166 · automation 82 ·", "          unknown 3,154"],
        ),
        (
            "off     pre-commit: core.hooksPath is /dev/null, where git finds no hook",
            ["off     pre-commit: core.hooksPath is", "        /dev/null, where git finds no hook"],
        ),
        (
            "hint: git branch --all and git tag list the names; git fetch origin",
            ["hint: git branch --all and", "  git tag list the names; git fetch origin"],
        ),
        (
            "    $ git commit --amend --no-edit --trailer 'Assisted-by: AGENT:MODEL'",
            ["    $ git commit --amend --no-edit --trailer 'Assisted-by: AGENT:MODEL'"],
        ),
        (
            '  - declare = "all" in .ai-provenance.toml: hooks then mark people\'s commits too',
            ['  - declare = "all" in', "    .ai-provenance.toml: hooks then mark", "    people's commits too"],
        ),
        (
            "Origin known               40.8 % (58 of 142)    5.8 % (190 of 3,260)",
            ["Origin known", "  40.8 % (58 of 142)", "  5.8 % (190 of 3,260)"],
        ),
        ("commit 481df7ff6d78a8ccf919984d27f27201b081bd53", ["commit", "  481df7ff6d78a8ccf919984d27f27201b081bd53"]),
        ("日本語 " * 6 + "日本語", ["日本語 日本語 日本語 日本語 日本語 日本語", "  日本語"]),
        ("", [""]),
    ],
)
def test_a_line_is_broken_between_words(line: str, lines: list[str]) -> None:
    assert wrapped(line, 42).split("\n") == lines


def test_the_parts_begin_below_the_last_column_of_the_left_half() -> None:
    first, rest = wrapped(NUMBERS, 80).split("\n")
    assert rest == " " * first.index("270") + "their origin"


def test_a_style_takes_no_column() -> None:
    line = f"\x1b[1m{'x' * 42}\x1b[0m"
    assert wrapped(line, 42) == line


@pytest.mark.parametrize(
    "command",
    [
        "git fetch --unshallow",
        "git config --global --add safe.directory '/srv/a repository, of ours'",
        "ai-provenance uninstall && ai-provenance install --native",
        'pip install "git-ai-provenance @ git+https://git.example.org/o/r@0123"',
        "pre-commit install --hook-type commit-msg --hook-type pre-push",
        "git commit --amend -m 'one; two (three) and four'",
    ],
)
@pytest.mark.parametrize(
    "form", ["hint: {}", "{}", "  fix: {}; then commit", "run `{}` in a clone", "all (see {}) of it"]
)
def test_a_command_is_in_one_line(command: str, form: str) -> None:
    line = "some words before it, which are to be broken: " + form.format(command)
    assert any(command in part for part in wrapped(line, 42).split("\n"))


@pytest.mark.parametrize("command", ["rm .git/hooks/commit-msg", "mv a.old b", "df -h shows", "chmod +x .git/hooks/x"])
def test_a_program_that_is_also_a_word_is_a_command_after_a_label(command: str) -> None:
    assert f"hint: {command}" in wrapped(f"hint: {command}, and then wait until the disk is empty", 30).split("\n")[0]


@given(
    st.lists(st.sampled_from([*"ab  .·`'\"%(0é日\t", "git log ", "hint: rm ", " of "]), max_size=200).map("".join),
    st.integers(20, 90),
)
def test_no_word_is_lost_or_broken(line: str, width: int) -> None:
    parts = wrapped(line, width)
    assert parts.split() == line.split()


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=20), max_size=40), st.integers(22, 90))
def test_no_line_of_short_words_is_too_wide(words: list[str], width: int) -> None:
    assert all(len(part) <= width for part in wrapped(" ".join(words), width).split("\n"))
