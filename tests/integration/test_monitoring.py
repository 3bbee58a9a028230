"""Every machine format before its own judge: promtool, a real Prometheus fed by a real Pushgateway, a real influxd."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import time
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_prometheus

from ai_provenance.export import Options, score_writer, writer
from ai_provenance.export.metrics.grafana import dashboard, queries
from ai_provenance.export.metrics.series import HELP, PREFIX, of_repository, report_samples, samples, score_samples
from ai_provenance.export.metrics.trend import Moment
from ai_provenance.export.metrics.trend import write as write_trend
from ai_provenance.model import Finding, Severity
from ai_provenance.snapshot import Snapshot
from cards import SOURCE
from snapshots import EMPTY, HOSTILE, MIXED
from tools import eventually, fetch, free_port, needed, running

RULES = resources.files("ai_provenance.export") / "templates" / "prometheus-rules.yml"
FOUND = (Finding("AIP001", Severity.ERROR, "message"),)
FULL = SOURCE._replace(
    generated_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    violations=FOUND,
    secrets=FOUND,
)
TWO = ("git.example.org/acme/widgets", "git.example.org/acme/gears")
RUNS = {"empty": EMPTY, "mixed": MIXED, "hostile": HOSTILE, "full": FULL}


def text(snapshot: Snapshot, format_: str, command: Callable[[str], Any]) -> str:
    out = io.StringIO()
    command(format_)(snapshot, out, Options())
    return out.getvalue()


def written(snapshot: Snapshot, format_: str) -> str:
    """What `report` and `score` write of one run, in one text."""
    return text(snapshot, format_, writer).removesuffix("# EOF\n") + text(snapshot, format_, score_writer)


def of(snapshot: Snapshot, identity: str) -> Snapshot:
    """SNAPSHOT as one of the repository of IDENTITY."""
    return snapshot._replace(repository=snapshot.repository._replace(identity=identity))


def promtool(*arguments: str, stdin: str = "") -> None:
    done = subprocess.run([needed("promtool"), *arguments], input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", RUNS)
def test_promtool_accepts_and_lints_the_metrics(name: str) -> None:
    promtool("check", "metrics", stdin=written(RUNS[name], "prometheus"))


@pytest.mark.parametrize("name", RUNS)
def test_parsers_read_back_every_sample(name: str) -> None:
    named = of_repository(samples(RUNS[name]), RUNS[name].repository.identity)
    expected = {(PREFIX + one.family, one.labels, one.value) for one in named}
    for parse, format_ in ((parse_prometheus, "prometheus"), (parse_openmetrics, "openmetrics")):
        families = parse(written(RUNS[name], format_))
        read = {(one.name, tuple(one.labels.items()), one.value) for family in families for one in family.samples}
        assert read == expected


@pytest.mark.parametrize("format_", ["prometheus", "openmetrics", "influx", "csv"])
def test_a_scorecard_has_no_family_of_a_report(format_: str) -> None:
    report, score = (text(FULL, format_, command) for command in (writer, score_writer))
    assert not {one.family for one in report_samples(FULL)} & {one.family for one in score_samples(FULL)}
    assert ("trace_ai_ratio" in report, "phase_score" in report) == (True, False)
    assert ("trace_ai_ratio" in score, "phase_score" in score) == (False, True)


def test_every_family_has_its_help_and_occurs() -> None:
    assert {one.family for one in samples(FULL)} == set(HELP)


def test_no_label_holds_a_commit_a_name_or_an_address() -> None:
    text = written(FULL, "prometheus") + written(HOSTILE, "prometheus")
    assert "a" * 40 not in text
    assert "@" not in text
    assert "script" not in text


def test_promtool_accepts_the_alert_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text(RULES.read_text("utf-8"))
    promtool("check", "rules", str(tmp_path / "rules.yml"))


def test_promtool_runs_the_tests_of_every_alert(tmp_path: Path) -> None:
    (tmp_path / "prometheus-rules.yml").write_text(RULES.read_text("utf-8"))
    cases = Path(__file__).parent / "prometheus-rules-test.yml"
    (tmp_path / "test.yml").write_text(cases.read_text())
    promtool("test", "rules", str(tmp_path / "test.yml"))
    tested = {
        one["alertname"] for test in yaml.safe_load(cases.read_text())["tests"] for one in test["alert_rule_test"]
    }
    alerts = {
        rule["alert"] for rule in yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"] if "alert" in rule
    }
    assert tested == alerts


def test_promtool_fills_a_database_from_the_history(tmp_path: Path) -> None:
    day = 86_400
    history = [Moment("a", 1_767_323_045 + day * number, "1", one) for number in range(5) for one in samples(MIXED)]
    with (tmp_path / "history.om").open("w") as out:
        write_trend(history, out, "openmetrics")
    promtool("tsdb", "create-blocks-from", "openmetrics", str(tmp_path / "history.om"), str(tmp_path / "data"))
    assert any((tmp_path / "data").iterdir())


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A Prometheus that scrapes a Pushgateway with the reports and scorecards of two repositories."""
    room = tmp_path_factory.mktemp("prometheus")
    gateway, port = free_port(), free_port()
    scrape = {"job_name": "push", "honor_labels": True, "static_configs": [{"targets": [f"127.0.0.1:{gateway}"]}]}
    (room / "rules.yml").write_text(RULES.read_text("utf-8"))
    config = {"global": {"scrape_interval": "1s"}, "rule_files": ["rules.yml"], "scrape_configs": [scrape]}
    (room / "prometheus.yml").write_text(yaml.safe_dump(config))
    push = [needed("prometheus-pushgateway", "pushgateway"), f"--web.listen-address=127.0.0.1:{gateway}"]
    push.append(f"--persistence.file={room}/pushed")  # Debian's keeps what earlier runs pushed
    serve = [
        needed("prometheus"), f"--config.file={room}/prometheus.yml", f"--storage.tsdb.path={room}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    with (
        running(push, room / "gateway.log", ready=f"http://127.0.0.1:{gateway}/-/ready"),
        running(serve, room / "prometheus.log", ready=f"http://127.0.0.1:{port}/-/ready"),
    ):
        for identity in TWO:
            for command in (writer, score_writer):
                push_group = f"repository@base64/{base64.urlsafe_b64encode(identity.encode()).decode()}"
                pushed = text(of(FULL, identity), "prometheus", command).encode()
                fetch(f"http://127.0.0.1:{gateway}/metrics/job/ai-provenance/{push_group}", pushed)
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: bool(asked(address, "ai_provenance_info")), room / "prometheus.log")
        yield address


def asked(address: str, expression: str) -> list[Any]:
    answer = json.loads(fetch(f"{address}/api/v1/query?{urlencode({'query': expression})}"))
    assert answer["status"] == "success"
    return list(answer["data"]["result"])


def test_a_real_prometheus_scrapes_the_pushed_runs(prometheus: str) -> None:
    found = asked(prometheus, 'ai_provenance_phase_score{phase="2"}')
    assert {one["metric"]["repository"]: float(one["value"][1]) for one in found} == dict.fromkeys(TWO, 80.0)


def test_a_real_node_exporter_shows_both_texts_of_two_repositories(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for number, identity in enumerate(TWO):
        for name, command in (("report", writer), ("score", score_writer)):
            (texts / f"{number}-{name}.prom").write_text(text(of(FULL, identity), "prometheus", command))
    exporter, port = free_port(), free_port()
    export = [
        needed("prometheus-node-exporter", "node_exporter"), "--collector.disable-defaults", "--collector.textfile",
        f"--collector.textfile.directory={texts}", f"--web.listen-address=127.0.0.1:{exporter}",
    ]  # fmt: skip
    scrape = {"job_name": "node", "static_configs": [{"targets": [f"127.0.0.1:{exporter}"]}]}
    (tmp_path / "prometheus.yml").write_text(
        yaml.safe_dump({"global": {"scrape_interval": "1s"}, "scrape_configs": [scrape]})
    )
    serve = [
        needed("prometheus"), f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with (
        running(export, tmp_path / "exporter.log", ready=f"http://127.0.0.1:{exporter}/metrics"),
        running(serve, tmp_path / "prometheus.log", ready=f"{address}/-/ready"),
    ):
        page = fetch(f"http://127.0.0.1:{exporter}/metrics").decode()
        eventually(lambda: len(asked(address, "ai_provenance_info")) == 2, tmp_path / "prometheus.log")
        series = asked(address, '{__name__=~"ai_provenance_.*"}')
    assert "node_textfile_scrape_error 0" in page
    assert len(series) == 2 * len([*samples(FULL)])


@pytest.mark.parametrize("query", sorted(set(queries())))
def test_every_query_of_the_dashboard_has_an_answer(prometheus: str, query: str) -> None:
    assert asked(prometheus, query)


def test_the_dashboard_holds_the_queries_that_are_tested() -> None:
    held = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    widest = [re.sub(r'~"\$\w+"', '~".*"', expression) for expression in held]
    assert widest == list(queries())


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for place in (panel["gridPos"] for panel in dashboard()["panels"]):
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_the_rules_are_loaded_and_healthy(prometheus: str) -> None:
    eventually(lambda: all(rule["health"] == "ok" for rule in loaded(prometheus)))
    assert len(loaded(prometheus)) == 9


def loaded(address: str) -> list[Any]:
    groups = json.loads(fetch(f"{address}/api/v1/rules"))["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_a_real_influxd_takes_every_point(tmp_path: Path) -> None:
    port, inner = free_port(), free_port()
    (tmp_path / "influxdb.conf").write_text(
        f'bind-address = "127.0.0.1:{inner}"\nreporting-disabled = true\n[meta]\ndir = "{tmp_path}/meta"\n'
        f'[data]\ndir = "{tmp_path}/data"\nwal-dir = "{tmp_path}/wal"\n[http]\nbind-address = "127.0.0.1:{port}"\n'
    )
    serve = [needed("influxd"), "-config", str(tmp_path / "influxdb.conf")]
    address = f"http://127.0.0.1:{port}"
    with running(serve, tmp_path / "influxd.log", ready=f"{address}/ping"):
        fetch(f"{address}/query?{urlencode({'q': 'CREATE DATABASE ai'})}", b"", method="POST")
        fetch(f"{address}/write?db=ai", written(FULL, "influx").encode())
        asked_for = urlencode({"db": "ai", "q": "SELECT count(value) FROM /ai_provenance_.*/"})
        series = json.loads(fetch(f"{address}/query?{asked_for}"))["results"][0]["series"]
    assert sum(one["values"][0][1] for one in series) == len([*samples(FULL)])


def test_badge_says_that_there_is_no_data() -> None:
    from ai_provenance.export.report.badge import write  # noqa: PLC0415 - beside the formats above, not one of score's

    out = io.StringIO()
    write(EMPTY, out, Options())
    assert json.loads(out.getvalue()) == {
        "schemaVersion": 1,
        "label": "AI commits declared",
        "message": "no data",
        "color": "lightgrey",
    }


def test_age_is_about_the_run() -> None:
    (sample,) = [one for one in samples(FULL) if one.family == "run_timestamp_seconds"]
    assert abs(sample.value - time.time()) < 3600
