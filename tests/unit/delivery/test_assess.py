"""Deployments, lead times and windows, and answers where there is nothing to answer from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.config import DeliveryConfig, parse_config
from ai_provenance.delivery import ledger_file
from ai_provenance.delivery.assess import Options, assess, configured
from ai_provenance.delivery.exports import read_exports
from ai_provenance.delivery.records import NOT_CLASSIFIED, ORIGINS, SourceKind, SourceOptions
from ai_provenance.delivery.stages import Stage, reviews, stages
from ai_provenance.errors import ConfigError
from ai_provenance.repo import open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report.settings import ClassifierSettings
from delivered import DAY, START, Delivered
from delivery import VARIANTS, deviations, made
from repository import Repository

BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


@pytest.fixture
def main(repo: Repository) -> Delivered:
    """Releases on days 2 and 4; the second has one change of two days and one by a bot."""
    found = Delivered(repo)
    found.commit("feat: one", day=1)
    found.tag("v1.0", day=2)
    found.commit("feat: two", day=3, wrote=2)
    found.commit("Bump it", day=3, author=BOT)
    found.tag("v1.1", day=4)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("options", VARIANTS, ids=lambda options: "".join(options) or "plain")
def test_the_truth_of_a_made_history_is_found(options: tuple[str, ...], tmp_path: Path) -> None:
    truth = made(tmp_path, 11, options)
    assert list(deviations(tmp_path, truth)) == []


def test_lead_time_is_from_the_change_to_its_first_deployment(main: Delivered) -> None:
    lead = main.assess().measured.lead_time
    assert (lead.value, lead.more["n"], lead.interval, lead.interval_reason) == (2 * DAY, 1, None, "insufficient")


def _by_origin(main: Delivered, **options: Any) -> list[str | None]:
    """Origins of the changes, by deployment; None for one that was not classified."""
    found = main.assess(**options)
    return [None if one == NOT_CLASSIFIED else ORIGINS[one] for one in found.ledger.origins]


def test_only_what_was_deployed_in_the_window_is_classified(main: Delivered) -> None:
    main.commit("feat: three\n\nAssisted-by: Claude", day=5)
    main.tag("v1.2", day=6)
    main.commit("feat: four\n\nAssisted-by: Claude", day=7)
    assert _by_origin(main, since=5) == [None, None, "ai", "ai"]
    assert _by_origin(main, since=0) == ["unknown", "unknown", "ai", "ai"]
    # who is a bot is known of all: it decides what a change is
    assert main.assess(since=5).ledger.automation == 1


def test_an_earlier_window_is_classified_when_it_is_asked_for(main: Delivered) -> None:
    main.commit("feat: three\n\nAssisted-by: Claude", day=3.5)
    main.tag("v1.0.1", day=3.6)
    store = CacheDirectory(str(main.repo.path / ".git"))
    late, early = (main.assess(since=since, store=store).ledger for since in (5, 1))
    assert (late.classified, set(late.origins)) == (3, {NOT_CLASSIFIED})
    assert (early.classified, ORIGINS.index("ai") in early.origins) == (0, True)
    assert main.assess(since=5, store=store).ledger.classified == 0
    assert main.assess(since=5, every_origin=True).ledger.classified == 0


def test_a_project_that_is_merged_in_with_its_history_is_named(main: Delivered) -> None:
    main.repo.git("switch", "-q", "--orphan", "other")
    main.commit("feat: of years ago", day=5, wrote=-900)
    main.repo.git("switch", "-q", "main")
    main.repo.git("merge", "-q", "--allow-unrelated-histories", "--no-edit", "other")
    main.tag("v2.0", day=6)
    (notice,) = main.assess().warnings
    assert (notice.code, notice.message.partition(",")[0]) == ("second-history", "v2.0 brought a second history")
    assert main.assess(until=5).warnings == ()


def test_a_window_that_ends_before_it_begins_is_named(main: Delivered) -> None:
    assert [one.code for one in main.assess(since=5, until=4).warnings] == ["empty-window"]
    assert main.assess(since=4, until=4).warnings == ()


def test_the_committers_clock_begins_later(main: Delivered) -> None:
    from ai_provenance.delivery.metrics import Rules  # noqa: PLC0415 - one test of many

    assert main.assess(rules=Rules(clock="committer")).measured.lead_time.value == DAY


def test_bots_make_changes_only_where_that_is_wanted(main: Delivered) -> None:
    assert main.assess(include_automation=True).measured.lead_time.more["n"] == 2


def test_the_first_deployment_gives_no_lead_time(main: Delivered) -> None:
    found = main.assess(until=3).measured
    assert (found.lead_time.value, found.lead_time.reason, found.without_lead) == (None, "no-predecessor", 1)


def test_a_copied_change_counts_once_at_its_earliest_deployment(main: Delivered) -> None:
    main.repo.git("checkout", "-q", "-b", "next")
    oid = main.commit("fix: it", day=5, wrote=4.5)
    main.repo.git("checkout", "-q", "-b", "line", "v1.1")
    main.commit(f"fix: it\n\n(cherry picked from commit {oid})", day=6, wrote=4.5)
    main.tag("v1.1.1", day=6.5)
    main.repo.git("checkout", "-q", "next")
    main.tag("v1.2", day=9)
    found = main.assess(since=5)
    assert (found.ledger.copies, found.measured.lead_time.more["n"], found.measured.lead_time.value) == (1, 1, 2 * DAY)


def test_copies_that_name_it_and_copies_that_do_not_are_one_change(main: Delivered) -> None:
    oid = main.commit("fix: it", day=5, wrote=4.5)
    main.tag("v1.2", day=6)
    main.repo.git("checkout", "-q", "-b", "line", "v1.1")
    main.commit(f"fix: it\n\n(cherry picked from commit {oid})", day=7, wrote=4.5)
    main.tag("v1.1.1", day=8)
    main.repo.git("checkout", "-q", "-b", "older", "v1.0")
    main.commit("fix: it", day=9, wrote=4.5)
    main.tag("v1.0.1", day=10)
    found = main.assess(since=5)
    assert (found.ledger.copies, found.measured.lead_time.more["n"]) == (2, 1)


def test_what_picks_a_merge_brings_nothing_after_it(main: Delivered) -> None:
    main.repo.git("checkout", "-q", "-b", "topic")
    main.commit("feat: topic", day=5)
    main.repo.git("checkout", "-q", "-")
    merge = main.merge("topic", "Merge topic", day=6)
    main.tag("v1.2", day=7)
    main.repo.git("checkout", "-q", "-b", "line", "v1.1")
    main.commit(f"Merge topic\n\n(cherry picked from commit {merge})", day=8)
    main.tag("v1.1.1", day=9)
    found = main.assess(since=5)
    assert (found.ledger.copies, found.measured.lead_time.more["n"]) == (1, 1)


@pytest.mark.parametrize(
    ("environment", "commit", "said"),
    [
        ("production", "0" * 40, "1 went to production, 0 of these failed, 1 are of commits that are not here"),
        ("staging", "HEAD", "0 went to production"),
    ],
)
def test_deployments_of_which_none_counts_are_said_to_be_none(
    main: Delivered, environment: str, commit: str, said: str
) -> None:
    oid = main.repo.git("rev-parse", commit)
    row = {"type": "deployment", "id": "d", "time": START + 5 * DAY, "commit": oid, "environment": environment}
    found = main.assess(events=json.dumps(row))
    assert (found.found.kind, found.found.unknown_commit) == (SourceKind.TAGS, int(commit != "HEAD"))
    assert said in next(one.message for one in found.warnings if one.code == "events-unused")


def test_the_roots_of_head_are_those_that_git_finds(main: Delivered) -> None:
    main.repo.git("checkout", "-q", "--orphan", "other")
    main.commit("feat: of another history", day=5)
    main.tag("v9.0", day=6)
    main.repo.git("checkout", "-q", "--orphan", "third")
    main.commit("feat: merged", day=5)
    main.repo.git("checkout", "-q", "main")
    main.repo.git("merge", "-q", "--allow-unrelated-histories", "-m", "Merge third", "third")
    found = main.assess().roots
    assert found is not None
    assert sorted(found) == sorted(main.repo.git("rev-list", "--max-parents=0", "HEAD").split())
    assert main.assess(revision="other").roots is None


def test_requests_have_their_review_and_their_wait(main: Delivered) -> None:
    squashed = main.repo.git("rev-parse", "v1.1~1")  # made on day 3, released on day 4
    rows = [
        {"number": 1, "created_at": START, "merged_at": START + 3 * DAY, "merge_commit_sha": squashed, "head": {}},
        {"number": 2, "created_at": START, "merged_at": START + 3 * DAY, "merge_commit_sha": "0" * 40, "head": {}},
        {"number": 3, "created_at": START, "merged_at": None, "merge_commit_sha": None, "head": {}},
        {"number": 4, "created_at": START, "merged_at": START + 900 * DAY, "merge_commit_sha": None, "head": {}},
    ]
    repository = open_repository(main.repo.path)
    found = stages(main.assess(events=json.dumps(rows)), repository)
    assert found is not None
    assert (found.requests, found.coding, found.review) == (2, None, Stage(2, 3 * DAY, 3 * DAY, 3 * DAY))
    assert found.waiting == Stage(1, DAY, DAY, DAY)
    assert stages(main.assess(), repository) is None


def test_a_request_that_was_merged_has_its_coding(main: Delivered) -> None:
    merged = []
    for name, began in (("first", 5.0), ("second", 5.5)):
        main.repo.git("checkout", "-q", "-b", name, "main")
        main.commit(f"feat: {name}", day=6, wrote=began)
        main.commit(f"feat: more of {name}", day=6)
        main.repo.git("checkout", "-q", "main")
        merged.append(main.merge(name, f"Merge {name}", day=8))
    main.tag("v1.2", day=9)
    rows = [
        {"number": at, "created_at": START + 7 * DAY, "merged_at": START + 8 * DAY, "merge_commit_sha": oid, "head": {}}
        for at, oid in enumerate([*merged, "-x", "f" * 40])
    ]
    repository = open_repository(main.repo.path)
    found = stages(main.assess(events=json.dumps(rows)), repository)
    assert found is not None
    assert found.coding == pytest.approx((2, 1.75 * DAY, 1.875 * DAY, 1.95 * DAY))
    assert found.waiting == Stage(2, DAY, DAY, DAY)
    assert sorted(reviews(main.assess(events=json.dumps(rows[:2])), repository).values()) == [DAY] * 4


def test_a_change_that_waits_is_censored(main: Delivered) -> None:
    main.commit("feat: waits", day=10)
    cohort = main.assess(since=9, until=20).measured.lead_time.more["cohort"]
    assert cohort == {"n": 1, "censored": 1, "p50": None}


def test_a_window_without_deployments_is_zero_where_some_exist_outside(main: Delivered) -> None:
    found = main.assess(since=20, until=48).measured
    assert (found.frequency.value, found.frequency.numerator) == (0.0, 0)
    assert (found.fail_rate.reason, found.lead_time.reason) == ("no-deployment", "no-deployment")


def test_what_is_deployed_after_the_window_does_not_exist(main: Delivered) -> None:
    assert main.assess(since=1, until=3).measured.frequency.numerator == 1


def test_no_tags_at_all_is_no_source(repo: Repository) -> None:
    found = Delivered(repo)
    found.commit("one", day=1)
    assessed = found.assess()
    assert {one.reason for one in (assessed.measured.frequency, assessed.measured.fail_rate)} == {"no-source"}
    assert [notice.code for notice in assessed.warnings] == ["no-source"]


def test_the_commits_of_a_branch_can_be_deployments(main: Delivered) -> None:
    found = main.assess(source=SourceOptions("branch"))
    assert (found.found.kind, len(found.found.deployments)) == (SourceKind.BRANCH, 3)


def test_an_unborn_repository_has_an_answer(repo: Repository) -> None:
    assert Delivered(repo).assess().measured.lead_time.reason == "no-source"


def test_a_shallow_clone_gives_no_lead_time_at_its_cut(main: Delivered, tmp_path: Path) -> None:
    main.repo.git("clone", "-q", "--depth=1", f"file://{main.repo.path}", str(tmp_path / "shallow"))
    repository = open_repository(tmp_path / "shallow")
    options = Options(since=START, until=START + 10 * DAY)
    found = assess(repository, options, settings=ClassifierSettings())
    assert not found.complete
    assert (found.measured.lead_time.value, found.measured.lead_time.reason) == (None, "shallow")


def test_the_files_of_another_repository_leave_the_tags(main: Delivered) -> None:
    row = {"type": "deployment", "id": "x", "time": "2026-01-03T00:00:00Z", "commit": "f" * 40}
    found = main.assess(events=json.dumps(row))
    assert (found.found.kind, found.measured.frequency.numerator) == (SourceKind.TAGS, 2)


def test_tags_that_are_no_releases_are_counted_where_nothing_is_known(repo: Repository) -> None:
    found = Delivered(repo)
    found.commit("feat: one", day=1)
    for name in ("nightly", "v1", "v2.0-rc1"):
        found.tag(name, day=2)
    (said,) = [one.message for one in found.assess().warnings if one.code == "no-source"]
    assert said.endswith(": no tag is of a release (2 without a version, 1 of a pre-release)")


def test_a_time_without_a_zone_is_rejected_in_plain_words(main: Delivered) -> None:
    row = {"type": "deployment", "id": "x", "time": "2026-01-03T00:00:00", "commit": "f" * 40}
    (said,) = [one.message for one in main.assess(events=json.dumps(row)).warnings if one.code == "rows-rejected"]
    assert said.endswith("line 1: time: a time without an offset from UTC")


def test_paths_narrow_the_changes(main: Delivered) -> None:
    main.repo.stage("docs/a.md", "x")
    main.commit("docs: a", day=5)
    main.commit("feat: other", day=5)
    main.tag("v1.2", day=6)
    assert main.assess(since=4.5, paths=("docs",)).measured.lead_time.more["n"] == 1


def test_a_kept_ledger_gives_the_same_numbers(main: Delivered) -> None:
    repository, store = open_repository(main.repo.path), CacheDirectory(str(main.repo.path / ".git"))
    options = Options(since=START, until=START + 10 * DAY)
    first, second = (assess(repository, options, settings=ClassifierSettings(), store=store) for _ in range(2))
    assert first.measured == second.measured
    assert (tuple(second.found.deployments), second.found.excluded) == (first.found.deployments, first.found.excluded)
    assert ledger_file.dump(second.found, second.ledger) == ledger_file.dump(first.found, first.ledger)


def test_a_ledger_that_was_cut_off_is_none(main: Delivered) -> None:
    found = main.assess()
    content = ledger_file.dump(found.found, found.ledger)
    for end in range(0, len(content), 7):
        with pytest.raises((KeyError, TypeError, ValueError)):
            ledger_file.load(content[:end])


def test_a_new_tag_is_seen_beside_a_kept_ledger(main: Delivered) -> None:
    repository, store = open_repository(main.repo.path), CacheDirectory(str(main.repo.path / ".git"))
    options = Options(since=START, until=START + 10 * DAY)
    assess(repository, options, settings=ClassifierSettings(), store=store)
    main.commit("feat: three", day=5)
    main.tag("v1.2", day=6)
    opened = open_repository(main.repo.path)
    assert assess(opened, options, settings=ClassifierSettings(), store=store).measured.frequency.numerator == 3


def read(content: bytes | str) -> tuple[int, int, list[int]]:
    data = content if isinstance(content, bytes) else content.encode()
    (file,) = read_exports([("f", data)], deploy_run=None, branch=None).files
    return file.rows, file.used, [line for line, _ in file.rejected]


ROW = '{"type": "incident", "id": 1, "opened": "2026-01-03T00:00:00+01:00"}'


WRAPPED = [ROW, f"[{ROW}]", f"[[{ROW}]]", f"\ufeff{ROW}\r\n", f'{{"items": [{ROW}]}}']


@pytest.mark.parametrize("content", WRAPPED)
def test_values_come_in_many_wrappings(content: str) -> None:
    assert read(content) == (1, 1, [])


@pytest.mark.parametrize(
    "bad",
    [
        '{"type": "incident", "id": 1, "opened": "2026-01-03T00:00:00"}',
        '{"type": "incident", "id": 1, "opened": NaN}',
        '{"type": "incident", "id": 1, "opened": 1e300}',
        '{"type": "deployment", "id": 1, "time": 1, "commit": "no id"}',
        "[1]",
        "{",
        '{"what": "ever"}',
    ],
)
def test_a_row_that_cannot_be_used_is_counted_with_its_line(bad: str) -> None:
    assert read(f"{ROW}\n{bad}\n{ROW}\n") == (3, 2, [2])


def test_nesting_without_end_is_no_traceback() -> None:
    assert read("[" * 100_000)[1] == 0


def test_a_github_deployment_counts_by_its_newest_status(main: Delivered) -> None:
    oid = main.repo.git("rev-parse", "HEAD")
    rows = [
        {"id": number, "sha": oid, "environment": "production", "created_at": "2026-01-03T00:00:00Z"}
        for number in (1, 2, 3)
    ]
    states = [
        {"deployment_url": f"https://x/deployments/{number}", "state": state, "created_at": "2026-01-05T00:00:00Z"}
        for number, state in ((1, "success"), (2, "failure"))
    ]
    found = main.assess(events=json.dumps([rows, states]))
    assert (found.found.kind, found.found.attempts_failed) == (SourceKind.DEPLOYMENTS, 1)
    assert [one.time for one in found.found.deployments] == [START + 4 * DAY]


def configuring(text: str) -> DeliveryConfig:
    return parse_config(text.encode(), source="a.toml").delivery


def test_the_configuration_says_what_is_a_deployment(main: Delivered) -> None:
    main.tag("shipped-2", day=5)
    config = configuring('[delivery]\ntag-pattern = "^shipped-(?P<version>[0-9]+)$"\nclock = "committer"\n')
    found = main.assess(**configured_options(config))
    assert [one.id for one in found.found.deployments] == ["shipped-2"]
    assert found.options.rules.clock == "committer"


def test_a_component_is_what_the_configuration_says_of_it(main: Delivered) -> None:
    main.commit("feat: three", day=5)
    main.tag("api/2026-1.0", day=6)
    config = configuring('[delivery.components.api]\ntags = ["api/*"]\npaths = ["api"]\n')
    found = main.assess(**configured_options(config, component="api"))
    assert ([one.id for one in found.found.deployments], found.options.paths) == (["api/2026-1.0"], ("api",))


def test_a_component_of_paths_alone_is_in_every_release(main: Delivered) -> None:
    config = configuring('[delivery.components.api]\npaths = ["api"]\n')
    found = main.assess(**configured_options(config, component="api"))
    assert [one.id for one in found.found.deployments] == ["v1.0", "v1.1"]


def test_labels_of_incidents_are_the_projects_own() -> None:
    issue = b'{"number":1,"labels":["SEV-1"],"created_at":"2026-01-04T01:00:00Z","closed_at":null}'
    labels = configuring('[delivery]\nincident-labels = ["sev-1"]\n').incident_labels
    found = read_exports([("i", issue)], deploy_run=None, branch=None, incident_labels=labels)
    assert [one.id for one in found.incidents] == ["issue-1"]


def test_an_expression_that_is_none_is_an_error_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="tag-pattern is no regular expression"):
        configured(configuring('[delivery]\ntag-pattern = "("\n'))


def configured_options(config: DeliveryConfig, *, component: str | None = None) -> dict[str, Any]:
    """What `Delivered.assess` takes of the options that CONFIG gives."""
    options = configured(config, component=component)
    return {"source": options.source, "rules": options.rules, "paths": options.paths}


def test_changes_keep_their_ids_and_count_their_authors(main: Delivered) -> None:
    written = [
        main.commit("feat: a", day=5, author="Ann <ann@example.org>"),
        main.commit("feat: b", day=5.1, author="Bob <bob@example.org>"),
        main.commit("feat: c", day=5.2, author="Ann <ANN@elsewhere.example>"),
        main.commit("feat: d", day=5.3, author="A. Nother <ann@example.org>"),
    ]
    ledger = main.assess().ledger
    authors = {ledger.oid(at): number for at, number in enumerate(ledger.authors)}
    ann, bob, again, other = (authors[oid] for oid in written)
    assert ann == again == other != bob
