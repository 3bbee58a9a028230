"""Data is data: every kind runs its own examples, every sentence is there in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ai_provenance.scorecard as room
from ai_provenance.scorecard.facts import evidence_kinds, find_evidence
from ai_provenance.scorecard.findings import Reason
from ai_provenance.scorecard.pipelines import Job, Step, kinds_of
from ai_provenance.scorecard.pipelines.job_kinds import examples
from ai_provenance.scorecard.score_wording import kinds, say, sentences, word

KINDS = [kind for kind in evidence_kinds() if kind != "not-evidence"]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("kind", KINDS)
def test_evidence_matches_its_examples(kind: str) -> None:
    row = evidence_kinds()[kind]
    found = find_evidence([*row["matches"], *row["does_not_match"]])[kind]
    assert sorted(found) == sorted(row["matches"])


@pytest.mark.parametrize("kind", examples())
def test_commands_match_their_examples(kind: str) -> None:
    row = examples()[kind]
    assert [text for text in row["matches"] if kind not in kinds_of(Job("job", (Step(script=text),)))] == []
    assert [text for text in row["does_not_match"] if kind in kinds_of(Job("job", (Step(script=text),)))] == []


def used_reasons() -> Iterator[str]:
    for path in Path(str(room.__file__)).parent.rglob("*.py"):
        yield from re.findall(r'(?:Reason|answer)\(\s*f?"([a-z-]+)"', path.read_text("utf-8"))
        yield from re.findall(r'answer\([^"\n]*?, "([a-z-]+)"', path.read_text("utf-8"))


def test_every_reason_has_its_sentence() -> None:
    missing = {name for name in used_reasons() if name not in sentences() and not name.endswith("-")}
    assert missing == set()


@pytest.mark.parametrize("name", sentences())
def test_both_languages_are_filled_by_the_same_values(name: str) -> None:
    row = sentences()[name]
    assert set(PLACEHOLDER.findall(row["en"])) == set(PLACEHOLDER.findall(row["es"]))


def test_states_among_the_values_are_said_in_the_language() -> None:
    reason = Reason("gate-task-stated", {"task": "T2.1", "state": "not_applicable", "grade": "attested"})
    assert say(reason, "es") == "T2.1: no aplicable (atestado)"
    assert word("unheard") == "unheard"


def test_every_kind_that_a_probe_names_has_its_words() -> None:
    named = {
        kind
        for path in Path(str(room.__file__)).parent.glob("probes/*.py")
        for kind in re.findall(r'(?:files_of\("|kind=")([a-z-]+)"', path.read_text("utf-8"))
    }
    assert named <= set(kinds())
    assert all(set(row) == {"en", "es"} for row in kinds().values())


def test_kinds_are_said_in_the_language() -> None:
    assert say(Reason("files-missing", {"kind": "iac"}), "es") == "código de infraestructura: nada en el árbol"
    assert say(Reason("ci-not-ready", {"missing": "test, deploy"}), "es").endswith("pruebas, deploy")


def test_paths_made_to_be_slow_are_no_evidence() -> None:
    hostile = [f"{n}{'strategy-ia' * 9000}.txt" for n in range(3)]
    assert not any(find_evidence(hostile).values())
