"""A ledger as bytes: all of it, and what is kept of it for a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.delivery import ledger_file
from ai_provenance.delivery.assess import Assessment, Options, assess, over
from ai_provenance.delivery.metrics import Window
from ai_provenance.export.delivery.json import document
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.repo import open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.identity import RepositoryIdentity
from ai_provenance.report.settings import ClassifierSettings
from delivered import DAY, START, Delivered
from repository import Repository

CALLED = RepositoryIdentity("git.example.org/acme/widgets", "acme/widgets")
DAYS = 60


@pytest.fixture(scope="module")
def main(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """Releases every three days, some of a component; some are taken back, some are hotfixes, one is of an old line."""
    repo = Repository.init(tmp_path_factory.mktemp("ledger") / "repo", "-b", "main")
    repo.run("fast-import", "--quiet", stdin="".join(_history()).encode())
    return Delivered(repo)


@pytest.fixture(scope="module")
def whole(main: Delivered) -> Assessment:
    return main.assess(until=DAYS, every_origin=True)


def _history() -> Iterator[str]:
    for number in range(1, 19):
        day = 3 * number
        subject = "hotfix: it" if number % 7 == 6 else f'Revert "{number - 1}"' if number % 5 == 4 else str(number)
        yield from _released("main", number, (number - 1,) if number > 1 else (), subject, day=day)
    yield from _released("old", 19, (6,), "fix: old", day=31)


def _released(branch: str, mark: int, parents: tuple[int, ...], subject: str, *, day: float) -> Iterator[str]:
    time = START + int(day * DAY)
    message = subject + "\n\nAssisted-by: Claude\n" * (mark % 3 == 0)
    yield f"commit refs/heads/{branch}\nmark :{mark}\nauthor A <a{mark % 6}@b> {time - mark % 4 * DAY} +0000\n"
    yield f"committer A <a@b> {time} +0000\ndata {len(message)}\n{message}\n"
    yield from (f"from :{parent}\n" for parent in parents)
    name = f"api/v1.{mark}" if mark % 4 == 3 else f"v1.{mark}"
    yield f"tag {name}\nfrom :{mark}\ntagger A <a@b> {time + 3600} +0000\ndata 0\n"


def shown(found: Assessment) -> dict[str, object]:
    return document(found, CALLED, Shown(with_list=True, by="origin"))


@settings(max_examples=60)
@given(st.integers(0, DAYS), st.integers(0, DAYS), st.integers(0, DAYS))
def test_what_is_kept_says_the_same_of_its_window(whole: Assessment, first: int, begin: int, until: int) -> None:
    position = sum(time < START + first * DAY for time in whole.ledger.times)
    found, ledger = ledger_file.load(ledger_file.dump(whole.found, whole.ledger, begin=position))
    window = Window(START + max(first, begin) * DAY, START + max(first, begin, until) * DAY)
    (expected,) = over(whole, [window])
    (kept,) = over(whole._replace(found=found, ledger=ledger), [window])
    assert shown(kept) == shown(expected)


def test_a_window_before_what_is_kept_is_refused(whole: Assessment) -> None:
    found, ledger = ledger_file.load(ledger_file.dump(whole.found, whole.ledger, begin=5))
    kept = whole._replace(found=found, ledger=ledger)
    with pytest.raises(ValueError, match="begins at deployment 5"):
        list(over(kept, [Window(START, START + DAYS * DAY)]))
    for looking in (ledger.deployments, ledger.brought):
        with pytest.raises(ValueError, match="not"):
            looking[2]


def test_what_is_kept_of_a_ledger_kept_again_is_the_same(whole: Assessment) -> None:
    content = ledger_file.dump(whole.found, whole.ledger)
    assert ledger_file.dump(*ledger_file.load(content)) == content
    later = ledger_file.dump(whole.found, whole.ledger, begin=7)
    assert ledger_file.dump(*ledger_file.load(content), begin=7) == later
    assert len(later) < len(content)


class Kept:
    """Assessments with a store, as `delivery` makes them, and which of its files were read."""

    def __init__(self, main: Delivered, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.main = main
        self.store = CacheDirectory(str(place))
        self.read: list[str] = []
        load = CacheDirectory.load_for

        def noted(store: CacheDirectory, kind: str, key: bytes) -> bytes | None:
            self.read.append(kind)
            return load(store, kind, key)

        monkeypatch.setattr(CacheDirectory, "load_for", noted)

    def assess(self, since: float, *, window_only: bool = True) -> Assessment:
        options = Options(since=START + int(since * DAY), until=START + DAYS * DAY)
        self.read.clear()
        repository, by = open_repository(self.main.repo.path), ClassifierSettings()
        return assess(repository, options, settings=by, store=self.store, window_only=window_only)


@pytest.fixture
def kept(main: Delivered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(main, tmp_path, monkeypatch)


def test_a_window_is_read_from_what_is_kept_for_it(kept: Kept) -> None:
    first, again, later = kept.assess(30), kept.assess(30), kept.assess(40)
    assert shown(again) == shown(first)
    assert kept.read == ["delivery-window"]
    assert shown(later) == shown(kept.main.assess(since=40, until=DAYS))


def test_an_earlier_window_takes_the_whole_ledger_and_is_kept_then(kept: Kept) -> None:
    kept.assess(10, window_only=False)
    kept.assess(30)
    for read in (["delivery-window", "delivery"], ["delivery-window"]):
        assert shown(kept.assess(10)) == shown(kept.main.assess(since=10, until=DAYS))
        assert kept.read == read


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b'{"byteorder": "odd"}\n'])
def test_a_damaged_window_leaves_the_whole_ledger(kept: Kept, damage: bytes) -> None:
    expected = shown(kept.assess(30))
    for file in Path(kept.store.directory).glob("delivery-window-*"):
        content = file.read_bytes()
        file.write_bytes(damage or content[: len(content) // 2])
    assert shown(kept.assess(30)) == expected
    assert kept.read == ["delivery-window", "delivery"]
    assert [one for one in kept.store.complaints if "damaged" in one]
