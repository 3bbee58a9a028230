"""Supervised processes: an answer, or a reason, and nothing left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.fleet.executors.interface import State
from ai_provenance.fleet.supervise import LONGEST_ANSWER, Answer, each, supervised
from tools import eventually

MODULE = """
import os, subprocess, sys, time
from ai_provenance.fleet.supervise import answer, answer_each, received

def judge(item):
    if item["do"] == "die":
        os.kill(os.getpid(), 9)
    if item["do"] == "hang":
        child = subprocess.Popen(["sleep", "600"])
        open(item["place"], "w").write(str(child.pid))
        time.sleep(600)
    if item["do"] == "shout":
        while True:
            os.write(1, b"x" * 65536)
    return {"said": item["do"]}

if __name__ == "__main__":
    answer_each(judge)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "supervised_here.py").write_text(MODULE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "supervised_here"


def asked(module: str, *doing: str, place: Path = Path()) -> list[dict[str, Any] | Answer]:
    return each(module, [{"do": one, "place": str(place)} for one in doing], timeout=2.0, extra={})


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z"


def test_each_item_has_an_answer_in_order(module: str) -> None:
    assert asked(module, "a", "b") == [{"said": "a"}, {"said": "b"}]


def test_the_rest_goes_on_after_one_that_died(module: str) -> None:
    first, died, last = asked(module, "a", "die", "b")
    assert isinstance(died, Answer)
    assert (died.state, "SIGKILL" in died.reason) == (State.ERROR, True)
    assert (first, last) == ({"said": "a"}, {"said": "b"})


def test_one_that_hangs_is_killed_with_what_it_started(module: str, tmp_path: Path) -> None:
    hung, last = asked(module, "hang", "b", place=tmp_path / "child")
    assert isinstance(hung, Answer)
    assert (hung.state, hung.reason) == (State.TIMEOUT, "took longer than 2 s")
    assert last == {"said": "b"}
    eventually(lambda: not is_alive(int((tmp_path / "child").read_text())))


def test_an_answer_that_is_too_long_is_cut_off(module: str) -> None:
    ended = supervised(module, {"items": [{"do": "shout"}]}, timeout=60, extra={})
    assert ended.reason == f"answer larger than {LONGEST_ANSWER >> 20} MB"


def test_everything_ends_when_the_supervisor_is_killed(module: str, tmp_path: Path) -> None:
    place = tmp_path / "child"
    code = (
        "from ai_provenance.fleet.supervise import each;"
        f"each({module!r}, [{{'do': 'hang', 'place': {str(place)!r}}}], timeout=600, extra={{}})"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as supervisor:
        eventually(lambda: place.exists() and bool(place.read_text()))
        supervisor.send_signal(signal.SIGKILL)
    eventually(lambda: not is_alive(int(place.read_text())))
