"""Delivery's metrics, rules and dashboard before a real Prometheus, and an alert that a real Alertmanager passes on."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics

from ai_provenance.cli.main import run
from ai_provenance.delivery.regress import Alarm, Verdict
from ai_provenance.export.delivery.alarms import samples as regression_samples
from ai_provenance.export.delivery.grafana import PANELS, dashboard
from ai_provenance.export.metrics.grafana import queries
from ai_provenance.export.metrics.prometheus import lines as prometheus_lines
from ai_provenance.export.metrics.series import of_repository
from delivered import DAY, START, Delivered
from repository import Repository
from tools import eventually, fetch, free_port, needed, running

RULES = resources.files("ai_provenance.export") / "templates" / "prometheus-delivery-rules.yml"
ALARM = Alarm("change_lead_time", "regressed", 9.0, 3.0, 0.001, 0.9, (6, 36))


class Room(NamedTuple):
    """A running Prometheus, and what its Alertmanager sent."""

    address: str
    alerts: list[Any]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Releases of the last weeks by people and an agent; one change was taken back and the revert never released."""
    repo = Repository.init(tmp_path_factory.mktemp("team") / "work")
    main, today = Delivered(repo), (time.time() - START) / DAY
    broken = ""
    for release in range(12):
        if release == 6:
            main.commit(f'Revert "feat: it"\n\nThis reverts commit {broken}.', day=today - 60 + release * 4)
        main.repo.stage("file.txt", f"{release}\n")
        for number in range(12):
            trailer = "\n\nAssisted-by: Claude:claude-opus-4-6" if number % 2 else ""
            author = f"P{number // 2} <p{number // 2}@example.org>"
            day = today - 60 + release * 4 + number / 10
            broken = main.commit(f"feat: {release}.{number}{trailer}", day=day, author=author)
        main.tag(f"v1.{release}", day=today - 58 + release * 4)
    main.commit(f'Revert "feat: it"\n\nThis reverts commit {broken}.', day=today - 10)
    return repo


def written(repo: Repository, format_: str, place: Path) -> str:
    options = ["--format", format_, "-o", str(place), "--repo", str(repo.path), "-q", "--no-cache", "--lines"]
    assert run(["delivery", *options]) == 0
    return place.read_text()


def promtool(*arguments: str, stdin: str = "") -> None:
    done = subprocess.run([needed("promtool"), *arguments], input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_and_the_openmetrics_parser_accept_the_metrics(team: Repository, tmp_path: Path) -> None:
    promtool("check", "metrics", stdin=written(team, "prometheus", tmp_path / "m"))
    text = written(team, "openmetrics", tmp_path / "o")
    families = [*parse_openmetrics(text)]  # type: ignore[no-untyped-call]  # prometheus_client has no types here
    expected = {f"ai_provenance_delivery_{name}" for name in ("changes", "gap_seconds", "code_rework_ratio")}
    assert expected <= {one.name for one in families}


def test_promtool_runs_the_tests_of_every_alert(tmp_path: Path) -> None:
    (tmp_path / RULES.name).write_text(RULES.read_text("utf-8"))
    cases = Path(__file__).parent / "prometheus-delivery-rules-test.yml"
    (tmp_path / "test.yml").write_text(cases.read_text())
    promtool("check", "rules", str(tmp_path / RULES.name))
    promtool("test", "rules", str(tmp_path / "test.yml"))
    tested = {
        one["alertname"] for test in yaml.safe_load(cases.read_text())["tests"] for one in test["alert_rule_test"]
    }
    assert tested == {rule["alert"] for rule in yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]}


@pytest.fixture(scope="module")
def room(team: Repository, tmp_path_factory: pytest.TempPathFactory) -> Generator[Room]:
    """A Prometheus that reads the metrics from a server of this test, which is also told the alerts."""
    place = tmp_path_factory.mktemp("prometheus")
    metrics = written(team, "prometheus", place / "metrics")
    states = of_repository(list(regression_samples([Verdict(0, None, (ALARM,))])), "git.example.org/a/w")
    metrics += "".join(f"{line}\n" for line in prometheus_lines(states))
    alerts: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(metrics.encode())

        def do_POST(self) -> None:
            alerts.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["alerts"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    target, manager, port = server.server_port, free_port(), free_port()
    (place / "rules.yml").write_text(RULES.read_text("utf-8"))
    scrape = {"job_name": "delivery", "honor_labels": True, "static_configs": [{"targets": [f"127.0.0.1:{target}"]}]}
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [scrape],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{manager}"]}]}]},
    }
    receiver = {"name": "team", "webhook_configs": [{"url": f"http://127.0.0.1:{target}/"}]}
    route = {"receiver": "team", "group_wait": "0s", "group_interval": "1s"}
    (place / "prometheus.yml").write_text(yaml.safe_dump(config))
    (place / "alertmanager.yml").write_text(yaml.safe_dump({"route": route, "receivers": [receiver]}))
    notify = [
        needed("prometheus-alertmanager", "alertmanager"), f"--config.file={place}/alertmanager.yml",
        f"--storage.path={place}/alerts", f"--web.listen-address=127.0.0.1:{manager}", "--cluster.listen-address=",
    ]  # fmt: skip
    serve = [
        needed("prometheus"), f"--config.file={place}/prometheus.yml", f"--storage.tsdb.path={place}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        with (
            running(notify, place / "alertmanager.log", ready=f"http://127.0.0.1:{manager}/-/ready"),
            running(serve, place / "prometheus.log", ready=f"{address}/-/ready"),
        ):
            eventually(
                lambda: bool(asked(address, "ai_provenance_delivery_run_timestamp_seconds")), place / "prometheus.log"
            )
            yield Room(address, alerts)
    finally:
        server.shutdown()


def asked(address: str, expression: str) -> list[Any]:
    answer = json.loads(fetch(f"{address}/api/v1/query?{urlencode({'query': expression})}"))
    assert answer["status"] == "success"
    return list(answer["data"]["result"])


def test_an_alert_fires_and_is_received(room: Room) -> None:
    eventually(
        lambda: (
            {"AiProvenanceDeliveryFailureOpen", "AiProvenanceDeliveryRegressed"}
            <= {one["labels"]["alertname"] for one in room.alerts}
        )
    )
    (first, *_) = [one for one in room.alerts if one["labels"]["alertname"] == "AiProvenanceDeliveryFailureOpen"]
    assert first["status"] == "firing"
    assert "a failed deployment is open for" in first["annotations"]["summary"]


def test_every_query_of_the_dashboard_has_an_answer(room: Room) -> None:
    assert [query for query in queries(PANELS) if not asked(room.address, query)] == []


def test_panels_do_not_overlap_and_the_command_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["monitoring", "dashboard", "--delivery"]) == 0
    board = json.loads(capsys.readouterr().out)
    assert board == json.loads(json.dumps(dashboard()))
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in board["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
    assert run(["monitoring", "rules", "--delivery"]) == 0
    assert capsys.readouterr().out == RULES.read_text("utf-8")
