"""What a hook says about a scan: what it found, what it let pass, and what it could not read."""

from __future__ import annotations

from typing import Any

import pytest

from ai_provenance.errors import ProvenanceError
from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.secretscan.gate import Outcome, scan_fragments, scan_message, text_of
from tokens import GITHUB

LINE = f't = "{GITHUB}"\n'.encode()
PRAGMA = LINE.rstrip() + b"  # pragma: allowlist secret\n"
CROWD = b"password = a " * 10_000
SETTINGS: dict[str, Any] = {"exclude": ("fixtures/*",), "baseline": "", "pragmas": "honour", "seconds": 30}


def outcome_of(*files: tuple[str, bytes]) -> Outcome:
    outcome = Outcome()
    scan_fragments(outcome, [Fragment(path, 1, data) for path, data in files], SETTINGS, "")
    return outcome


def test_nothing_is_said_where_nothing_was_found() -> None:
    assert not text_of(outcome_of(("a.py", b"x = 1\n")))


def test_what_is_let_pass_is_counted_and_listed() -> None:
    text = text_of(outcome_of(("a.py", PRAGMA), ("fixtures/b.py", LINE)))
    assert text.splitlines() == [
        "let pass by pragma: a.py:1: GitHub token [github-token]",
        "let pass by exclude: fixtures/b.py:1: GitHub token [github-token]",
        "ai-provenance: 2 let pass: 1 by exclude, 1 by pragma",
    ]


def test_of_many_that_are_let_pass_the_first_are_listed() -> None:
    text = text_of(outcome_of(*((f"fixtures/{number}.py", LINE) for number in range(25))))
    assert text.count("let pass by exclude") == 10
    assert "and 15 more: ai-provenance secrets scan lists all" in text
    assert "25 let pass: 25 by exclude" in text


def test_a_refusal_names_what_was_let_pass_and_what_was_not_read() -> None:
    text = text_of(outcome_of(("a.py", LINE), ("b.py", PRAGMA), ("v.js", CROWD)))
    assert "this commit would publish a secret" in text
    assert "1 let pass: 1 by pragma" in text
    assert "not read whole: v.js: too many names of credentials" in text


def test_a_file_that_was_not_read_whole_is_no_pass() -> None:
    with pytest.raises(ProvenanceError, match=r"not read whole: v\.js") as caught:
        text_of(outcome_of(("v.js", CROWD)))
    assert "exclude generated files" in str(caught.value.hint)


def test_an_excluded_file_need_not_be_read_whole() -> None:
    assert not text_of(outcome_of(("fixtures/v.js", CROWD)))


def test_a_path_begins_no_command_of_a_ci() -> None:
    text = text_of(outcome_of(("fixtures/x\n::stop-commands::zz\n.py", LINE)))
    assert not any(line.startswith("::") for line in text.splitlines())


def test_a_message_with_a_pragma_is_let_pass_and_said() -> None:
    assert "1 let pass: 1 by pragma" in text_of(scan_message(b"fix\n\n" + PRAGMA, SETTINGS))
