"""A fleet's dashboards and rules before the real Prometheus, Pushgateway and PostgreSQL, and the page in a browser."""

from __future__ import annotations

import io
import json
import subprocess
import time
from collections.abc import Generator, Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from ai_provenance.export.fleet import writer
from ai_provenance.export.fleet.grafana import dashboard, queries
from ai_provenance.export.fleet.json import document
from ai_provenance.fleet.rollup import Wanted, summarise
from ai_provenance.snapshot.fleet import FleetSnapshot
from ai_provenance.store import FleetRun, Observation, Value, open_fleet
from ai_provenance.store.postgresql import migrate
from ai_provenance.store.tables import DAY
from postgres import Server, server
from tools import eventually, fetch, free_port, needed, running

TODAY = int(time.time()) // DAY
RUN = FleetRun("example", TODAY * DAY, "d", 14, 4, 0.75)
PARTS = {"pay": (3, 4), "web": (1, 5), "app": (7, 7)}


def observed() -> Iterator[Observation]:
    for name, (part, whole) in PARTS.items():
        values = tuple(
            Value(f"{number}_ratio", "", "h", 1, "d", part / whole, float(part), float(whole))
            for number in ("trace_ai", "trace_all", "attribution_coverage")
        )
        yield Observation(f"git.example.org/a/{name}", "payments", {}, "ok", "", few_authors=False, values=values)
    yield Observation("git.example.org/a/hung", "payments", {}, "timeout", "took longer", few_authors=False)


def recorded(address: str) -> FleetSnapshot:
    with open_fleet(address) as store:
        store.record_scan(RUN, observed())
        return summarise(store, Wanted())


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> FleetSnapshot:
    return recorded(str(tmp_path_factory.mktemp("store") / "s.sqlite3"))


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory, snapshot: FleetSnapshot) -> Generator[str]:
    """A Prometheus that scrapes a Pushgateway which holds the fleet."""
    room = tmp_path_factory.mktemp("prometheus")
    gateway, port = free_port(), free_port()
    scrape = {"job_name": "push", "honor_labels": True, "static_configs": [{"targets": [f"127.0.0.1:{gateway}"]}]}
    (room / "prometheus.yml").write_text(
        yaml.safe_dump({"global": {"scrape_interval": "1s"}, "scrape_configs": [scrape]})
    )
    push = [needed("prometheus-pushgateway", "pushgateway"), f"--web.listen-address=127.0.0.1:{gateway}"]
    serve = [
        needed("prometheus"), f"--config.file={room}/prometheus.yml", f"--storage.tsdb.path={room}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    out = io.StringIO()
    writer("prometheus")(snapshot, out)
    with (
        running(push, room / "gateway.log", ready=f"http://127.0.0.1:{gateway}/-/ready"),
        running(serve, room / "prometheus.log", ready=f"http://127.0.0.1:{port}/-/ready"),
    ):
        fetch(f"http://127.0.0.1:{gateway}/metrics/job/ai-provenance-fleet", out.getvalue().encode(), method="PUT")
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: bool(asked(address, "ai_provenance_ai_commits")), room / "prometheus.log")
        yield address


def asked(address: str, expression: str) -> list[Any]:
    answer = json.loads(fetch(f"{address}/api/v1/query?{urlencode({'query': expression})}"))
    assert answer["status"] == "success"
    return list(answer["data"]["result"])


def values(found: list[Any]) -> list[float]:
    return sorted(round(float(one["value"][1]), 6) for one in found)


def expected(held: dict[str, Any]) -> dict[str, list[float]]:
    """What each query must give, from the JSON document by other means than ours."""
    part = sum(one["traceability"]["trace_ai"]["numerator"] for one in held["repositories"] if one["traceability"])
    whole = sum(one["traceability"]["trace_ai"]["denominator"] for one in held["repositories"] if one["traceability"])
    each = sorted(
        round(one["traceability"]["trace_ai"]["ratio"], 6) for one in held["repositories"] if one["traceability"]
    )
    pooled = [round(part / whole, 6)]
    return {
        "Repositories judged": [held["newest"]["coverage"]],
        "AI commits declared": pooled,
        "Traceable commits": pooled,
        "AI commits declared, by team": pooled,
        "Traceable commits, by team": pooled,
        "AI commits declared, by repository": each,
        "Repositories counted": sorted(float(held["total"][name]) for name in ("counted", "stale", "failed")),
    }


def test_every_query_over_prometheus_gives_what_the_json_says(prometheus: str, snapshot: FleetSnapshot) -> None:
    held = json.loads(json.dumps(document(snapshot)))
    titles = [panel["title"] for panel in dashboard("prometheus")["panels"]]
    found = {
        title: values(asked(prometheus, query)) for title, query in zip(titles, queries("prometheus"), strict=True)
    }
    assert found == expected(held)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as running_server:
        yield running_server


def test_every_query_over_postgresql_gives_what_the_json_says(postgres: Server) -> None:
    address = postgres.database("fleet")
    migrate(address)
    held = document(recorded(address))
    assert json.loads(json.dumps(held))["total"]["traceability"]["trace_ai"]["numerator"] == 11
    found = {
        panel["title"]: postgres.sql(query, "fleet")
        for panel, query in zip(dashboard("postgresql")["panels"], queries("postgresql"), strict=True)
    }
    for title in ("AI commits declared", "Traceable commits", "AI commits declared, by team"):
        assert [row[-1] for row in found[title]] == [11 / 16]
    assert [row[-1] for row in found["Repositories judged, by run"]] == [0.75]
    assert [row[:1] + row[2:] for row in found["Most undeclared AI commits"]] == [
        ("git.example.org/a/web", 4.0, 0.2), ("git.example.org/a/pay", 1.0, 0.75), ("git.example.org/a/app", 0.0, 1.0),
    ]  # fmt: skip
    assert [row[0] for row in found["Not judged in the newest run"]] == ["git.example.org/a/hung"]


@pytest.mark.parametrize("over", ["prometheus", "postgresql"])
def test_a_dashboard_holds_what_is_tested(over: str) -> None:
    made = json.loads(json.dumps(dashboard(over)))
    assert len(made["panels"]) == len(queries(over))
    assert {panel["datasource"]["uid"] for panel in made["panels"]} == {"${datasource}"}
    assert all(target.get("expr") or target.get("rawSql") for panel in made["panels"] for target in panel["targets"])


def test_both_databases_give_the_same_snapshot(postgres: Server, snapshot: FleetSnapshot) -> None:
    address = postgres.database("same")
    migrate(address)
    assert recorded(address) == snapshot


def test_promtool_accepts_and_tests_the_rules(tmp_path: Path) -> None:
    rules = resources.files("ai_provenance.export") / "templates" / "prometheus-fleet-rules.yml"
    (tmp_path / "prometheus-fleet-rules.yml").write_text(rules.read_text("utf-8"))
    cases = Path(__file__).parent / "prometheus-fleet-rules-test.yml"
    (tmp_path / "test.yml").write_text(cases.read_text())
    for command in (["check", "rules", "prometheus-fleet-rules.yml"], ["test", "rules", "test.yml"]):
        done = subprocess.run([needed("promtool"), *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    alerts = {
        rule["alert"] for rule in yaml.safe_load(rules.read_text("utf-8"))["groups"][0]["rules"] if "alert" in rule
    }
    tests = yaml.safe_load(cases.read_text())["tests"]
    assert alerts == {one["alertname"] for test in tests for one in test["alert_rule_test"]}
