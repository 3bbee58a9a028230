"""How many of the lines that a change added were soon written again; `git blame` is the judge."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from ai_provenance.delivery.code_rework import DAYS, CodeRework, code_rework, fates, shares
from ai_provenance.model import Ratio
from ai_provenance.repo import open_repository
from delivered import DAY, START, Delivered
from repository import Repository


def edit(main: Delivered, day: float, *, message: str = "feat: it", **files: str | None) -> str:
    """Commit FILES, name without suffix -> content, a character a line; None removes one."""
    for name, lines in files.items():
        if lines is None:
            main.repo.git("rm", "-q", f"{name}.txt")
        else:
            main.repo.stage(f"{name}.txt", "".join(f"{line}\n" for line in lines))
    return main.commit(message, day=day)


@pytest.fixture
def main(repo: Repository) -> Delivered:
    """A release on day 1 with a file of three lines."""
    found = Delivered(repo)
    edit(found, 0, file="abc")
    found.tag("v1.0", day=1)
    return found


def rework(main: Delivered, *, until: float = 100) -> CodeRework:
    return code_rework(main.assess(since=1.5, until=until), open_repository(main.repo.path))


def test_lines_that_another_commit_replaces_in_time_are_rework(main: Delivered) -> None:
    edit(main, 2, file="abcdefg")
    edit(main, 3, file="aXcdeYZ")  # b is older than the window
    main.tag("v1.1", day=4)
    found = rework(main)
    assert (found.lines, found.changes, found.pending, found.reason) == (Ratio(2, 7), 2, 0, None)
    assert found.by_deployment == {1: Ratio(2, 7)}


def test_lines_that_are_replaced_later_are_none(main: Delivered) -> None:
    edit(main, 2, file="abcd")
    main.tag("v1.1", day=4)
    edit(main, 2 + DAYS + 0.1, file="abcX")
    assert rework(main).lines == Ratio(0, 1)


def test_a_line_that_two_branches_replace_counts_once(main: Delivered) -> None:
    edit(main, 2, file="abcd")
    main.repo.branch("side")
    edit(main, 3, file="abcX")
    main.repo.git("switch", "-q", "main")
    edit(main, 3.5, file="abcX", message="feat: the same")
    main.merge("side", "Merge side", day=4)
    main.tag("v1.1", day=5)
    assert rework(main).lines == Ratio(1, 3)


def test_lines_are_followed_through_a_rename_and_a_merge(main: Delivered) -> None:
    edit(main, 2, file="abcdefghij")
    main.repo.branch("side")
    main.repo.git("mv", "file.txt", "other.txt")
    main.commit("refactor: move it", day=3)
    main.repo.git("switch", "-q", "main")
    edit(main, 3, new="xyz")
    main.merge("side", "Merge side", day=4)
    edit(main, 5, other="abcdefghiZ")
    main.tag("v1.1", day=6)
    assert rework(main).lines == Ratio(1, 11)


def test_a_merge_may_take_over_the_removal_of_the_last_lines(main: Delivered) -> None:
    edit(main, 2, file="abcdefghij")
    main.repo.branch("side")
    edit(main, 3, file="abcdefg")
    main.repo.git("switch", "-q", "main")
    edit(main, 3, file="Xbcdefghij")
    main.merge("side", "Merge side", day=4)  # whose hunk git gives one line too few, down to -1
    edit(main, 5, file="XbcdefZ")
    main.tag("v1.1", day=6)
    assert rework(main).lines == Ratio(4, 9)


def test_changes_that_are_too_young_are_pending(main: Delivered) -> None:
    edit(main, 2, file="abcd")
    main.tag("v1.1", day=4)
    young = rework(main, until=10)
    assert (young.lines, young.pending, young.reason) == (Ratio(0, 0), 1, "pending")
    assert code_rework(main.assess(since=50), open_repository(main.repo.path)).reason == "no-change"


def test_few_people_are_suppressed_on_both_sides(main: Delivered) -> None:
    edit(main, 2, file="abcd", message="feat: ai\n\nAssisted-by: Claude")
    for number in range(5):
        main.repo.stage(f"{number}.txt", "one\n")
        main.commit("feat: one", day=3, author=f"P{number} <p{number}@example.org>")
    main.tag("v1.1", day=4)
    assert rework(main).by_origin == {"ai": None, "rest": None}


def test_an_interval_takes_ten_deployments(main: Delivered) -> None:
    for day in range(2, 12):
        edit(main, day, file="abc" + "d" * day + chr(65 + day * (day % 3)))
        main.tag(f"v1.{day}", day=day + 0.5)
    found = rework(main)
    assert found.lines.ratio is not None
    assert found.interval is not None
    assert 0 < found.interval[0] < found.lines.ratio < found.interval[1] < 1
    assert rework(main, until=31).interval is None  # the youngest are pending


def test_a_clone_without_contents_says_so(main: Delivered, tmp_path: Path) -> None:
    edit(main, 2, file="abcd")
    main.tag("v1.1", day=4)
    main.repo.git("config", "uploadpack.allowFilter", "true")
    main.repo.git("clone", "-q", "--bare", "--filter=blob:none", main.repo.path.as_uri(), str(tmp_path / "partial"))
    found = code_rework(main.assess(since=1.5), open_repository(tmp_path / "partial"))
    assert (found.reason, found.lines.ratio, found.pending) == ("partial", None, 1)


def test_a_clone_that_has_lost_a_content_says_so(main: Delivered) -> None:
    edit(main, 2, file="abcd")
    main.tag("v1.1", day=4)
    blob = main.repo.git("rev-parse", "HEAD:file.txt")
    (main.repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert rework(main).reason == "partial"


def made_at_random(main: Delivered, seed: int) -> None:
    """Thirty commits that rewrite three files of lines that are all different, on two branches that are merged."""
    chance, day, number = random.Random(seed), 2.0, 0
    main.repo.git("branch", "side")
    for step in range(30):
        day += 0.9
        if step % 6 == 5:
            main.repo.git("merge", "-q", "-X", "ours", "--no-edit", "side" if step % 12 == 5 else "main",
                          env={"GIT_COMMITTER_DATE": f"{START + int(day * DAY)} +0000"})  # fmt: skip
            main.repo.git("switch", "-q", "side" if step % 12 == 5 else "main")
            continue
        path = main.repo.path / f"{chance.choice('pqr')}.txt"
        lines = path.read_text().splitlines() if path.exists() else []
        for _ in range(chance.randint(1, 4)):
            at, gone = chance.randint(0, len(lines)), chance.randint(0, 3)
            lines[at : at + gone] = [f"line {(number := number + 1)}" for _ in range(chance.randint(0, 5))]
        main.repo.stage(path.name, "".join(f"{line}\n" for line in lines))
        main.commit(f"feat: step {step}", day=day)
    main.repo.git("switch", "-q", "main")
    main.merge("side", "Merge side", day=day + 1)
    main.tag("v2.0", day=day + 2)


def blamed(repo: Repository, oid: str) -> set[tuple[str, bytes]]:
    """The lines that a commit replaced or removed: the commit that `git blame` says added it, and its number there."""
    found: set[tuple[str, bytes]] = set()
    patch = repo.git("diff", "-U0", f"{oid}^", oid)
    for part in re.split(r"(?m)^diff --git ", patch)[1:]:
        ranges = [
            f"-L{start},+{count or 1}"
            for start, count in re.findall(r"(?m)^@@ -(\d+)(?:,(\d+))? ", part)
            if count != "0"
        ]
        path = re.search(r"(?m)^--- a/(.*)$", part)
        if ranges and path:
            printed = repo.run("blame", "--line-porcelain", *ranges, f"{oid}^", "--", path[1]).stdout
            found |= {
                (one[0].decode(), path[1].encode() + one[1]) for one in re.findall(rb"(?m)^(\w{40}) (\d+) ", printed)
            }
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_replaced_is_what_blame_says(main: Delivered, seed: int) -> None:
    made_at_random(main, seed)
    found = main.assess(since=1.5)
    known, lost = fates(found, open_repository(main.repo.path))
    commits = main.repo.git("rev-list", "--no-merges", "v1.0..main").split()
    gone = {(by, line) for by in commits for line in blamed(main.repo, by)}
    at = {oid: int(main.repo.git("log", "-1", "--format=%ct", oid)) for oid in commits}
    expected = {
        oid: len({line for by, line in gone if line[0] == oid and at[by] - at[oid] <= DAYS * DAY}) for oid in commits
    }
    assert (lost, {found.ledger.oid(place): one.replaced for place, one in known.items()}) == (0, expected)
    assert sum(expected.values()) > 20
    assert shares(found, open_repository(main.repo.path)).keys() <= expected.keys()
