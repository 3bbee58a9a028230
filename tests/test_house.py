"""The rules of the house that import contracts cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ai_provenance.config import keys
from ai_provenance.conformity.strictness import BY_RULE, ORDERS, false_is_tighter, true_is_tighter
from ai_provenance.detect import classify
from ai_provenance.model import Commit, Identity, Origin

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src/ai_provenance"
ENTRY_POINTS = {"cli", "hooks", "__main__.py"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def inside() -> list[Path]:
    return [path for path in modules() if path.relative_to(SOURCE).parts[0] not in ENTRY_POINTS]


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", inside(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_entry_points_print_or_exit(path: Path) -> None:
    forbidden = {"print", "sys.exit", "exit", "os._exit", "sys.stdout.write", "sys.stderr.write", "click.echo"}
    assert not forbidden & set(calls(path))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_one_module_starts_processes(path: Path) -> None:
    starts = ("os.exec", "os.fork", "os.popen", "os.posix_spawn", "os.spawn", "os.system", "pty.")
    found = [call for call in calls(path) if call.startswith(starts)]
    assert found == (["os.posix_spawnp"] if path == SOURCE / "repo" / "run.py" else [])


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_has_a_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())) or not path.read_text().strip()


def configured(table: keys.Table, prefix: str = "") -> Iterator[tuple[str, keys.Key]]:
    """Each key of the configuration by its full name; tables with rules of their own are one key."""
    for key in table.keys:
        name = prefix + key.name
        if isinstance(key.holds, keys.Table) and name not in BY_RULE:
            yield from configured(key.holds, f"{name}.")
        else:
            yield name, key


@pytest.mark.parametrize(
    ("name", "key"), [*configured(keys.TOP)], ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_key_of_the_configuration_has_an_order(name: str, key: keys.Key) -> None:
    hint = f"say in ORDERS of conformity/strictness.py which of two values of {name} demands more"
    assert name in ORDERS or name in BY_RULE, hint
    if name in ORDERS and (key.choices or key.words) and key.shape == keys.ONE:
        beside = (False, True) if key.holds == keys.BOOLEAN else ()
        values = (*key.choices, *key.words, *beside, *([None] if key.default is None and not key.required else []))
        # of two choices one demands more, unless only the same may be written
        assert {type(ORDERS[name](own, base)) for own in values for base in values} == {bool}, hint
    is_truth = key.holds == keys.BOOLEAN and not key.words
    assert is_truth or ORDERS.get(name) not in (true_is_tighter, false_is_tighter), hint


def test_no_module_is_named_for_no_job() -> None:
    assert not {path.stem for path in modules()} & {"utils", "util", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS)))
def test_no_test_measures_time_by_a_deadline(path: Path) -> None:
    keywords = {node.arg for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.keyword)}
    assert path.name == "conftest.py" or "deadline" not in keywords, "conftest.py sets `deadline=None` for all tests"


def test_examples_of_a_property_may_take_as_long_as_they_need() -> None:
    assert settings().deadline is None


TEMPLATE = (TESTS.parent / ".github/pull_request_template.md").read_text()


@pytest.mark.parametrize(
    ("ticked", "origin"),
    [("", Origin.UNKNOWN), ("I used AI tools", Origin.AI), ("No AI tools were used", Origin.HUMAN)],
)
def test_the_pull_request_template_declares_what_is_ticked_in_it(ticked: str, origin: Origin) -> None:
    message = "Parse dates (#7)\n\n" + (TEMPLATE.replace(f"[ ] {ticked}", f"[x] {ticked}") if ticked else TEMPLATE)
    ana = Identity("Ana Test", "ana@example.org")
    commit = Commit("0" * 40, ("1" * 40,), ana, ana, 0, 0, message.encode())
    assert classify(commit).origin is origin


@pytest.mark.parametrize("path", sorted((TESTS.parent / ".github/workflows").iterdir()), ids=lambda path: path.name)
def test_workflows_pin_the_actions_that_they_use(path: Path) -> None:
    used = re.findall(r"^\s*-? *uses: (\S+)", path.read_text(), re.MULTILINE)
    assert used
    assert all(action == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
