"""Who joined an experiment, what the unit of a commit is, and which arm it gets."""

from __future__ import annotations

import hmac
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from ai_provenance.environment import experiment
from ai_provenance.environment.experiment import PlanError, arm_of, arms_in, branch, joined, named_arm, unit_of

SALT = bytes(range(32))
NAMES = st.text("abcXYZ0123456789-_", min_size=1, max_size=20).filter(lambda name: not name.startswith("-"))


@given(st.binary(max_size=100), st.binary(max_size=200))
def test_the_code_is_that_of_the_standard_library(secret: bytes, message: bytes) -> None:
    assert experiment.hmac_sha256(secret, message) == hmac.digest(secret, message, "sha256")


@pytest.mark.parametrize(
    ("weights", "pattern"), [((1, 1), "feature/{}"), ((3, 1), "{}-fix"), ((2, 3, 5), "ana/2026/JIRA-{}")]
)
def test_ten_thousand_branches_are_allocated_by_the_weights(weights: tuple[int, ...], pattern: str) -> None:
    arms = [(f"arm{number}", weight) for number, weight in enumerate(weights)]
    counts = Counter(arm_of(SALT, "speed", pattern.format(number), arms) for number in range(10_000))
    expected = [10_000 * weight / sum(weights) for weight in weights]
    assert chisquare([counts[name] for name, _ in arms], expected).pvalue > 0.001


def test_an_arm_is_a_matter_of_name_unit_and_salt_alone() -> None:
    # computed with Python's own hmac on another machine: the arm must never change between versions
    arms = [("control", 1), ("treatment", 1)]
    code = hmac.digest(SALT, b"speed\0feature/x", "sha256")
    assert arm_of(SALT, "speed", "feature/x", arms) == arms[int.from_bytes(code[:8], "big") % 2][0]
    units = [str(number) for number in range(200)]
    assert [arm_of(SALT, "a", unit, arms) for unit in units] != [arm_of(SALT, "b", unit, arms) for unit in units]


def test_what_git_writes_is_read(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(
        '[core]\n\tbare = false\n[ai-provenance "speed"]\n\texperiment = join\n[AI-Provenance "Old-1"]\n'
        '\tExperiment = join ; since May\n[ai-provenance "left"]\n\texperiment = join\n\texperiment = leave\n'
        '[ai-provenance "other"]\n\tnotes = join\n[branch "experiment"]\n\tmerge = join\n'
        '[ai-provenance "in"] experiment=join\n'
    )
    assert joined(str(tmp_path)) == ["Old-1", "in", "speed"]


@pytest.mark.parametrize("name", ["../x", "a/b", "", "-x", "a b", "x" * 65, "é"])
def test_a_name_that_is_no_file_name_is_never_joined(tmp_path: Path, name: str) -> None:
    (tmp_path / "config").write_text(f'[ai-provenance "{name}"]\n\texperiment = join\n')
    assert joined(str(tmp_path)) == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("ref: refs/heads/feature/x\n", "feature/x"),
        ("0123456789012345678901234567890123456789\n", ""),
        ("ref: refs/heads/.invalid\n", ""),
    ],
)
def test_the_branch_is_the_one_that_is_checked_out(tmp_path: Path, head: str, expected: str) -> None:
    (tmp_path / "HEAD").write_text(head)
    assert branch(str(tmp_path)) == expected


def test_the_branch_of_a_stopped_rebase_is_the_one_that_it_will_move(tmp_path: Path) -> None:
    (tmp_path / "HEAD").write_text("0" * 40)
    (tmp_path / "rebase-merge").mkdir()
    (tmp_path / "rebase-merge/head-name").write_text("refs/heads/topic\n")
    assert branch(str(tmp_path)) == "topic"


@pytest.mark.parametrize(
    ("branch_name", "subject", "unit"),
    [
        ("ana/ABC-12-login", "x", "ABC-12"),
        ("12-login", "x", "#12"),
        ("fix/0012", "x", "#12"),
        ("main", "ABC-7: x", "ABC-7"),
        ("main", "x (#81)", "#81"),
        ("2026-cleanup", "x", "#2026"),
        ("utf-8", "use utf-8 and v1-2", ""),
        ("3d-view", "x", ""),
        ("main", "x", ""),
    ],
)
def test_the_ticket_of_a_commit(branch_name: str, subject: str, unit: str) -> None:
    assert unit_of(branch_name, subject, kind="ticket") == unit


@pytest.mark.parametrize(
    "arms",
    [
        None,
        [{"name": "one"}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": "a/b"}, {"name": "c"}],
        [{"name": "a", "weight": 0}, {"name": "b"}],
        [{"name": "a", "weight": True}, {"name": "b"}],
        [{"name": "a\nSigned-off-by"}, {"name": "b"}],
        ["a", "b"],
    ],
)
def test_arms_that_cannot_be_used_are_refused(arms: object) -> None:
    with pytest.raises(PlanError):
        arms_in({"arms": arms})


@given(NAMES, NAMES)
def test_a_trailer_is_read_as_it_was_written(name: str, arm: str) -> None:
    assert named_arm(f"{name}/{arm}".encode()) == (name, arm)


@pytest.mark.parametrize("value", [b"speed", b"/x", b"x/", b"a/b/c", b"a b/c", b"\xff/x"])
def test_another_value_is_no_arm(value: bytes) -> None:
    assert named_arm(value) is None
