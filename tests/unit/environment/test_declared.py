"""What hooks read from a message for certain, and what they must leave alone."""

from __future__ import annotations

import pytest

from ai_provenance import trailers
from ai_provenance.environment import declared


def only(line: str) -> trailers.Trailer:
    (found,) = trailers.parse(f"s\n\n{line}\n".encode())
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Co-Authored-By: Claude Opus 4.6 (1M context) <noreply@anthropic.com>", ("claude-code", "claude-opus-4-6")),
        ("Co-authored-by: Claude <noreply@anthropic.com>", ("claude-code", None)),
        ("Co-authored-by: aider (gpt-5) <aider@aider.chat>", ("aider", "gpt-5")),
        ("Co-authored-by: claude[bot] <41898282+claude[bot]@users.noreply.github.com>", ("claude-code", None)),
        ("Assisted-by: Claude:claude-opus-4-6 [coccinelle]", ("claude-code", "claude-opus-4-6")),
        ("Assisted-by: Codex", ("codex", None)),
        ("Co-authored-by: Claude", ("claude-code", None)),
        ("Generated-by: Claude Code (claude-opus-4-6)", ("claude-code", "claude-opus-4-6")),
    ],
)
def test_agents_that_a_trailer_names(line: str, expected: tuple[str, str | None]) -> None:
    assert declared.agent_of(only(line)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Assisted-by: Linus Example <linus@example.org>",
        "Assisted-by: Claude Monet",
        "Assisted-by: Devin",
        "Assisted-by: Jules Example",
        "Co-authored-by: Claude <claude@example.org>",
        "Co-authored-by: Boris <boris@anthropic.com>",
        "Reviewed-by: Claude",
        "Signed-off-by: Claude <noreply@anthropic.com>",
        "AI-Assisted: no",
        "Ticket: 7",
    ],
)
def test_people_and_other_trailers_name_no_agent(line: str) -> None:
    assert declared.agent_of(only(line)) is None
    assert not declared.is_provenance(only(line))


@pytest.mark.parametrize("line", ["Claude-Session: https://claude.ai/code/session_1", "AI-Tool: x", "AI-Assisted: yes"])
def test_lines_of_tools_are_carried(line: str) -> None:
    assert declared.is_provenance(only(line))


def test_a_sign_off_in_an_agents_name_is_seen() -> None:
    assert declared.signs_off_agent(only("Signed-off-by: Claude <noreply@anthropic.com>")) == "claude-code"
    assert declared.signs_off_agent(only("Signed-off-by: Claude Monet <monet@example.org>")) is None
