"""Every format of an assessment before its own judge."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse

from ai_provenance import export
from ai_provenance.cli.main import run
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.code_rework import CodeRework
from ai_provenance.delivery.improvement import Improvement
from ai_provenance.export.delivery import json as as_json
from ai_provenance.export.delivery import samples as as_samples
from ai_provenance.export.delivery import text as as_text
from ai_provenance.export.delivery.schema import delivery_schema
from ai_provenance.export.delivery.shown import NOTHING, Shown
from ai_provenance.model import Ratio
from ai_provenance.repo.identity import RepositoryIdentity
from delivered import Delivered
from repository import Repository
from tools import needed

CALLED = RepositoryIdentity("git.example.org/acme/widgets", "acme/widgets")


@pytest.fixture
def main(repo: Repository) -> Delivered:
    """A release that is taken back in part, and one that a hotfix follows."""
    found = Delivered(repo)
    found.commit("feat: one", day=1)
    found.tag("v1.0", day=2)
    oid = found.commit("feat: two", day=3)
    found.tag("v1.1", day=4)
    found.commit(f'Revert "feat: two"\n\nThis reverts commit {oid}.', day=5)
    found.tag("v1.2", day=6)
    found.commit("hotfix: three", day=7)
    found.tag("v1.2.1", day=7.5)
    return found


TRIED = Improvement(
    experiments=(("speed", 1_800_000_000, True), ("calm", 1_790_000_000, False)),
    cycles=({"seq": 1, "id": "faster", "at": "2026-03-01T00:00:00Z", "verdict": "pass", "act": "apply"},),
    batches={"ai": Ratio(9, 10), "rest": Ratio(0, 1)},
    surveys=(("2026Q1", 6.5), ("2026Q2", 7.25)),
)
BROKEN = Improvement(broken="line 2 of the ledger was edited")


def written(assessment: Assessment, format_: str, shown: Shown = NOTHING) -> str:
    out = io.StringIO()
    as_samples.write(assessment, CALLED, out, format_=format_, now=1_800_000_000.0, shown=shown)
    return out.getvalue()


@pytest.mark.parametrize("until", [1.5, 8, 60])
def test_the_document_is_as_its_schema_says(main: Delivered, until: float) -> None:
    document = as_json.document(main.assess(until=until), CALLED, Shown(with_list=True))
    jsonschema.validate(json.loads(json.dumps(document)), delivery_schema())


def test_the_document_of_nothing_is_as_its_schema_says(repo: Repository) -> None:
    document = as_json.document(Delivered(repo).assess(), CALLED)
    jsonschema.validate(document, delivery_schema())
    assert all(one["value"] is None and one["reason"] for one in document["metrics"].values())


@pytest.mark.parametrize("tried", [TRIED, BROKEN])
def test_what_was_tried_is_in_the_document_and_in_the_samples(main: Delivered, tried: Improvement) -> None:
    document = as_json.document(main.assess(), CALLED, Shown(improvement=tried))
    jsonschema.validate(json.loads(json.dumps(document)), delivery_schema())
    text = written(main.assess(), "prometheus", Shown(improvement=tried))
    done = subprocess.run(
        [needed("promtool"), "check", "metrics"], input=text, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert ('verdict="pass"} 9' in text, "ledger_broken" in text) == (tried is TRIED, True)
    assert ("satisfaction" in text, "7.25" in text) == (tried is TRIED, tried is TRIED)


REWORK = CodeRework(
    Ratio(30, 120), (0.2, 0.3), None, 40, 2, 0, {"ai": (10, Ratio(20, 40)), "rest": (30, Ratio(10, 80))}
)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (REWORK, {(): 0.25, ("ai",): 0.5, ("rest",): 0.125, "low": 0.2, "high": 0.3}),
        (REWORK._replace(by_origin={"ai": None, "rest": None}, interval=None), {(): 0.25}),
        (REWORK._replace(lines=Ratio(0, 0), interval=None, reason="pending", by_origin={}), {}),
    ],
)
def test_code_rework_is_a_family_of_its_own(main: Delivered, found: CodeRework, expected: dict[object, float]) -> None:
    shown = Shown(code_rework=found)
    read: dict[object, float] = {}
    text = written(main.assess(), "openmetrics", shown)
    for family in parse(text):  # type: ignore[no-untyped-call]  # its package has no types
        name = family.name.removeprefix("ai_provenance_delivery_code_rework_ratio")
        for sample in family.samples if name != family.name else ():
            labels = tuple(value for key, value in sample.labels.items() if key != "repository")
            read[name.lstrip("_") or labels] = sample.value
    assert read == expected
    kept = [one.family for one in as_samples.kept(main.assess(), shown) if "code_rework" in one.family]
    assert len(kept) == len(expected)
    assert as_samples.figures(main.assess(), shown)["delivery_code_rework"] == expected.get(())
    assert "delivery_code_rework" not in as_samples.figures(main.assess())


def test_no_number_that_is_unknown_is_a_sample(repo: Repository) -> None:
    families = {one.family for one in as_samples.samples(Delivered(repo).assess(), 1.0)}
    assert families == {"delivery_run_timestamp_seconds"}


def test_promtool_accepts_and_lints_the_metrics(main: Delivered) -> None:
    text = written(main.assess(), "prometheus")
    done = subprocess.run(
        [needed("promtool"), "check", "metrics"], input=text, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert 'ai_provenance_delivery_change_fail_ratio{repository="git.example.org/acme/widgets"}' in text


def test_a_parser_reads_back_every_sample(main: Delivered) -> None:
    families: Any = parse(written(main.assess(), "openmetrics"))  # type: ignore[no-untyped-call]  # ships no types
    read = sum(len(family.samples) for family in families)
    assert read == len(list(as_samples.samples(main.assess(), 1.0)))


def test_the_list_explains_every_failure_by_its_commits(main: Delivered) -> None:
    rows = as_json.document(main.assess(), CALLED, Shown(with_list=True))["list"]
    failed = {row["id"]: (row["signals"], row["commits"]) for row in rows if row["signals"]}
    revert, hotfix = (main.repo.git("rev-parse", f"{name}^{{commit}}") for name in ("v1.2", "v1.2.1"))
    assert failed == {"v1.1": (["revert"], [revert]), "v1.2": (["hotfix"], [hotfix])}


def test_nothing_is_about_a_person(main: Delivered) -> None:
    main.commit("feat: by someone", day=8, author="Zoë Ångström <zoe@example.org>")
    main.tag("v1.3", day=9)
    found = main.assess()
    out = io.StringIO()
    as_json.write(found, CALLED, out, Shown(with_list=True))
    as_text.write(found, CALLED, out, Shown(with_list=True))
    as_text.write_markdown(found, CALLED, out)
    said = out.getvalue() + written(found, "prometheus")
    assert not any(name in said for name in ("Zo", "zoe@", "ngstr"))


def test_a_lower_bound_says_so(main: Delivered) -> None:
    out = io.StringIO()
    as_text.write(main.assess(), CALLED, out)
    assert "change fail rate    at least 50.0%" in out.getvalue()


def delivery(repo: Repository, *options: str) -> int:
    return run(
        ["delivery", "--quiet", "--since", "2026-01-01", "--until", "2026-04-01", "--repo", str(repo.path), *options]
    )


def test_the_command_writes_every_format(main: Delivered, capsys: pytest.CaptureFixture[str]) -> None:
    for format_ in ("text", "json", "markdown", "csv", "prometheus", "openmetrics", "influx"):
        assert delivery(main.repo, "--format", format_) == 0
        assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("limit", "code"), [("change_fail_rate=0.9", 0), ("change_fail_rate=0.01", 1), ("change_lead_time=1", 3)]
)
def test_a_limit_is_judged_by_the_whole_interval(main: Delivered, limit: str, code: int) -> None:
    assert delivery(main.repo, "--fail-over", limit) == code


@pytest.mark.parametrize(
    "wrong", [["--fail-over", "speed=1"], ["--fail-over", "rework_rate=x"], ["--tag-pattern", "("]]
)
def test_options_that_mean_nothing_are_errors(main: Delivered, wrong: list[str]) -> None:
    assert delivery(main.repo, *wrong) == 2


def test_a_recorded_run_joins_the_trend(main: Delivered, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert delivery(main.repo, "--record") == 0
    capsys.readouterr()
    options = ["--format", "json", "--metric", "delivery_change_fail_ratio"]
    assert run(["history", "--repo", str(main.repo.path), *options]) == 0
    rows: Any = json.loads(capsys.readouterr().out)["history"]
    assert [(row["value"], row["numerator"], row["denominator"]) for row in rows] == [(0.5, 2.0, 4.0)]


def test_the_metrics_file_takes_the_figures_beside_others(main: Delivered, tmp_path: Path) -> None:
    place = tmp_path / "metrics.json"
    assert delivery(main.repo, "--metrics", str(place)) == 0
    alone = json.loads(place.read_text())
    schema = json.loads((Path(export.__file__).parent / "schemas" / "metrics-1.0.json").read_text())
    jsonschema.validate(alone, schema)
    assert (alone["metrics"]["delivery_change_fail_rate"], alone["metrics"]["delivery_deployments"]) == (0.5, 4)
    assert run(["report", "--repo", str(main.repo.path), "--metrics", str(place), "-o", str(tmp_path / "r")]) == 0
    both = json.loads(place.read_text())
    jsonschema.validate(both, schema)
    assert alone["metrics"].items() <= both["metrics"].items()


def test_lines_are_in_the_document_where_they_are_wanted(main: Delivered, capsys: pytest.CaptureFixture[str]) -> None:
    assert delivery(main.repo, "--format", "json", "--lines", "--by", "month", "--bands", "2023", "--list") == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, delivery_schema())
    assert document["batches"]["files_per_change"]["changes"] > 0
    assert document["bands"]["year"] == "2023"
    assert {"numerator": 0, "denominator": 0} in [one["code_rework"] for one in document["list"]]
    rework = document["code_rework"]
    assert (rework["days"], rework["reason"], rework["changes"] + rework["pending"]) == (21, "no-change", 4)


def test_code_rework_in_words(main: Delivered, capsys: pytest.CaptureFixture[str]) -> None:
    assert delivery(main.repo, "--lines") == 0
    assert "  code rework         unknown\n" in (text := capsys.readouterr().out)
    assert "no change of this window added a line" in text
