"""What hostile text may cost, counted in work and not in seconds; and a file that costs more than its budget."""

from __future__ import annotations

import pytest

from ai_provenance.repo.patch_parser import Fragment, Unread
from ai_provenance.secretscan.anchors import TOKEN_RULES, candidate_offsets
from ai_provenance.secretscan.assignments import _Work
from ai_provenance.secretscan.budget import SPARE_STEPS, STEPS_A_BYTE, Budget
from ai_provenance.secretscan.scan import matches, scan
from ai_provenance.secretscan.tokens import PluginAnswers
from tokens import GITHUB

PASSWORD = "Xk7" + "qTw2" + "Zr9mLp"


def test_a_plugin_is_asked_once_for_a_stretch() -> None:
    data = ("xo" + "xb-1").encode() * 20_000
    answers = PluginAnswers(data)
    [rule] = [rule for rule in TOKEN_RULES if rule.id == "slack-token"]
    for offset in range(0, len(data), 6):
        answers.span_at(rule, offset)
    assert answers.asked <= 1.3 * len(data)


def test_a_value_beside_a_stretch_is_found_by_its_plugin() -> None:
    token = "xo" + "xb-" + "1234567890" + "-1234567890-" + "AbCdEfGhIjKlMnOpQrStUvWx"
    data = (("xo" + "xb-1 ") * 2000 + token).encode()
    assert any(match.rule == "slack-token" for match in matches("a.js", data))


@pytest.mark.parametrize("size", [10_000, 40_000])
def test_names_that_crowd_each_other_are_read_a_few_times(size: int) -> None:
    work = _Work(b"", None)
    for start in range(0, size, 9):
        work.may_read(start, 4096)
    assert work.reads <= 13 * (size / 4096 + 1)


def test_rules_that_look_back_know_how_far() -> None:
    assert all(rule.back - rule.back_least <= 2 for rule in TOKEN_RULES)


def test_a_file_that_costs_too_much_is_reported_and_the_next_one_is_read() -> None:
    unread: list[Unread] = []
    # no time at all: the clock has moved on before the first candidate is looked at
    hopeless = Budget(1e-9, unread)
    assert not list(scan([Fragment("v.js", 1, b"password = " * 100)], budget=hopeless))
    assert [file.path for file in unread] == ["v.js"]
    enough = Budget(60, unread)
    assert list(scan([Fragment("a.py", 1, f't = "{GITHUB}"'.encode())], budget=enough))


def test_the_prefilter_gives_each_place_once() -> None:
    data = b"eyJ" * 1000
    assert len(candidate_offsets(data)) <= len(data)


CROWDS = [
    b"password = a ",
    b'password="',
    b'login("a","b',
    b'api_keys:["a",',
    b"token = a || ",
    b"basic YTpiYzEyMw ",
    b"http://a:secretpassword@h/ ",
    b"password=" + b"x" * 300 + b" ",
]


@pytest.mark.parametrize("unit", CROWDS, ids=lambda unit: unit[:12].decode())
def test_names_too_many_to_look_at_are_reported(unit: bytes) -> None:
    unread: list[Unread] = []
    list(scan([Fragment(".env", 1, unit * 10_000)], budget=Budget(60, unread)))
    assert [(file.path, file.reason) for file in unread] == [
        (".env", "too many names of credentials for a text of its size")
    ]


DENSE = {
    "a.json": '"token": "The", "pos": "DET",\n',
    "a.plist": "<key>a</key><string>b</string>\n",
    "a.py": "key_{n} = os.environ['SECRET_{n}']\n",
    ".env.example": "SERVICE_{n}_API_KEY=your-api-key-here\n",
    "b.env": "SERVICE_{n}_KEY=\n",
}


@pytest.mark.parametrize("path", DENSE)
def test_dense_text_of_people_is_read_whole(path: str) -> None:
    unread: list[Unread] = []
    data = "".join(DENSE[path].replace("{n}", f"{number:03}") for number in range(900)).encode()
    list(scan([Fragment(path, 1, data)], budget=Budget(60, unread)))
    assert not unread


def test_fragments_of_a_file_share_its_steps() -> None:
    budget, steps = Budget(60, []), 0
    fragments = [Fragment("a.js", line, b"x" * 100) for line in range(2000)]
    for fragment in fragments:
        steps += budget.begin(fragment) and sum(budget.spend() for _ in range(20))
    assert SPARE_STEPS < steps <= SPARE_STEPS + len(fragments) * 100 * STEPS_A_BYTE


def test_the_next_file_has_steps_of_its_own() -> None:
    unread: list[Unread] = []
    crowd, plain = Fragment("a.js", 1, b"password = a " * 10_000), Fragment("b.py", 1, f't = "{GITHUB}"'.encode())
    assert [finding.path for finding in scan([crowd, plain], budget=Budget(60, unread))] == ["b.py"]
    assert [file.path for file in unread] == ["a.js"]


def test_without_a_budget_every_name_is_looked_at() -> None:
    data = b"password = a " * 10_000 + f'password = "{PASSWORD}"'.encode()
    assert [match.rule for match in matches("a.py", data)] == ["password"]
