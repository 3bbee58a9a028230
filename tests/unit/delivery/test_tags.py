"""Names of tags: what is a release, of which component, and when it was made."""

from __future__ import annotations

import re
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.delivery.patterns import limited
from ai_provenance.delivery.tags import ReleaseTag, read_by_pattern, read_tag, releases
from ai_provenance.errors import ConfigError
from ai_provenance.repo.refs import DatedTag

HOUR = 3_600


@pytest.mark.parametrize(
    ("name", "component", "version"),
    [
        ("v1.2.3", "", (1, 2, 3)),
        ("release/2.0", "", (2, 0)),
        ("REL_16_1", "", (16, 1)),
        ("2026.08.17", "", (2026, 8, 17)),
        ("@scope/next@4.3.2", "@scope/next", (4, 3, 2)),
        ("tool-v0.0.15", "tool", (0, 0, 15)),
        ("v2.0.0-vscode", "vscode", (2, 0, 0)),
        ("py3.11-lib-1.2.3", "py3.11-lib", (1, 2, 3)),
        ("go1.22.3", "go", (1, 22, 3)),
        ("v1.2.3.post1", "", (1, 2, 3)),
        ("v1.2.3+build5", "", (1, 2, 3)),
        ("v2.18.0-hotfix.1", "", (2, 18, 0)),
        ("android-14.0.0_r1", "android:r1", (14, 0, 0)),
        ("a/b/v1.2", "a/b", (1, 2)),
    ],
)
def test_a_release_has_a_component_and_a_version(name: str, component: str, version: tuple[int, ...]) -> None:
    assert read_tag(name) == ReleaseTag(component, version)


PRE = ["1.0a37", "1.0rc1", "v2.0-rc.2", "v1.2.3-SNAPSHOT", "1.2.3-M1", "insiders/v1.2.3", "rc-8_22_0", "v1.6-next-3c41"]


@pytest.mark.parametrize("name", PRE)
def test_what_comes_before_a_release_is_none(name: str) -> None:
    assert read_tag(name) == "pre-release"


@pytest.mark.parametrize("name", ["tip", "v1", "nightly", "sandbox-v1", "2026-01-02", ""])
def test_a_name_without_a_version_is_no_release(name: str) -> None:
    assert read_tag(name) == "no-version"


@given(st.text(max_size=60))
def test_any_name_is_read(name: str) -> None:
    assert read_tag(name) in ("pre-release", "no-version") or isinstance(read_tag(name), ReleaseTag)


def test_numbers_of_any_length_are_read() -> None:
    assert isinstance(read_tag(f"v1.{'9' * 9_000}"), ReleaseTag)


def test_a_pattern_of_the_project_takes_the_place_of_the_grammar() -> None:
    pattern = re.compile(r"^ship-(?P<component>\w+)-(?P<version>\d+)$")
    assert read_by_pattern("ship-web-7", pattern) == ReleaseTag("web", (7,))
    assert read_by_pattern("v1.2.3", pattern) == "no-version"


def release_times(*tags: DatedTag) -> list[int]:
    return [one.time for one in releases(tags, pattern=None, component=None).found]


def test_an_annotated_tag_has_its_own_date_but_not_before_the_commit() -> None:
    late, early = DatedTag("v1.0", "a", 100, 500), DatedTag("v1.1", "b", 900, 200)
    assert release_times(late, early) == [500, 900]


def test_one_commit_is_one_release_whatever_its_names() -> None:
    tags = [
        DatedTag("pkg-a@1.0.0", "a", 100, 300),
        DatedTag("pkg-b@2.0.0", "a", 100, 200),
        DatedTag("v9.0", "a", 100, None),
    ]
    (one,) = releases(tags, pattern=None, component=None).found
    assert (one.time, one.names, one.version) == (200, ("pkg-a@1.0.0", "pkg-b@2.0.0", "v9.0"), (9, 0))
    assert one.components == ("pkg-a", "pkg-b")


def test_tags_that_were_imported_at_once_have_the_dates_of_their_commits() -> None:
    tags = [DatedTag(f"v1.{number}", str(number), number, 50 * HOUR + number) for number in range(10)]
    found = releases(tags, pattern=None, component=None)
    assert [one.time for one in found.found] == list(range(10))
    assert found.tags_bulk_dated == 10
    assert release_times(*tags[:9]) == [50 * HOUR + number for number in range(9)]


def test_a_component_is_filtered() -> None:
    tags = [DatedTag("a@1.0", "x", 1, None), DatedTag("b@1.0", "y", 2, None)]
    assert [one.commit for one in releases(tags, pattern=None, component="b").found] == ["y"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no such timer here")
def test_an_expression_that_would_take_for_ever_is_stopped() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(ConfigError, match="without nested repetition"), limited("tag-pattern", seconds=0.05):
        read_by_pattern("a" * 60 + "!", re.compile("^(a+)+$"))
    assert signal.getsignal(signal.SIGPROF) == before
