from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.conform import Conformity, Options, Standing, Subject, judge, patch
from ai_provenance.conformity.governance import open_source
from ai_provenance.conformity.pins import with_pin
from ai_provenance.conformity.requirements import State
from ai_provenance.repo import open_repository
from governed import release
from repository import Repository

DAY = dt.date(2026, 3, 1)
FILE = ".github/workflows/provenance.yml"
NAME = "git.example.org/example/pay"
EXCEPTION = (
    '[[exception]]\nrepository = "{}"\n{} = "{}"\nreason = "moves in March"\nowner = "platform"\napprover = "{}"\n'
    "granted = 2026-01-01\nexpires = {}\n"
)


@pytest.fixture
def gov(tmp_path: Path) -> Repository:
    return release(tmp_path / "gov")


def join(repo: Repository, gov: Repository, *, own: str = "", rev: str = "v1.0.0") -> None:
    """Commit what makes REPO conform: the template's file, and the pin; OWN is its configuration above."""
    source = open_source(str(gov.path))
    template = source.tree(rev).files[f"templates/provenance-check/files/{FILE}"]
    text = template.replace(b"@@organisation@@", b"example").replace(b"@@branch@@", b"main")
    repo.stage(FILE, text.replace(b"@@package@@", source.tree().manifest.package.encode()))
    pin = GovernanceConfig(str(gov.path), rev, source.tree(rev).digest)
    repo.stage(".ai-provenance.toml", with_pin(own, pin))
    repo.commit("Join\n")


def conform(
    repo: Repository, gov: Repository, *, at: dt.date = DAY, subject: Subject | None = None, allowed: int | None = None
) -> Conformity:
    opened = open_repository(repo.path)
    return judge(opened, open_source(str(gov.path)), subject or Subject(NAME), Options(at, allowed))


def states(found: Conformity) -> dict[str, str]:
    return {one.id: one.state.value for one in found.results}


def test_a_repository_that_keeps_to_all_conforms(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    found = conform(repo, gov)
    assert found.standing is Standing.CONFORMS
    assert states(found) == {
        "pin/pinned": "met",
        "policy/base": "met",
        "provenance-check/gate": "met",
        f"provenance-check/{FILE}": "met",
    }


def test_what_only_the_work_tree_has_does_not_count(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    repo.git("rm", "-q", "--cached", FILE)
    repo.commit("Lose it\n")
    assert conform(repo, gov).standing is Standing.DRIFTS


def test_a_file_that_the_template_owns_shows_its_first_difference(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    text = (repo.path / FILE).read_text()
    repo.stage(FILE, text.replace("fetch-depth: 0", "fetch-depth: 1"))
    repo.commit("Shallow\n")
    (result,) = [one for one in conform(repo, gov).results if one.state is State.DRIFTS]
    assert (result.line, result.got, result.expected) == (15, "fetch-depth: 1", "fetch-depth: 0")


def test_another_spelling_of_an_owned_file_is_no_drift(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    text = (repo.path / FILE).read_text()
    repo.stage(FILE, "# ours\n" + text.replace("branches: [main]", "branches:\n      - 'main'"))
    repo.commit("Reformat\n")
    assert conform(repo, gov).standing is Standing.CONFORMS


def test_a_patch_makes_it_conform(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    repo.stage(FILE, "on: push\njobs: {}\n")
    repo.commit("Drift\n")
    found = conform(repo, gov)
    lines = "".join(f"{line}\n" for line in patch(open_repository(repo.path), open_source(str(gov.path)), found))
    repo.run("apply", "--index", "-", stdin=lines.encode())
    repo.commit("Conform\n")
    assert conform(repo, gov).standing is Standing.CONFORMS


def test_a_policy_may_be_tighter_and_not_looser(repo: Repository, gov: Repository) -> None:
    join(repo, gov, own="[policy]\nrequire-model = true\n")
    found = conform(repo, gov)
    assert (found.standing, [one.key for one in found.tightened]) == (Standing.CONFORMS, ["policy.require-model"])
    join(repo, gov, own='[policy]\nai = "allow"\n')
    assert states(conform(repo, gov))["policy/policy.ai"] == "drifts"


@pytest.fixture
def newer(repo: Repository, gov: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The governance repository with a release of 2026-02-01 that REPO does not pin."""
    join(repo, gov)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-02-01T00:00:00+00:00")
    return release(gov.path, "v1.1.0", files={"policy/ai-provenance.toml": "[policy]\nrequire-model = true\n"})


@pytest.mark.parametrize(
    ("days", "allowed", "state"), [(20, None, "behind"), (31, None, "drifts"), (31, 40, "behind"), (1, 0, "drifts")]
)
def test_a_pin_may_be_behind_for_the_days_allowed(
    repo: Repository, newer: Repository, days: int, allowed: int | None, state: str
) -> None:
    found = conform(repo, newer, at=dt.date(2026, 2, 1) + dt.timedelta(days), allowed=allowed)
    assert states(found)["pin/behind"] == state
    assert "policy/policy.require-model" not in states(found), "it is judged by what it pins"


def test_a_moved_tag_is_drift_that_nothing_excepts(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    gov.stage("policy/ai-provenance.toml", "[policy]\nai = 'allow'\n")
    gov.stage("exceptions/x.toml", EXCEPTION.format(NAME, "rule", "pin-moved", "security", "2026-03-31"))
    gov.commit("Loosen\n")
    gov.git("tag", "-f", "v1.0.0")
    assert states(conform(repo, gov))["pin/pin-moved"] == "drifts"


def test_a_release_that_is_not_here_leaves_it_unknown(repo: Repository, gov: Repository) -> None:
    join(repo, gov)
    gov.git("tag", "-d", "v1.0.0")
    found = conform(repo, gov)
    assert (found.standing, states(found)["pin/pin-unknown"]) == (Standing.UNKNOWN, "unknown")


def test_a_repository_without_a_pin_is_judged_by_the_newest_release(repo: Repository, gov: Repository) -> None:
    repo.commit()
    found = conform(repo, gov)
    assert (found.rev, states(found)["pin/pin-missing"]) == ("v1.0.0", "drifts")


def drifting(repo: Repository, gov: Repository, exception: str) -> Conformity:
    """The judgement of a repository whose policy is looser than the base, with an exception."""
    join(repo, gov, own='[policy]\nai = "allow"\n')
    gov.stage("exceptions/x.toml", exception)
    return conform(repo, gov)


@pytest.mark.parametrize("rule", ["policy.ai", "policy-loosened", "policy/policy.ai"])
def test_an_exception_holds_until_it_ends(repo: Repository, gov: Repository, rule: str) -> None:
    text = EXCEPTION.format(NAME, "rule", rule, "security", "2026-03-01")
    found = drifting(repo, gov, text)
    assert found.standing is Standing.EXCEPTED
    later = conform(repo, gov, at=dt.date(2026, 3, 2))
    assert later.standing is Standing.DRIFTS
    assert [one.code for one in later.notices if one.code.startswith("exception")] == ["exception-expired"]
    assert not [one for one in conform(repo, gov, at=dt.date(2026, 5, 31)).notices if one.code.startswith("exception")]


@pytest.mark.parametrize(
    "text",
    [
        EXCEPTION.format(NAME, "rule", "policy.ai", "platform", "2026-03-31"),
        EXCEPTION.format(NAME, "rule", "policy.ai", "security", "2026-12-31"),
        EXCEPTION.format(NAME, "rule", "policy.ai", "security", "x").replace("expires = x\n", ""),
        EXCEPTION.format(NAME, "rule", "policy.max-files", "security", "2026-03-31"),
        EXCEPTION.format(NAME, "template", "provenance-check", "security", "2026-03-31"),
        EXCEPTION.format("git.example.org/example/other", "rule", "policy.ai", "security", "2026-03-31"),
        EXCEPTION.format(NAME, "rule", "policy.ai", "security", "2026-02-28"),
        EXCEPTION.format(NAME, "rule", "policy.ai", "security", "2026-07-31").replace("2026-01-01", "2026-03-02"),
    ],
    ids=["own approval", "too long", "no end", "another key", "a template", "another repository", "over", "not yet"],
)
def test_an_exception_that_does_not_hold_never_matches(repo: Repository, gov: Repository, text: str) -> None:
    assert drifting(repo, gov, text).standing is Standing.DRIFTS


def test_a_waiver_needs_an_exception_for_its_rule(repo: Repository, gov: Repository) -> None:
    join(repo, gov, own='[[policy.waivers]]\nrule = "AIP001"\nreason = "r"\nowner = "o"\nexpires = 2026-05-01\n')
    assert conform(repo, gov).standing is Standing.DRIFTS
    gov.stage("exceptions/x.toml", EXCEPTION.format(NAME, "rule", "AIP001", "security", "2026-03-31"))
    assert conform(repo, gov).standing is Standing.EXCEPTED


@pytest.mark.parametrize(
    ("subject", "standing"),
    [
        (Subject(NAME, labels={"tier": "1"}), Standing.CONFORMS),
        (Subject(NAME, labels={"tier": "3"}), Standing.NOT_APPLICABLE),
        (Subject(NAME), Standing.NOT_APPLICABLE),
        (Subject(NAME, labels={"tier": "1"}, archived=True), Standing.ARCHIVED),
    ],
)
def test_a_template_is_for_those_that_it_names(
    repo: Repository, tmp_path: Path, subject: Subject, standing: Standing
) -> None:
    made = release(tmp_path / "gov")
    path = "templates/provenance-check/template.toml"
    text = (
        (made.path / path)
        .read_text()
        .replace("[[require]]", 'applies = { labels = { tier = ["1", "2"] } }\n\n[[require]]', 1)
    )
    release(made.path, "v1.1.0", files={path: text})
    join(repo, made, rev="v1.1.0")
    assert conform(repo, made, subject=subject).standing is standing


def test_a_partial_clone_without_the_files_is_unknown_and_no_drift(
    repo: Repository, gov: Repository, tmp_path: Path
) -> None:
    join(repo, gov)
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    repo.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{repo.path}", str(clone))
    # the configuration is here, as `fleet sync` would have it, and the workflow is not
    repo.git("-C", str(clone), "cat-file", "-e", "HEAD:.ai-provenance.toml")
    found = conform(Repository(clone), gov)
    assert states(found)["provenance-check/gate"] == "unknown"
    assert states(found)[f"provenance-check/{FILE}"] == "unknown"
    assert found.standing is Standing.UNKNOWN
