"""The past in one walk counts what a report of each point counts by itself."""

from __future__ import annotations

import random
import subprocess

import pytest

from ai_provenance.errors import RevisionError
from ai_provenance.repo import Selection, open_repository
from ai_provenance.report import Counts, Scope
from ai_provenance.report.classify import count
from ai_provenance.report.past import count_points
from ai_provenance.report.settings import ClassifierSettings
from repository import CLAUDE_TRAILER, Repository

BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


def grown(repo: Repository, seed: int, commits: int = 60) -> list[str]:
    """Commits with random parents and wrong clocks, some by a bot, some declared; their ids."""
    chance, stream = random.Random(seed), []
    for mark in range(1, commits + 1):
        author = BOT if chance.random() < 0.2 else "Ana <ana@example.org>"
        message = f"change {mark}\n\n{CLAUDE_TRAILER if chance.random() < 0.4 else 'Text.'}\n"
        time = 1_700_000_000 + mark * 60 - chance.choice((0, 0, 0, 7200))
        number = 0 if mark == 1 else chance.choice((1, 1, 1, 2))
        parents = sorted({chance.randint(max(1, mark - 6), mark - 1) for _ in range(number)})
        stream.append(f"commit refs/heads/b{mark}\nmark :{mark}\nauthor {author} {time} +0000\n")
        stream.append(f"committer Ana <ana@example.org> {time} +0000\ndata {len(message)}\n{message}\n")
        stream += [f"{word} :{parent}\n" for word, parent in zip(("from", "merge"), parents, strict=False)]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=repo.path, input="".join(stream), text=True, check=True)
    return repo.git("for-each-ref", "--format=%(objectname)", "refs/heads/b*").split()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scope", [Scope(), Scope(include_merges=True, include_automation=True)])
def test_every_point_counts_what_its_own_report_counts(repo: Repository, seed: int, scope: Scope) -> None:
    named = random.Random(seed).sample(grown(repo, seed), 20)
    opened, settings = open_repository(repo.path), ClassifierSettings()
    points = list(count_points(opened, [*named, named[0]], settings, scope=scope))
    assert sorted(point.oid for point in points) == sorted(named)
    for point in points:
        alone = count(opened, Selection(revisions=(point.oid,)), settings, scope=scope)
        assert point.counts == Counts(*(getattr(alone, name) for name in Counts._fields))
        assert point.agents == tuple((agent.id, agent.commits) for agent in alone.agents)


def test_points_come_by_time(repo: Repository) -> None:
    named = grown(repo, 1)
    points = count_points(open_repository(repo.path), named, ClassifierSettings(), scope=Scope())
    times = [point.time for point in points]
    assert times == sorted(times)


def test_no_point_is_no_walk(repo: Repository) -> None:
    assert list(count_points(open_repository(repo.path), [], ClassifierSettings(), scope=Scope())) == []


def test_a_point_that_is_no_commit_is_an_error(repo: Repository) -> None:
    repo.commit()
    with pytest.raises(RevisionError):
        list(count_points(open_repository(repo.path), ["f" * 40], ClassifierSettings(), scope=Scope()))
