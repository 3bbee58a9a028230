"""The messages that a squash merge hides in its indented text."""

from __future__ import annotations

from ai_provenance.hooks.carry import squashed_messages

TEXT = b"""Squashed commit of the following:

commit 0123456789012345678901234567890123456789
Author: Ana Test <ana@example.org>
Date:   Fri Jan 2 03:04:05 2026 +0000

    Second

    commit is the first word of this line

    Assisted-by: Claude

commit 1123456789012345678901234567890123456789
Author: Ana Test <ana@example.org>
Date:   Fri Jan 2 03:04:05 2026 +0000

    First
"""


def test_each_message_is_taken_out_of_its_indent() -> None:
    second, first = [message.strip(b"\n") for message in squashed_messages(TEXT) if message.strip()]
    assert second == b"Second\n\ncommit is the first word of this line\n\nAssisted-by: Claude"
    assert first == b"First"


def test_a_message_without_commits_holds_none() -> None:
    assert [message for message in squashed_messages(b"typed by a person\n") if message.strip()] == []
