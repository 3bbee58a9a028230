"""The scorecard as text, JSON and Markdown."""

from __future__ import annotations

import io
import json
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from ai_provenance.export import Options
from ai_provenance.export.score.json import document
from ai_provenance.export.score.json import write as write_json
from ai_provenance.export.score.markdown import write as write_markdown
from ai_provenance.export.score.schema import ScoreDocument
from ai_provenance.export.score.text import lines
from ai_provenance.export.score.text import write as write_text
from ai_provenance.snapshot import Snapshot
from cards import HOSTILE, SOURCE, source_snapshot
from snapshots import EMPTY

SHIPPED = json.loads(resources.files("ai_provenance.export").joinpath("schemas/score-1.1.json").read_text())


def published_of(one: Snapshot) -> ScoreDocument:
    """The document of ONE as it is read back, accepted by the models and the shipped schema."""
    out = io.StringIO()
    write_json(one, out, Options())
    Draft202012Validator(SHIPPED).validate(json.loads(out.getvalue()))
    return ScoreDocument.model_validate_json(out.getvalue())


@pytest.mark.parametrize("one", [SOURCE, HOSTILE, source_snapshot({})], ids=["source", "hostile", "unknown"])
def test_the_document_validates(one: Snapshot) -> None:
    assert published_of(one).schema_version == "1.1"


def test_keys_are_written_in_the_order_of_the_models() -> None:
    assert list(document(SOURCE)) == [field.alias or name for name, field in ScoreDocument.model_fields.items()]


def test_the_document_carries_the_figures_of_the_source() -> None:
    published = published_of(SOURCE)
    assert [phase.score for phase in published.phases] == [90.0, 80.0, 75.0, 75.0, 41.7, 42.9]
    assert (published.overall.score, published.overall.task_weighted) == (67.4, 65.7)
    assert {gate.verdict for gate in published.gates} == {"fail"}


def test_waivers_are_listed_with_their_expiry() -> None:
    assert [(one.task, one.expires) for one in published_of(SOURCE).waivers] == [
        ("T2.6", "2026-05-06"),
        ("T3.5", "2026-05-06"),
    ]


def test_no_person_is_named() -> None:
    text = json.dumps(document(SOURCE)) + "\n".join(lines(SOURCE))
    assert "architect" not in text.replace("architecture", "")


def test_text_says_the_score_and_the_gates() -> None:
    text = "\n".join(lines(SOURCE))
    assert "90.0 %" in text
    assert "G2  fail" in text
    assert "Overall" in text


def test_text_in_spanish() -> None:
    text = "\n".join(lines(SOURCE, "es"))
    assert "Estrategia y gobierno técnico de IA" in text
    assert "G2  no pasa" in text
    assert "mayormente completo" in text


def test_markdown_is_a_table_of_phases() -> None:
    out = io.StringIO()
    write_markdown(SOURCE, out, Options())
    assert "| 2 Strategy and technical governance of AI | 80.0 % | 80.0 % |" in out.getvalue()


@pytest.mark.parametrize("write", [write_text, write_markdown])
def test_hostile_reasons_stay_text(write: object) -> None:
    out = io.StringIO()
    write(HOSTILE, out, Options())  # type: ignore[operator]  # both are exporters
    assert "\x1b" not in out.getvalue()
    assert "<script>" not in out.getvalue() or write is write_text


@pytest.mark.parametrize("write", [write_text, write_markdown, write_json])
def test_a_snapshot_without_scorecard_is_refused(write: object) -> None:
    with pytest.raises(ValueError, match="no scorecard"):
        write(EMPTY, io.StringIO(), Options())  # type: ignore[operator]  # all are exporters


def test_unknown_phases_have_no_score_and_no_praise() -> None:
    published = published_of(source_snapshot({}))
    assert published.phases[4].score is None
    assert published.phases[4].label == "too-little-known"
