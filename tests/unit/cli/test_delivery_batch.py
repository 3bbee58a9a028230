"""`delivery batch` and `delivery feedback export`: verdicts and a dataset from one history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ai_provenance.cli.main import run
from ai_provenance.delivery.chain import appended
from ai_provenance.export.delivery.improvement_schema import improvement_schemas
from ai_provenance.export.delivery.schema import delivery_schema
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import recall
from delivered import Delivered
from repository import Repository

RESULTS = Path(__file__).parents[2] / "support/tool_results"
WINDOW = ("--since", "2026-01-01", "--until", "2026-04-01")


@pytest.fixture
def released(repo: Repository) -> Repository:
    """Three releases: the second with an AI commit, the third one that takes it back."""
    main = Delivered(repo)
    main.commit("one", day=1)
    main.tag("v1.0.0", day=1)
    main.commit("two\n\nAssisted-by: Claude", day=3)
    made = repo.git("rev-parse", "HEAD")
    main.tag("v1.1.0", day=4)
    main.commit(f'Revert "two"\n\nThis reverts commit {made}.', day=6)
    main.tag("v1.2.0", day=7)
    return repo


def batch(repo: Repository, *arguments: str) -> int:
    return run(["delivery", "batch", "--repo", str(repo.path), *WINDOW, *arguments])


def results(*names: str) -> list[str]:
    return [word for name in names for word in ("--results", str(RESULTS / name))]


def rows(repo: Repository, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    batch(repo, "--format", "json", *arguments)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, improvement_schemas()["delivery-batch-1.0.json"])
    return found


def test_the_deployment_of_the_commit_is_judged_and_the_others_are_unknown(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    given = (
        *results("pytest.xml", "ruff-clean.sarif"),
        "--commit",
        "v1.1.0",
        "--require",
        "junit",
        "--require",
        "sarif",
    )
    found = rows(released, capsys, *given)
    assert [(one["id"], one["verdict"], one["ai_changes"]) for one in found["batches"]] == [
        ("v1.0.0", "unknown", 0),
        ("v1.1.0", "pass", 1),
        ("v1.2.0", "unknown", 0),
    ]
    assert found["ai_passed"] == {"numerator": 1, "denominator": 1, "ratio": 1.0}
    assert batch(released, *given) == 0


def test_a_required_result_that_is_missing_is_unknown_and_no_pass(released: Repository) -> None:
    given = (*results("pytest.xml"), "--commit", "v1.1.0")
    assert batch(released, *given) == 0
    assert batch(released, *given, "--require", "coverage") == 3
    released.write(".ai-provenance.toml", '[delivery]\nvalidations = ["junit", "sarif"]\n')
    assert batch(released, *given) == 3


@pytest.mark.parametrize("name", ["jest-junit.xml", "ant-junit4.xml", "ruff-findings.sarif"])
def test_a_result_that_failed_fails_the_batch(released: Repository, name: str) -> None:
    assert batch(released, *results("pytest.xml", name), "--commit", "v1.1.0") == 1


def test_a_range_is_one_batch_of_all_results(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(released, capsys, "--range", "v1.0.0..v1.2.0", *results("pytest.xml", "coverage.json"))
    (one,) = found["batches"]
    assert (one["verdict"], one["changes"], one["ai_changes"], len(one["results"])) == ("pass", 2, 1, 2)
    assert batch(released, "--range", "v1.0.0..v1.2.0", *results("coverage.json"), "--least-coverage", "41") == 1


def test_a_file_without_a_commit_needs_one(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(released, *results("pytest.xml")) == 3
    assert "expected --commit" in capsys.readouterr().err


def test_recorded_verdicts_answer_the_indicator(released: Repository) -> None:
    batch(released, *results("jest-junit.xml"), "--commit", "v1.1.0", "--record")
    batch(released, *results("pytest.xml"), "--commit", "v1.1.0", "--record")
    batch(released, *results("jest-junit.xml"), "--commit", "v1.2.0", "--record")
    assert recall(open_repository(released.path), None).indicators["I4.4"].value == 1.0


def tried(repo: Repository, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert run(["delivery", "--repo", str(repo.path), *WINDOW, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, delivery_schema())
    return document["improvement"]


def test_what_was_recorded_is_beside_the_metrics(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert tried(released, capsys) is None
    batch(released, *results("pytest.xml"), "--commit", "v1.1.0", "--record")
    assert tried(released, capsys)["batches"] == [{"origin": "ai", "passed": 1, "judged": 1}]
    entry = {"id": "faster", "at": "2026-03-01T00:00:00Z", "verdict": "pass", "act": "apply"}
    ledger, end = appended(b"", entry)
    for changed, fault in ((ledger, None), (ledger.replace(b"pass", b"fail"), "line 1 of the ledger was edited")):
        for name, content in (("ledger.jsonl", changed), ("ledger.end", end)):
            released.write(f".ai-provenance/pdca/{name}", content.decode())
        released.git("add", ".")
        released.commit("Record")
        found = tried(released, capsys)
        assert (found["cycles"], found["ledger_fault"]) == ([] if fault else [entry], fault)


def export(repo: Repository, path: Path, *arguments: str) -> int:
    return run(["delivery", "feedback", "export", "--repo", str(repo.path), *WINDOW, "-o", str(path), *arguments])


def test_feedback_exported_twice_is_the_same_to_the_byte(released: Repository, tmp_path: Path) -> None:
    batch(released, *results("pytest.xml"), "--commit", "v1.1.0", "--record")
    for name in ("one", "two"):
        assert export(released, tmp_path / name) == 0
    first = (tmp_path / "one").read_bytes()
    assert export(released, tmp_path / "one") == 0
    assert (tmp_path / "one").read_bytes() == first == (tmp_path / "two").read_bytes()
    found = [json.loads(line) for line in first.splitlines()]
    expected = ["deployment", "deployment", "validation", "revert", "deployment", "rework"]
    assert [one["kind"] for one in found] == expected
    assert [one["origin"] for one in found] == ["rest", "ai", "ai", None, "rest", "rest"]
    for one in found:
        jsonschema.validate(one, improvement_schemas()["feedback-1.0.json"])
    assert "ana" not in first.decode().lower()


def test_feedback_is_only_ever_added(released: Repository, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    export(released, path, "--until", "2026-01-06")
    before = path.read_bytes()
    export(released, path)
    assert path.read_bytes().startswith(before)
    assert len(path.read_bytes().splitlines()) > len(before.splitlines())


def test_a_request_that_was_merged_is_a_review_without_who_made_it(released: Repository, tmp_path: Path) -> None:
    squashed, merged = released.git("rev-parse", "v1.1.0^{commit}"), "ab" * 20
    times = {"created_at": "2026-01-02T10:00:00Z", "merged_at": "2026-01-03T10:00:00Z"}
    who = {"user": {"login": "ana"}, "author": {"username": "ana"}, "merged_by": {"login": "ana"}}
    exports = {
        "github.json": [
            {"number": 7, "head": {"ref": "ana/x"}, "merge_commit_sha": squashed.upper(), **times, **who},
            {"number": 8, "head": {"ref": "y"}, "merge_commit_sha": merged, **times, "merged_at": None},
            {"number": 9, "head": {"ref": "z"}, "merge_commit_sha": merged, **times},
        ],
        "gitlab.json": [
            {"iid": 3, "source_branch": "a", "target_branch": "main", "squash_commit_sha": squashed,
             "merge_commit_sha": merged, **times, **who},
            {"iid": 4, "source_branch": "a", "target_branch": "main", **times, "created_at": "2026-02-03T10:00:00Z"},
        ],
    }  # fmt: skip
    words = []
    for name, content in exports.items():
        (tmp_path / name).write_text(json.dumps(content))
        words += ["--events", str(tmp_path / name)]
    assert export(released, tmp_path / "feedback", *words) == 0
    text = (tmp_path / "feedback").read_text()
    rows = [one for one in map(json.loads, text.splitlines()) if one["kind"] == "review"]
    assert [(one["source"], one["origin"], one["value"]) for one in rows] == [
        ("request 3", "ai", 86_400.0), ("request 7", "ai", 86_400.0), ("request 9", None, 86_400.0),
    ]  # fmt: skip
    assert "ana" not in text


def test_another_file_is_not_appended_to(released: Repository, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine\n")
    assert export(released, tmp_path / "notes.txt") == 3
    assert (tmp_path / "notes.txt").read_text() == "mine\n"


def test_refused_calls_at_a_gateway_are_incidents(released: Repository, tmp_path: Path) -> None:
    calls = [
        {"type": "gateway", "at": "2026-02-01T10:00:00Z", "model": "m-1", "allowed": False, "user": "ana"},
        {"type": "gateway", "at": "2026-02-01T10:00:00Z", "model": "m-2", "allowed": False},
        {"type": "gateway", "at": 1_770_000_000, "model": "m-1", "allowed": True, "commit": "ab" * 20},
        {"type": "gateway", "at": "soon", "model": "m-1", "allowed": False},
    ]
    log = tmp_path / "gateway.jsonl"
    log.write_text("".join(json.dumps(call) + "\n" for call in calls))
    run(["check", "--repo", str(released.path)])
    run(["secrets", "scan", "--range", "v1.0.0..v1.2.0", "--repo", str(released.path)])
    for _ in range(2):
        assert run(["delivery", "--record", "--events", str(log), "--repo", str(released.path), *WINDOW]) == 0
    found = recall(open_repository(released.path), None).indicators["I2.2"]
    assert (found.value, "3 calls at a gateway" in found.source) == (2.0, True)
