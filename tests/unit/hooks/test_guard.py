"""A tagging hook lets the commit through, whatever happens to it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

PRELUDE = "import sys, types; m = types.ModuleType('ai_provenance.hooks.made_up'); sys.modules[m.__name__] = m\n"
CALL = "\nfrom ai_provenance.hooks import guard\nsys.exit(guard.let_through('commit-msg', 'made_up', []))"


def fail(body: str, before: str = "") -> subprocess.CompletedProcess[str]:
    code = f"{PRELUDE}def run(arguments):\n    {body}\nm.run = run\n{before}{CALL}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "body",
    ["raise ValueError('odd')", "raise MemoryError", "1 / 0", "import no_such_module", "assert False", "run([])"],
)
def test_an_error_is_one_line_and_no_more(body: str) -> None:
    done = fail(body)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "goes on untagged" in done.stderr


def test_a_hint_is_passed_on() -> None:
    done = fail("from ai_provenance.errors import ConfigError; raise ConfigError('bad key', 'write tag')")
    assert "bad key; the commit goes on untagged (hint: write tag)" in done.stderr


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in fail("raise ValueError('\\x1b[31mred\\nand more')").stderr


def test_a_hook_that_hangs_is_given_up() -> None:
    began = time.monotonic()
    done = fail("import time; time.sleep(60)", "from ai_provenance.hooks import guard; guard.TIMEOUT = 0.1")
    assert (done.returncode, "took longer than 0.1 s" in done.stderr) == (0, True)
    assert time.monotonic() - began < 30


def test_a_hook_that_swallows_exceptions_is_given_up_too() -> None:
    body = "\n    while True:\n        try:\n            pass\n        except Exception:\n            pass"
    assert fail(body, "from ai_provenance.hooks import guard; guard.TIMEOUT = 0.1").returncode == 0


def test_a_refusal_stops_the_commit() -> None:
    done = fail("from ai_provenance.hooks.guard import RefusedError; raise RefusedError('not here')")
    assert (done.returncode, done.stderr) == (1, "ai-provenance: not here\n")


def test_a_quiet_hook_is_quiet() -> None:
    done = fail("pass")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
