"""The rule as a function: applied twice it is applied once, and it adds lines and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ai_provenance import trailers
from ai_provenance.config.profiles import PROFILES
from ai_provenance.environment.declared import agent_of
from ai_provenance.hooks.commit_context import CommitContext
from ai_provenance.hooks.rewrite import Evidence
from ai_provenance.hooks.settings import Settings, defaults
from ai_provenance.hooks.tagging import tagged

CLAUDE = ("claude-code", "Claude", None, True, "CLAUDECODE")
CODEX = ("codex", "Codex", "gpt-5.6", True, "CODEX_THREAD_ID")
HINT = ("cursor", "Cursor", None, False, "CURSOR_TRACE_ID")
LINES = [
    b"",
    b"",
    b"subject",
    b"prose",
    b"#1 first",
    b"Signed-off-by: Ana <ana@example.org>",
    b"Signed-off-by: Claude <noreply@anthropic.com>",
    b"Co-authored-by: Claude Opus 4.6 <noreply@anthropic.com>",
    b"Co-authored-by: Bo <bo@example.org>",
    b"Assisted-by: Claude",
    b"Assisted-by: Codex:gpt-5.6",
    b"Assisted-by: Linus Example",
    b"Generated-by: Claude (claude-opus-4-6)",
    b"AI-Assisted: no",
    b"AI-Assisted: not-observed",
    b"Claude-Session: https://claude.ai/code/session_1",
    "🤖 Generated with [Claude Code](https://claude.com/claude-code)".encode(),
    b" continued",
    b"https://example.org/1",
    b"Ticket: 7\r",
]
messages = st.lists(st.sampled_from(LINES), min_size=1, max_size=10).map(lambda lines: b"\n".join(lines) + b"\n")
people = st.lists(st.sampled_from([CLAUDE, CODEX, HINT]), unique=True, max_size=3)
comments = st.sampled_from([trailers.COMMENT, trailers.NO_COMMENT])


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> CommitContext:
    git_dir = tmp_path_factory.mktemp("git")
    (git_dir / "HEAD").touch()
    return CommitContext(str(Path(git_dir) / "COMMIT_EDITMSG"), "message", {"GIT_EDITOR": ":"})


@st.composite
def chosen(draw: st.DrawFn) -> Settings:
    settings = defaults()
    settings.profile = draw(st.sampled_from(sorted(PROFILES)))
    settings.declares_all = draw(st.booleans())
    settings.drops_raw = draw(st.booleans())
    return settings


def without_raw(profile: str = "kernel") -> Settings:
    settings = defaults()
    settings.profile = profile
    settings.drops_raw = settings.declares_all = True
    return settings


@settings(max_examples=400)
@given(messages, people, chosen(), comments)
@example(b"s\n\nAssisted-by: Claude\n\n#1 first\n", [CLAUDE], defaults(), trailers.NO_COMMENT)
@example(b"#1 first\n" + LINES[16] + b"\n", [], without_raw(), trailers.COMMENT)
@example(b"#1 first\n" + LINES[16] + b"\n" + LINES[7] + b"\n", [], without_raw("co-author"), trailers.COMMENT)
@example(b"s\n\n" + LINES[13] + b"\n" + LINES[9] + b"\n" + LINES[16] + b"\n continued\n", [], without_raw(), b"#")
def test_twice_is_once(
    context: CommitContext,
    message: bytes,
    seen: list[tuple[str, str, str | None, bool, str]],
    how: Settings,
    comment: bytes,
) -> None:
    assume(not trailers.is_empty(message))
    once = tagged(message, context, Evidence(seen, amending=False), settings=how, comment=comment)
    assume(not trailers.is_empty(once))
    assert tagged(once, context, Evidence(seen, amending=False), settings=how, comment=comment) == once


@pytest.mark.parametrize("profile", [name for name, keys in PROFILES.items() if keys])
@pytest.mark.parametrize(
    "line", [b"AI-Assisted: \x9a\rs", b"AI-Assisted: yes\rno", b"Claude-Session: a\rb", b"Assisted-by: Claude\r x"]
)
def test_a_carriage_return_inside_a_value_stops_no_declaration(
    context: CommitContext, profile: str, line: bytes
) -> None:
    message = b"s\n\n" + line + b"\n"
    written = tagged(message, context, Evidence([CODEX], amending=False), settings=without_raw(profile), comment=b"#")
    assert any((agent_of(found) or ("",))[0] == "codex" for found in trailers.parse(written))


@settings(max_examples=300)
@given(messages, people, comments)
def test_lines_are_added_and_none_is_touched(
    context: CommitContext, message: bytes, seen: list[tuple[str, str, str | None, bool, str]], comment: bytes
) -> None:
    assume(not trailers.is_empty(message))
    assume(b"anthropic.com>\n continued" not in message)  # what continues a sign-off is taken out with it
    written = tagged(message, context, Evidence(seen, amending=False), settings=defaults(), comment=comment)
    kept = iter(written.split(b"\n"))
    taken_out = (b"AI-Assisted: no", b"AI-Assisted: not-observed", b"Signed-off-by: Claude <noreply@anthropic.com>")
    wanted = [line for line in message.split(b"\n") if line not in taken_out]
    assert all(line in kept for line in wanted if line)


@settings(max_examples=300)
@given(messages, people)
def test_every_proven_agent_is_declared_where_git_reads_it(
    context: CommitContext, message: bytes, seen: list[tuple[str, str, str | None, bool, str]]
) -> None:
    assume(not trailers.is_empty(message))
    written = tagged(message, context, Evidence(seen, amending=False), settings=defaults(), comment=b"\0")
    read = {named[0] for named in map(agent_of, trailers.parse(written)) if named}
    assert {agent for agent, _, _, strong, _ in seen if strong} <= read


def test_an_agents_own_form_goes_when_the_projects_form_takes_its_place(context: CommitContext) -> None:
    how = defaults()
    how.drops_raw = True
    footer = b"Generated with [Claude Code](https://claude.com/claude-code)\n"
    message = b"s\n\n" + footer + b"\nCo-authored-by: Codex <noreply@openai.com>\nTicket: 7\n"
    written = tagged(message, context, Evidence([], amending=False), settings=how, comment=b"#")
    assert written == b"s\n\n\nTicket: 7\nAssisted-by: Codex\nAssisted-by: Claude\n"


PLAIN = [line for line in LINES if b"laude" not in line and b"Codex" not in line and b"AI-" not in line]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PLAIN), max_size=10).map(b"\n".join), st.sampled_from(sorted(PROFILES)))
def test_a_persons_message_is_untouched(context: CommitContext, message: bytes, profile: str) -> None:
    how = defaults()
    how.profile = profile
    assert tagged(message, context, Evidence([HINT], amending=False), settings=how, comment=b"#") == message


def test_a_message_that_is_only_a_footer_keeps_it_and_declares(context: CommitContext) -> None:
    message = b"#1 first\n" + LINES[16] + b"\n"
    written = tagged(message, context, Evidence([], amending=False), settings=without_raw(), comment=b"#")
    assert written == message + b"\nAssisted-by: Claude\n"
