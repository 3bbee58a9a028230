"""Which deployments failed, and what ended it: reverts, hotfixes, incidents, rollbacks."""

from __future__ import annotations

import json

import pytest

from delivered import DAY, START, Delivered
from repository import Repository


@pytest.fixture
def main(repo: Repository) -> Delivered:
    """One release on day 2, and one with the change `target` on day 4."""
    found = Delivered(repo)
    found.commit("feat: one", day=1)
    found.tag("v1.0", day=2)
    found.commit("feat: target (#7)", day=3)
    found.tag("v1.1", day=4)
    return found


def target(main: Delivered) -> str:
    return main.repo.git("rev-parse", "v1.1^{commit}")


def revert_of(oid: str, subject: str = "feat: target (#7)") -> str:
    return f'Revert "{subject}"\n\nThis reverts commit {oid}.'


def test_a_revert_by_id_fails_the_deployment_of_its_target(main: Delivered) -> None:
    main.commit(revert_of(target(main)), day=5)
    main.tag("v1.2", day=6)
    one = main.outcomes()["v1.1"]
    assert (one.signals, one.ended) == (("revert",), START + 6 * DAY)


@pytest.mark.parametrize(
    "message",
    [
        'Revert "feat: target (#7)" (#9)\n\nReverts acme/widgets#7',
        'Revert "feat: target"',
        'Revert "feat: target (#7)" (#9)',
        "Take it back\n\nThis reverts commit {short}.",
        "Take it back\n\nReverts https://git.example.org/acme/widgets/pull/7",
    ],
)
def test_a_revert_names_its_target_in_many_ways(main: Delivered, message: str) -> None:
    main.commit(message.format(short=target(main)[:9]), day=5)
    assert main.failed() == {"v1.1": ("revert",)}


def test_a_revert_by_a_clock_that_was_wrong_comes_after_its_target(main: Delivered) -> None:
    main.commit('Revert "feat: target (#7)"', day=2)  # git prints the tagged target before it
    main.tag("v1.2", day=6)
    found = main.assess()
    assert (found.ledger.unresolved, main.outcomes()["v1.2"].is_rework) == (0, True)


def test_a_revert_in_the_same_release_is_no_failure(main: Delivered) -> None:
    oid = main.commit("feat: bad", day=5)
    main.commit(revert_of(oid, "feat: bad"), day=5.1)
    main.tag("v1.2", day=6)
    assert main.failed() == {}


def test_a_revert_after_the_days_of_intervention_is_no_failure(main: Delivered) -> None:
    main.commit(revert_of(target(main)), day=35)
    assert main.failed() == {}


def test_a_re_landing_is_no_failure(main: Delivered) -> None:
    back = main.commit(revert_of(target(main)), day=5)
    main.tag("v1.2", day=6)
    main.commit(revert_of(back, 'Revert "feat: target (#7)"'), day=7)
    main.tag("v1.3", day=8)
    assert main.failed() == {"v1.1": ("revert",)}


def test_a_revert_that_is_taken_back_before_its_deployment_was_never_made(main: Delivered) -> None:
    back = main.commit(revert_of(target(main)), day=5)
    main.commit(revert_of(back, 'Revert "feat: target (#7)"'), day=5.5)
    main.tag("v1.2", day=6)
    assert main.failed() == {}


def test_a_revert_of_a_merge_takes_back_what_it_brought(main: Delivered) -> None:
    main.repo.git("checkout", "-q", "-b", "side")
    main.commit("feat: side", day=5)
    main.repo.git("checkout", "-q", "-")
    merge = main.merge("side", "Merge branch 'side'", day=5.5)
    main.tag("v1.2", day=6)
    main.commit(f"Revert \"Merge branch 'side'\"\n\nThis reverts commit {merge}, reversing\nchanges made to x.", day=7)
    assert main.failed() == {"v1.2": ("revert",)}


def test_a_revert_of_a_commit_elsewhere_is_unresolved(main: Delivered) -> None:
    main.commit(f"Take it back\n\nThis reverts commit {'0' * 40}.", day=5)
    found = main.assess()
    assert (found.ledger.unresolved, found.measured.fail_rate.numerator) == (1, 0)


def test_a_hotfix_fails_the_deployment_that_it_builds_on(main: Delivered) -> None:
    main.commit("hotfix: it breaks", day=5)
    main.tag("v1.1.1", day=5.1)
    found = main.outcomes()
    assert (found["v1.1"].signals, found["v1.1.1"].is_rework) == (("hotfix",), True)


def test_a_release_commit_hides_no_hotfix(main: Delivered) -> None:
    main.commit("hotfix: it breaks", day=5)
    main.commit("Release 1.1.1", day=5.05)
    main.tag("v1.1.1", day=5.1)
    assert main.outcomes()["v1.1.1"].is_rework


def test_a_hotfix_among_other_changes_is_no_hotfix_deployment(main: Delivered) -> None:
    main.commit("hotfix: it breaks", day=5)
    main.commit("feat: more", day=5)
    main.tag("v1.2", day=5.1)
    assert main.failed() == {}
    assert not main.outcomes()["v1.2"].is_rework


def events(*rows: dict[str, object]) -> str:
    return "\r\n".join(json.dumps(row) for row in rows)


def incident(**more: object) -> dict[str, object]:
    return {"type": "incident", "id": "i", "opened": START + 5 * DAY, **more}


@pytest.mark.parametrize("by", [{"deployment": "v1.1"}, {}])
def test_an_incident_fails_its_deployment_or_the_latest_before_it(main: Delivered, by: dict[str, object]) -> None:
    found = main.assess(events=events(incident(resolved=START + 6 * DAY, **by)))
    assert found.measured.fail_rate.bound == "exact"
    assert found.measured.recovery.more["mean"] == DAY


def test_an_incident_of_a_deployment_that_is_not_known_fails_none(main: Delivered) -> None:
    assert main.failed(events=events(incident(deployment="elsewhere"))) == {}


def test_an_open_incident_is_open(main: Delivered) -> None:
    found = main.assess(events=events(incident()))
    assert (found.measured.recovery.value, found.measured.recovery.more["open"]) == (None, 1)


def test_an_older_commit_deployed_again_is_a_rollback(main: Delivered) -> None:
    first, second = main.repo.git("rev-parse", "v1.0^{commit}"), target(main)
    rows = [
        {"type": "deployment", "id": f"d{day}", "time": START + day * DAY, "commit": oid}
        for day, oid in ((2, first), (4, second), (5, first))
    ]
    found = main.outcomes(events=events(*rows))
    assert (found["d4"].signals, found["d4"].ended) == (("rollback",), START + 5 * DAY)
    assert found["d5"].is_rework


def test_young_deployments_are_not_judged(main: Delivered) -> None:
    main.commit("hotfix: x", day=5)
    rate = main.assess(until=6).measured.fail_rate
    assert (rate.numerator, rate.denominator) == (0, 1)


def test_without_any_signal_there_is_no_rate(main: Delivered) -> None:
    rate = main.assess().measured.fail_rate
    assert (rate.value, rate.reason) == (None, "no-signal")


def test_a_revert_on_another_line_before_the_release_is_no_answer_to_it(main: Delivered) -> None:
    main.repo.git("branch", "line")
    oid = main.commit("feat: confusing", day=5)
    main.repo.git("checkout", "-q", "-b", "stable")
    main.repo.git("checkout", "-q", "-b", "next")
    main.commit(revert_of(oid, "feat: confusing"), day=6)
    main.repo.git("checkout", "-q", "stable")
    main.commit("feat: more", day=6)
    main.tag("v1.2", day=7)
    found = main.assess()
    assert main.failed() == {}
    assert sum(found.ledger.reverted) == 0
