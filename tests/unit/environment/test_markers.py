"""Markers prove an agent's shell; weak ones only hint; an override beats them all."""

from __future__ import annotations

import pytest

from ai_provenance.environment import markers
from ai_provenance.environment._table import MARKERS, PROCESSES, TRAILER_NAMES


def agents(environ: dict[str, str]) -> list[tuple[str, bool]]:
    return [(agent, strong) for agent, _, _, strong, _ in markers.observe(environ)]


@pytest.mark.parametrize(("variable", "value", "agent", "strong"), MARKERS)
def test_each_marker_is_seen(variable: str, value: str, agent: str, strong: bool) -> None:
    assert (agent, strong) in agents({variable: value.rstrip("*") or "1"})


@pytest.mark.parametrize("variable", sorted({variable for variable, *_ in MARKERS} | {"AI_AGENT", "AGENT"}))
@pytest.mark.parametrize("value", ["", "0", "false", "no", "off", "OFF"])
def test_a_marker_that_says_off_is_not_set(variable: str, value: str) -> None:
    assert agents({variable: value}) == []


def test_an_empty_environment_names_nobody() -> None:
    assert markers.observe({"PATH": "/bin", "TERM": "xterm", "EDITOR": "vim"}) == []


def test_weak_markers_stay_hints() -> None:
    assert agents({"CURSOR_TRACE_ID": "abc"}) == [("cursor", False)]


def test_a_strong_marker_beats_a_weak_one_of_the_same_agent() -> None:
    assert agents({"CURSOR_TRACE_ID": "abc", "CURSOR_AGENT": "1"}) == [("cursor", True)]


def test_nested_agents_are_all_reported() -> None:
    assert sorted(agents({"CLAUDECODE": "1", "CODEX_THREAD_ID": "t"})) == [("claude-code", True), ("codex", True)]


def test_the_standard_variable_names_an_agent_that_we_do_not_know() -> None:
    ((agent, name, _, strong, marker),) = markers.observe({"AI_AGENT": "brandnew@1.2"})
    assert (agent, name, strong, marker) == ("brandnew", "AI agent brandnew", True, "AI_AGENT")


@pytest.mark.parametrize("value", ["1", "true", "x\ny", "<script>", "-rf", "a" * 65, "café"])
def test_a_standard_variable_that_holds_no_plain_name_counts_for_nothing(value: str) -> None:
    assert markers.observe({"AI_AGENT": value}) == []


def test_the_general_variable_counts_only_with_a_known_name() -> None:
    assert markers.observe({"AGENT": "1"}) == []
    assert markers.observe({"AGENT": "smith"}) == []


def test_an_override_beats_every_marker() -> None:
    environ = {"CLAUDECODE": "1", "AI_PROVENANCE_AGENT": "codex", "AI_PROVENANCE_MODEL": "gpt-5.6"}
    assert markers.observe(environ) == [("codex", "Codex", "gpt-5.6", True, "AI_PROVENANCE_AGENT")]


def test_an_override_may_name_several_and_unknown_agents() -> None:
    assert agents({"AI_PROVENANCE_AGENT": "claude, House Bot"}) == [("claude-code", True), ("house-bot", True)]


@pytest.mark.parametrize("value", ["none", "human", "None"])
def test_an_override_may_name_nobody(value: str) -> None:
    environ = {"CLAUDECODE": "1", "AI_PROVENANCE_AGENT": value}
    assert markers.observe(environ) == []
    assert markers.declares_no_agent(environ)


@pytest.mark.parametrize(("value", "expected"), [("off", True), ("OFF", True), ("0", True), ("on", False), ("", False)])
def test_everything_can_be_switched_off(value: str, expected: bool) -> None:
    assert markers.is_off({"AI_PROVENANCE": value}) is expected


def test_the_model_comes_from_the_agents_own_variable() -> None:
    ((_, _, model, _, _),) = markers.observe({"CLAUDECODE": "1", "ANTHROPIC_MODEL": "claude-opus-4-6"})
    assert model == "claude-opus-4-6"


@pytest.mark.parametrize(
    ("value", "model"),
    [("claude-opus-4-6[1m]", "claude-opus-4-6"), ("claude-opus-4-1@20250805", "claude-opus-4-1-20250805")],
)
def test_a_model_is_written_as_its_vendor_writes_it(value: str, model: str) -> None:
    ((_, _, told, _, _),) = markers.observe({"CLAUDECODE": "1", "ANTHROPIC_MODEL": value})
    assert told == model


@pytest.mark.parametrize(
    "value", ["", "two words", "new\nline", "-x", "[1m]", "arn:aws:bedrock:us-east-1:123456789012:p/x"]
)
def test_a_model_that_cannot_stand_in_a_trailer_is_left_out(value: str) -> None:
    ((_, _, model, _, _),) = markers.observe({"CLAUDECODE": "1", "AI_PROVENANCE_MODEL": value})
    assert model is None


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_a_process_above_names_an_agent_without_markers(name: str) -> None:
    ((agent, trailer_name, _, strong, _),) = markers.observe_ancestors(["sh", name, "init"])
    assert (agent, trailer_name, strong) == (PROCESSES[name], TRAILER_NAMES[agent], True)


def test_processes_whose_shells_carry_markers_are_not_looked_for() -> None:
    assert markers.observe_ancestors(["claude", "codex", "bash", "python"]) == []


TERMINAL = {"CLAUDECODE": "1", "TERM_PROGRAM": "vscode"}


def test_a_marker_that_an_editor_inherited_is_only_a_hint() -> None:
    found = markers.without_leaks(markers.observe(TERMINAL), TERMINAL, ["bash", "code", "systemd"])
    assert [strong for _, _, _, strong, _ in found] == [False]


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        (TERMINAL, ["bash", "claude", "bash", "code"]),
        (TERMINAL, []),
        ({"CLAUDECODE": "1", "TERM_PROGRAM": "iTerm.app"}, ["bash"]),
        ({**TERMINAL, "AI_PROVENANCE_AGENT": "claude"}, ["bash", "code"]),
        ({"CODEX_CI": "1", "TERM_PROGRAM": "vscode"}, ["bash", "code"]),
    ],
)
def test_a_marker_counts_where_nothing_speaks_of_a_leak(environ: dict[str, str], names: list[str]) -> None:
    found = markers.without_leaks(markers.observe(environ), environ, names)
    assert [strong for _, _, _, strong, _ in found] == [True]
