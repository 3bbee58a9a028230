"""A fleet by its commands: the same rows whatever runs the jobs, and whatever happens to it on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.fleet.executors.dask import DaskUsageError
from ai_provenance.fleet.executors.dask import cluster as named_cluster
from clusters import Cluster, cluster
from fleets import corrupt, define, folder_source, hang, make, make_all, named, remove
from tools import eventually, needed

PROGRAM = (sys.executable, "-m", "ai_provenance")


def fleet(folder: Path, *arguments: str, status: int | None = 0) -> str:
    done = subprocess.run([*PROGRAM, "fleet", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert status is None or done.returncode == status, done.stdout + done.stderr
    assert "unexpected" not in done.stderr
    return done.stdout


def scanned(folder: Path, *options: str) -> dict[str, Any]:
    text = fleet(folder, "scan", "--format", "json", "--min-coverage", "0", *options)
    return dict(json.loads(text))


def jobs_left() -> list[str]:
    """What jobs of this test process run on this machine, by command line and environment."""
    ours = f"PYTEST_XDIST_WORKER={os.environ.get('PYTEST_XDIST_WORKER', '')}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
            environment = (place / "environ").read_bytes()
        except OSError:
            continue
        if ours in environment and any(word.startswith(b"ai_provenance.fleet.") for word in words):
            found.append(place.name)
    return found


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fleet of every odd kind, with one scan as it should be in `one`."""
    folder = tmp_path_factory.mktemp("odd")
    make_all(folder / "repos")
    define(folder, folder_source(folder / "repos"))
    scanned(folder, "-o", "one", "--jobs", "1")
    return folder


@pytest.fixture(autouse=True, scope="module")
def identity_of_this_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An identity for the commits of the fixtures of this module, which the pinned environment comes too late for."""
    with pytest.MonkeyPatch.context() as patch:
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "Ana Test")
            patch.setenv(f"GIT_{who}_EMAIL", "ana@example.org")
        yield


def digest(folder: Path, name: str = "one") -> str:
    return str(json.loads((folder / name / "run.json").read_text())["digest"])


def test_a_fleet_of_odd_kinds_is_judged(odd: Path) -> None:
    states = json.loads((odd / "one/run.json").read_text())["states"]
    assert states == {"ok": 22, "partial": 2, "error": 1, "timeout": 0, "gone": 0, "refused": 0}


def test_threads_find_the_same(odd: Path) -> None:
    assert scanned(odd, "-o", "threads", "--jobs", "4")["digest"] == digest(odd)


def test_nothing_new_runs_nothing(odd: Path) -> None:
    again = scanned(odd, "-o", "one")
    assert (again["ran"], again["digest"]) == (0, digest(odd))


def test_shards_in_any_order_merge_to_the_same(odd: Path) -> None:
    parts = [f"part{number}" for number in range(1, 6)]
    for number, part in enumerate(parts, 1):
        scanned(odd, "-o", part, "--shard", f"{number}/5")
    random.Random(5).shuffle(parts)
    fleet(odd, "merge", *parts, "-o", "merged", "--min-coverage", "0")
    assert digest(odd, "merged") == digest(odd)
    assert (odd / "merged/rows.jsonl").read_bytes() == (odd / "one/rows.jsonl").read_bytes()


@pytest.mark.soak
def test_a_cluster_finds_the_same(odd: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster", workers=2) as dask:
        assert scanned(odd, "-o", "dask", "--dask", dask.address)["digest"] == digest(odd)
    assert not jobs_left()


def test_a_scheduler_elsewhere_without_tls_is_refused(odd: Path) -> None:
    fleet(odd, "scan", "--dask", "tcp://192.0.2.1:8786", status=2)
    with pytest.raises(DaskUsageError, match="no TLS"):
        named_cluster("192.0.2.1:8786", None, insecure=False)


def test_a_shard_that_is_none_is_a_usage_error(odd: Path) -> None:
    fleet(odd, "scan", "--shard", "6/5", status=2)


def test_mirrors_give_what_the_repositories_give(odd: Path, tmp_path: Path) -> None:
    whole = [odd / "repos" / kind for kind in ("merges", "notes", "sha256", "catalog", "strict", "trunk")]
    define(tmp_path, named(*whole))
    scanned(tmp_path, "-o", "mirrors")
    found, in_place = (
        {one["identity"]: one["report"].get("metrics") for one in map(json.loads, place.open())}
        for place in (tmp_path / "mirrors/rows.jsonl", odd / "one/rows.jsonl")
    )
    assert len(found) == len(whole)
    assert found == {identity: in_place[identity] for identity in found}


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A fleet with a hung, a damaged and a vanished repository among others."""
    for number in range(6):
        make(tmp_path / f"repos/r{number}", "ai")
    hang(make(tmp_path / "repos/hung", "ai").path)
    corrupt(make(tmp_path / "repos/damaged", "ai").path)
    gone = make(tmp_path / "elsewhere/gone", "ai").path
    define(tmp_path, "[defaults]\ntimeout = 10\n" + folder_source(tmp_path / "repos") + named(gone))
    fleet(tmp_path, "sync", status=None)
    remove(gone)
    return tmp_path


@pytest.mark.soak
def test_what_is_damaged_hung_or_gone_is_a_row_and_stops_no_other(damaged: Path) -> None:
    states = scanned(damaged, "-o", "one")["states"]
    assert (states["ok"], states["timeout"], states["gone"]) == (6, 1, 1)
    assert states["error"] + states["refused"] == 1
    assert not jobs_left()


def test_coverage_below_the_floor_is_exit_code_3(damaged: Path) -> None:
    fleet(damaged, "scan", "-o", "one", status=3)


def killed_scan(folder: Path, name: str, chance: random.Random, *options: str) -> None:
    """Start a scan, and kill it when some rows have come."""
    rows = chance.randint(1, 4)
    with subprocess.Popen(
        [*PROGRAM, "fleet", "scan", "-o", name, "--no-sync", *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as client:
        eventually(lambda: client.poll() is not None or kept(folder / name) >= rows)
        client.send_signal(signal.SIGKILL)


def kept(directory: Path) -> int:
    try:
        with sqlite3.connect(f"file:{directory / 'journal.sqlite3'}?mode=ro", uri=True) as journal:
            return int(journal.execute("SELECT count(*) FROM row").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_a_killed_scan_goes_on_where_it_ended(damaged: Path, seed: int) -> None:
    whole = scanned(damaged, "-o", "whole", "--no-sync")
    killed_scan(damaged, "killed", random.Random(seed))
    eventually(lambda: not jobs_left())
    before = kept(damaged / "killed")
    resumed = scanned(damaged, "-o", "killed", "--no-sync")
    assert resumed["digest"] == whole["digest"]
    assert before >= 1
    assert resumed["ran"] == whole["ran"] - before


@pytest.mark.soak
@pytest.mark.parametrize("victim", ["worker", "scheduler", "client"])
def test_a_cluster_that_loses_a_part_loses_no_row(damaged: Path, tmp_path: Path, victim: str) -> None:
    whole = scanned(damaged, "-o", "whole", "--no-sync")
    with cluster(tmp_path / "cluster", workers=2) as dask:
        if victim == "client":
            killed_scan(damaged, "chaos", random.Random(1), "--dask", dask.address)
        else:
            assert losing(damaged, dask, victim) == (3 if victim == "scheduler" else 0)
    eventually(lambda: not jobs_left())
    with cluster(tmp_path / "again", workers=2) as dask:
        assert scanned(damaged, "-o", "chaos", "--no-sync", "--dask", dask.address)["digest"] == whole["digest"]


def losing(folder: Path, dask: Cluster, victim: str) -> int:
    """Scan on DASK, of which VICTIM is killed when a row has come; the exit code."""
    with subprocess.Popen(
        [*PROGRAM, "fleet", "scan", "-o", "chaos", "--no-sync", "--dask", dask.address, "--min-coverage", "0"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as client:
        eventually(lambda: kept(folder / "chaos") >= 1)
        lost = dask.scheduler if victim == "scheduler" else dask.processes[1]
        assert lost is not None
        lost.send_signal(signal.SIGKILL)
        if victim == "worker":
            dask.worker()  # one that comes late
        _, said = client.communicate(timeout=120)
        if victim == "scheduler":
            assert b"the cluster is lost" in said
            assert b"done" in said
        return client.returncode


def certificate(folder: Path, name: str, authority: str) -> tuple[str, str, str]:
    """Files of an authority, and of a certificate that it signed for this machine and its key."""
    openssl = needed("openssl")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    if not (folder / f"{authority}.pem").exists():
        made = ["-keyout", f"{authority}.key", "-out", f"{authority}.pem", "-subj", f"/CN={authority}"]
        run("req", "-x509", *key, *made)
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    run("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    signed = ["-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial", "-extfile", "names"]
    run("x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.pem")
    return str(folder / f"{authority}.pem"), str(folder / f"{name}.pem"), str(folder / f"{name}.key")


def listening(process: int) -> set[str]:
    """The addresses that PROCESS listens on, as /proc has them."""
    sockets = set()
    for link in Path(f"/proc/{process}/fd").iterdir():
        try:
            sockets.add(str(link.readlink()))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                found.add(words[1].partition(":")[0])
    return found


@pytest.mark.soak
def test_a_cluster_with_certificates_lets_no_other_in(tmp_path: Path) -> None:
    make(tmp_path / "repos/r", "ai")
    define(tmp_path, folder_source(tmp_path / "repos"))
    ca, cert, key = certificate(tmp_path, "ours", "authority")
    other = certificate(tmp_path, "theirs", "stranger")
    ours = ["--tls-ca", ca, "--tls-cert", cert, "--tls-key", key]
    foreign = ["--tls-ca", ca, "--tls-cert", other[1], "--tls-key", other[2]]
    options = ["--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key]
    with cluster(tmp_path / "cluster", workers=1, options=options) as dask:
        assert dask.address.startswith("tls://")
        fleet(tmp_path, "scan", "-o", "none", "--dask", dask.address, status=2)
        fleet(tmp_path, "scan", "-o", "plain", "--dask", dask.address.replace("tls", "tcp"), status=3)
        fleet(tmp_path, "scan", "-o", "foreign", "--dask", dask.address, *foreign, status=3)
        fleet(tmp_path, "scan", "-o", "ours", "--dask", dask.address, *ours)
        assert {address for one in dask.processes for address in listening(one.pid)} == {"0100007F"}
