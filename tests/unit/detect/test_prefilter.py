"""The prefilter names too many lines at times, never too few."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent_files import FILES
from ai_provenance.agents import build_registry, default_registry
from ai_provenance.agents.models import MODEL, ROOTS
from ai_provenance.detect import classify
from ai_provenance.detect.digest import rules_digest
from ai_provenance.detect.prefilter import prefilter_for
from ai_provenance.detect.prefix_patterns import Prefixes, by_first_letter
from ai_provenance.model import Commit
from commits import candidate_lines, candidates, commit
from messages import commits


def has_something(made: Commit) -> bool:
    verdict = classify(made)
    return bool(verdict.evidence or verdict.flags)


@settings(max_examples=400)
@given(st.lists(commits, max_size=5))
def test_no_commit_with_evidence_is_dismissed(batch: list[Commit]) -> None:
    passed = candidates(batch)
    assert [made for made in batch if has_something(made) and made not in passed] == []


@settings(max_examples=400)
@example(commit("Fix it\n\nco-authored-by-ai: 0\n"))
@example(commit("changes from claude\n"))
@example(commit("Fix rows\n\nThey were read as whole files (Greptile P1 on #13151). They are not now.\n"))
@example(commit("Add a parser\n\nThe regex is a solution from ChatGPT.\n"))
@given(commits)
def test_the_candidate_lines_say_what_all_lines_say(made: Commit) -> None:
    assert classify(made, lines=candidate_lines(made)) == classify(made)


@pytest.mark.parametrize("agent", FILES)
def test_every_example_of_an_agent_is_named(agent: str) -> None:
    texts = [example["text"] for example in FILES[agent]["matches"] if example.get("where", "message") == "message"]
    made = [commit(text) for text in texts]
    assert [one for one in made if classify(one, lines=candidate_lines(one)) != classify(one)] == []


@pytest.mark.parametrize("agent", FILES)
def test_every_example_of_an_agent_is_named_without_sentences_too(agent: str) -> None:
    texts = [example["text"] for example in FILES[agent]["matches"] if example.get("where", "message") == "message"]
    made = [commit(text) for text in texts]
    found = [(one, candidate_lines(one, sentences=False)) for one in made]
    assert [one for one, lines in found if classify(one, lines=lines) != classify(one)] == []


def test_sentences_are_looked_for_on_demand() -> None:
    messages = [b"\nx\n\nClaude Code wrote this commit.\n", b"\nx\n\nThis is written by Codex.\n"]
    found = prefilter_for(default_registry())
    assert (list(found.candidates(messages)), found.candidates(messages, sentences=False)) == ([0, 1], {})


def test_plain_commits_are_dismissed() -> None:
    plain = [commit(f"Fix the cursor {n}\n\nSigned-off-by: Ana Test <ana@example.org>\n") for n in range(50)]
    assert candidates(plain) == []


def test_candidate_lines_are_named_by_their_offset() -> None:
    messages = [b"\nplain\n", b"\nx\n\nMade-with: Cursor\n", b"\nplain\n"]
    assert prefilter_for(default_registry()).candidates(messages) == {1: [messages[1].index(b"\nMade")]}


def test_people_are_remembered() -> None:
    prefilter = prefilter_for(default_registry())
    named = prefilter.candidate_people([b"A\na@b\nA\na@b", b"Ana (aider)\na@b\nA\na@b"])
    assert named == {b"Ana (aider)\na@b\nA\na@b"}
    assert prefilter.candidate_people(named) == named


def test_every_beginning_of_a_model_is_known() -> None:
    raws = ("gpt-oss", "chatgptv4", "opus4", "kimik2", "devstralsmall", "minimaxm2", "o3-mini", "nova-pro", "swe-1")
    for raw in raws:
        assert MODEL.fullmatch(raw)
        assert raw.startswith(ROOTS)


def test_digest_follows_the_agents() -> None:
    assert rules_digest() == rules_digest()
    agents = list(default_registry().agents.values())
    assert rules_digest(build_registry(agents)) == rules_digest(build_registry(agents))
    assert rules_digest(build_registry(agents[1:])) not in {rules_digest(), rules_digest(build_registry(agents))}


def test_a_declaration_passes() -> None:
    for line in (
        "AI-Assisted: no",
        "AI: yes",
        "ai_generated : true",
        "Assisted by: Claude",
        "Signed-off-by: Claude Code",
    ):
        assert candidates([commit(f"x\n\n{line}\n")]), line


VERBS = (
    *("generated", "made", "created", "written", "authored", "implemented", "developed", "coded", "built", "assisted"),
    *("drafted", "produced", "prepared", "pair-programmed", "crafted", "done", "supported", "changed", "fixed", "code"),
    *(
        "vibe-coded",
        "ai-generated",
        "auto-generated",
        "co-written",
        "code changes",
        "co generated",
        "written and tested",
    ),
)
THIS = ("", "this commit was ", "The tests are mostly ", "all of the code has been ", "these changes ", "Parts of it ")
LEADS = ("", "\N{ROBOT FACE} ", "Note: ", "_", "**Disclosure:** ")


@pytest.mark.parametrize("verb", VERBS)
def test_no_way_to_say_who_made_it_is_dismissed(verb: str) -> None:
    lines = [
        f"{lead}{this}{verb} {by} Claude Opus 4.6" for lead in LEADS for this in THIS for by in ("by", "with", "via")
    ]
    made = [commit(f"x\n\n{line}\n") for line in lines]
    passed = candidates(made)
    assert [one for one in made if has_something(one) and one not in passed] == []
    assert any(has_something(one) for one in made)


@pytest.mark.parametrize(
    "said", ["I used", "We've mostly used", "I have let", "used", "i asked", "we had", "I prompted"]
)
def test_no_person_who_says_what_a_tool_did_is_dismissed(said: str) -> None:
    made = commit(f"x\n\n{said} Claude Code to write the tests\n")
    assert has_something(made)
    assert candidates([made]) == [made]


@pytest.mark.parametrize(
    "word",
    [
        b"wr\xcbote",
        b"wr*ote",
        b"wr**o**te",
        b"wr`ote",
        "wr\u2603ote".encode(),
        "wr\u200bote".encode(),
        b"w\xff\xferote",
    ],
)
def test_what_is_inside_a_word_does_not_make_another_word_of_it(word: bytes) -> None:
    made = commit(b"x\n\nClaude " + word + b" it\n")
    assert not has_something(made)
    assert classify(made, lines=candidate_lines(made)) == classify(made)


@pytest.mark.parametrize("word", ["**wrote**", "*wrote*", "`wrote`", "_wrote_", "*_wrote_*"])
@pytest.mark.parametrize("tool", ["Claude", "In short, Claude", "_Claude_"])
def test_emphasis_around_a_word_is_passed_over(tool: str, word: str) -> None:
    made = commit(f"x\n\n{tool} {word} this\n")
    assert has_something(made)
    assert candidates([made]) == [made]


@pytest.mark.parametrize("subject", ['Revert "x"', "reapply: x", "[a] [b] Revert x", "  revert x", "[a]\nRevert x"])
def test_a_subject_that_takes_back_a_commit_passes(subject: str) -> None:
    made = commit(f"{subject}\n\nwhy\n")
    assert "revert" in classify(made).flags
    assert candidates([made]) == [made]


def test_a_line_of_the_body_that_takes_back_a_commit_is_dismissed() -> None:
    assert candidates([commit("x\n\nrevert what was wrong\n")]) == []


def test_a_name_that_begins_with_a_shorter_one_passes() -> None:
    made = commit("x\n", committer="ampcode <a@example.org>")
    assert has_something(made)
    assert candidates([made])


def test_a_tool_behind_a_word_in_a_name_passes() -> None:
    made = commit("x\n", author="Ana (via Pi Coding Agent) <ana@example.org>")
    assert has_something(made)
    assert candidates([made]) == [made]


@pytest.mark.parametrize(
    "message",
    [
        "\x1b[44;97;1m \N{ROBOT FACE} Plandex \x1b[0m → apply pending changes\n",
        "x\n\n    - [x] AI was used for drafting/refactoring.\n",
        "x\n\n- [ X] **Light**: AI provided minor assistance\n",
        "x\n\n\N{ROBOT FACE} Generated with [Foo](https://foo.example)\n",
        "x\n\nThis was predominantly AI generated with some tweaks from me.\n",
        "x\n\nTests were mostly AI-generated.\n",
        "x\n\nThe bulk of the code in this commit was generated by Claude Code.\n",
        "x\n\nGot Claude to write a class for it.\n",
        "x\n\nI built this with Claude.\n",
        "x\n\nCode change mostly by Claude: https://a.example/1\n",
        "x\n\nImplementation by Codex GPT-5.5 xhigh: https://a.example/1\n",
        "x\n\nAll by Claude: https://a.example/1\n",
        "x\n\nEverything by Claude: https://a.example/1\n",
        "x\n\nthe code changes by Claude: https://a.example/1\n",
        "x\n\nAssisted-by: GitHubCopilot\n",
        "x\n\nAssisted-by: devx/2cd0e1b7-3a4b-4c5d-8e9f-2cd0e1b73a4b\n",
        "x\n\nAI generated, but I did write the message.\n",
        "x\n\n\N{ROBOT FACE} Generated with termai\n",
        "x\n\n_Generated with `cmux`_\n",
        "x\n\n**Ultraworked with [Sisyphus](https://a.example)**\n",
        "x\n\nSubstantially Assisted-by AI: Cursor <auto>\n",
        "x\n\n### **AI Disclosure**\n\nClaude wrote it.\n",
    ],
)
def test_forms_without_a_fixed_beginning_pass(message: str) -> None:
    made = commit(message)
    assert has_something(made)
    assert candidates([made]) == [made]


def test_a_long_run_of_marks_is_read_once() -> None:
    # the output of a linter over 2,133 files, pasted into a message, once took minutes
    progress = commit("Change Style\n\nInspecting files\n" + "." * 100_000 + "\n" + "— " * 20_000 + "\n")
    assert candidates([progress]) == []


@pytest.mark.parametrize("head", ["émile says", "-- made", "]x", "^ up", "zebra", "_x y"])
def test_beginnings_of_any_letter_are_told_apart(head: str) -> None:
    pattern = re.compile(b"\n(?:" + by_first_letter([Prefixes((head,)), Prefixes(("signed", "zoo"), b"!")]) + b")")
    assert pattern.match(f"\n{head}".encode())
    assert pattern.match(b"\nzoo!")
    assert not pattern.match(b"\nother")
