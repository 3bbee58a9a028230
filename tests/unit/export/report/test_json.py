"""The report document, held to its shipped JSON Schema."""

from __future__ import annotations

import io
import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ai_provenance.export.options import Options
from ai_provenance.export.report.json import iso, write
from ai_provenance.export.report.schema import ReportDocument
from ai_provenance.model import Commit, Verdict
from ai_provenance.snapshot import Snapshot
from snapshots import EMPTY, FULL, HOSTILE, MIXED, commit, declared, snapshot, unknown

SHIPPED = json.loads(resources.files("ai_provenance.export").joinpath("schemas/report-1.1.json").read_text())


def rendered(one: Snapshot) -> Any:
    out = io.StringIO()
    write(one, out, Options())
    return json.loads(out.getvalue())


def assert_published(document: Any) -> None:
    """The models and the shipped schema both accept DOCUMENT."""
    ReportDocument.model_validate(document)
    Draft202012Validator(SHIPPED).validate(document)


def test_shipped_schema_is_a_valid_schema_that_refuses_unknown_keys() -> None:
    Draft202012Validator.check_schema(SHIPPED)
    parts = [SHIPPED, *SHIPPED["$defs"].values()]
    assert all(part.get("additionalProperties") is False for part in parts if part.get("type") == "object")


@pytest.mark.parametrize("one", [EMPTY, MIXED, HOSTILE, FULL], ids=["empty", "mixed", "hostile", "full"])
def test_document_validates(one: Snapshot) -> None:
    assert_published(rendered(one))


def test_keys_are_written_in_the_order_of_the_models() -> None:
    assert list(rendered(MIXED)) == list(ReportDocument.model_fields)


def test_half_a_surrogate_pair_is_written_as_a_question_mark() -> None:
    branch = MIXED.repository._replace(branch="fix-\udcff")
    assert rendered(MIXED._replace(repository=branch))["repository"]["branch"] == "fix-?"


def test_the_validator_can_fail() -> None:
    broken = rendered(MIXED) | {"surprise": 1}
    assert not Draft202012Validator(SHIPPED).is_valid(broken)


def test_no_data_is_null() -> None:
    assert rendered(EMPTY)["traceability"]["trace_all"] == {"numerator": 0, "denominator": 0, "ratio": None}


def test_origins_add_up_to_commits_walked() -> None:
    commits = rendered(MIXED)["commits"]
    assert commits["ai"] + commits["human"] + commits["automation"] + commits["unknown"] == commits["walked"] == 3


def test_no_person_is_named() -> None:
    assert "Ana" not in json.dumps(rendered(MIXED))
    assert "ana@example.org" not in json.dumps(rendered(MIXED))


def test_impossible_dates_are_null() -> None:
    assert iso(10**18) is None
    assert iso(None) is None


@given(
    st.lists(
        st.tuples(
            st.builds(commit, st.text(), parents=st.integers(0, 3), time=st.none() | st.integers(-(2**40), 2**60)),
            st.one_of(st.builds(unknown), st.builds(declared, st.text(), st.none() | st.text())),
        )
    )
)
def test_any_history_gives_a_valid_document(judged: list[tuple[Commit, Verdict]]) -> None:
    assert_published(rendered(snapshot(*judged)))
