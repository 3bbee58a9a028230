"""The judge: overrides, waivers, severities, reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ai_provenance.config import parse_config
from ai_provenance.detect import classify
from ai_provenance.detect.declaring import declaration_line, names_agent
from ai_provenance.model import AgentUse, Changes, Commit, Finding, Identity, Severity
from ai_provenance.policy import Case, Judge
from ai_provenance.policy.case import Standing

KERNEL = "Parse dates\n\nAssisted-by: Claude:claude-opus-4-6\n"
FOOTER = "Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n"
TODAY = date(2026, 6, 1)


def case_of(message: str, *paths: str, lines: int | None = None, branch: str | None = None) -> Case:
    who = Identity("Ben Author", "ben@example.org")
    commit = Commit("ab" * 20, ("cd" * 20,), who, who, 0, 0, message.encode())
    changes = Changes(paths, lines) if paths else None
    return Case(commit, classify(commit), changes=changes, branch=branch, names_agent=names_agent)


def judged(case: Case, config: str) -> list[Finding]:
    judge = Judge(parse_config(config.encode(), source=".ai-provenance.toml"), today=TODAY)
    return list(judge.findings(case))


def rules(case: Case, config: str) -> list[str]:
    return [finding.rule for finding in judged(case, config)]


MODEL = "[policy]\nrequire-model = true\n"
DEMANDS = "[policy]\nrequire-human-declaration = true\n"
WAIVED = """[policy]
allow-agents = ["claude-*"]
[[policy.waivers]]
rule = "AIP007"
agents = ["copilot*"]
reason = "trial"
owner = "ana"
expires = 2026-12-31
"""
OVERRIDE = '[[policy.overrides]]\npaths = ["src/crypto/**"]\nai = "forbid"\n'


def test_an_override_holds_only_on_its_paths() -> None:
    assert rules(case_of(KERNEL, "src/crypto/aes.c", "README"), OVERRIDE) == ["AIP003"]
    assert rules(case_of(KERNEL, "src/net/tcp.c"), OVERRIDE) == []


def test_an_override_holds_only_on_its_branches() -> None:
    config = '[[policy.overrides]]\nbranches = ["release/*"]\nrequire-review = "not-agent"\n'
    assert rules(case_of(KERNEL, branch="release/1.0"), config) == ["AIP010"]
    assert rules(case_of(KERNEL, branch="main"), config) == []
    assert rules(case_of(KERNEL), config) == []


def noted(message: str, note: str) -> Case:
    """A commit with MESSAGE whose notes, with which it would be as NOTE says, settle nothing."""
    return replace(case_of(note), commit=case_of(message).commit, without_notes=case_of(message).verdict)


def test_what_a_commit_breaks_without_its_notes_stays() -> None:
    assert rules(noted("Parse dates\n", KERNEL), DEMANDS) == ["AIP002"]
    assert rules(noted(FOOTER, KERNEL), "") == ["AIP001"]
    assert rules(noted(KERNEL, KERNEL), "") == []


def test_what_notes_add_is_found_once() -> None:
    assert rules(noted("Parse dates\n", KERNEL), '[policy]\nai = "forbid"\n') == ["AIP003"]
    assert rules(noted(KERNEL, KERNEL), '[policy]\nai = "forbid"\n') == ["AIP003"]


def test_a_waiver_does_not_cover_what_notes_add() -> None:
    copilot, codex = "s\n\nAssisted-by: GitHub Copilot\n", "s\n\nAssisted-by: Codex\n"
    found = judged(noted(copilot, copilot + "Assisted-by: Codex\n"), WAIVED)
    assert [(one.rule, bool(one.waived_by), one.message) for one in found] == [
        ("AIP007", True, "agent 'copilot' is not allowed"),
        ("AIP007", False, "agent 'codex' is not allowed"),
    ]
    assert len(judged(noted(codex, copilot + "Assisted-by: Codex\n"), WAIVED)) == 1


def test_an_override_can_allow_what_is_forbidden_elsewhere() -> None:
    config = '[policy]\nai = "forbid"\n[[policy.overrides]]\npaths = ["docs/"]\nai = "declare"\n'
    assert rules(case_of(KERNEL, "docs/a.md"), config) == []
    assert rules(case_of(KERNEL, "src/a.c"), config) == ["AIP003"]


@pytest.mark.parametrize(
    ("reviewer", "demand", "kept"),
    [
        ("Reviewed-by: Ana Ruiz <ana@example.org>", "not-author", True),
        ("Signed-off-by: Ana Ruiz <ana@example.org>", "not-author", True),
        ("Reviewed-by: Ben Author <ben@example.org>", "not-agent", True),
        ("Reviewed-by: Ben Author <BEN@example.org>", "not-author", False),
        ("Reviewed-by: Ben Author <other@example.org>", "not-author", False),
        ("Reviewed-by: Claude <noreply@anthropic.com>", "not-agent", False),
        ("Reviewed-by: coderabbitai[bot] <136622811+coderabbitai[bot]@users.noreply.github.com>", "not-agent", False),
        ("Acked-by: Ana Ruiz <ana@example.org>", "not-agent", False),
        ("Reviewed-by:", "not-agent", False),
    ],
)
def test_review_by_a_person(reviewer: str, demand: str, kept: bool) -> None:
    found = rules(case_of(f"{KERNEL}{reviewer}\n"), f'[policy]\nrequire-review = "{demand}"\n')
    assert found == ([] if kept else ["AIP010"])


def test_size_limits_hold_for_ai_commits_only() -> None:
    config = "[policy]\nmax-files = 1\nmax-lines = 10\n"
    assert rules(case_of(KERNEL, "a", "b", lines=11), config) == ["AIP012", "AIP012"]
    assert rules(case_of(KERNEL, "a", lines=10), config) == []
    assert rules(case_of("By hand\n", "a", "b", lines=11), config) == []


def _waiver(**keys: str) -> str:
    values = {"rule": '"AIP001"', "reason": '"imported"', "owner": '"ana"', "expires": "2026-06-01", **keys}
    return "[[policy.waivers]]\n" + "\n".join(f"{key} = {value}" for key, value in values.items())


@pytest.mark.parametrize(
    ("waiver", "covers"),
    [
        (_waiver(), True),
        (_waiver(commits='["abababa"]'), True),
        (_waiver(commits='["1234567"]'), False),
        (_waiver(agents='["claude-*"]'), True),
        (_waiver(agents='["copilot"]'), False),
        (_waiver(paths='["vendor/**"]'), True),
        (_waiver(paths='["src/**"]'), False),
        (_waiver(rule='"AIP003"'), False),
        (_waiver(expires="2026-05-31"), False),
    ],
)
def test_a_waiver_covers_what_it_names_until_its_last_day(waiver: str, covers: bool) -> None:
    (finding,) = judged(case_of(FOOTER, "vendor/x.c"), waiver)
    assert (finding.waived_by is not None) == covers


def test_a_waiver_on_paths_covers_only_commits_that_stay_there() -> None:
    (finding,) = judged(case_of(FOOTER, "vendor/x.c", "src/a.c"), _waiver(paths='["vendor/**"]'))
    assert finding.waived_by is None


def test_severity_can_be_changed_and_switched_off() -> None:
    (finding,) = judged(case_of(FOOTER), '[policy.severity]\nAIP001 = "note"\n')
    assert finding.severity is Severity.NOTE
    assert rules(case_of(FOOTER), '[policy.severity]\nAIP001 = "off"\n') == []


def test_the_forbid_profile_refuses_declarations_and_demands_none() -> None:
    assert rules(case_of(KERNEL), 'profile = "forbid"\n') == ["AIP006"]
    assert rules(case_of(FOOTER), 'profile = "forbid"\n') == []


def test_openinfra_takes_either_of_its_trailers() -> None:
    config = '[policy]\nrequire-forms = ["openinfra"]\n'
    assert rules(case_of("x\n\nGenerated-By: Claude Code\n"), config) == []
    assert rules(case_of("x\n\nAssisted-By: Claude Code\n"), config) == []


def test_a_missing_model_is_fixed_by_a_trailer_that_has_one() -> None:
    case = case_of("Parse dates\n\nAssisted-by: Claude\n")
    in_full = replace(case, declares=lambda use: declaration_line(use, "kernel"))
    (finding,) = judged(in_full, MODEL)
    assert "as in 'Assisted-by: Claude:MODEL'" in finding.hint


@pytest.mark.parametrize(
    ("parents", "base", "range_"),
    [((), "--root", "HEAD"), (("cd" * 20,), "abababababab^", "abababababab^..HEAD")],
)
def test_the_first_commit_of_all_is_fixed_from_the_root(parents: tuple[str, ...], base: str, range_: str) -> None:
    case = case_of(FOOTER)
    (finding,) = judged(replace(case, commit=case.commit._replace(parents=parents)), "")
    assert finding.hint == f"ai-provenance check --fix {range_}"
    unnamed = case_of("x\n\nAssisted-by: Claude\n")
    (finding,) = judged(replace(unnamed, commit=unnamed.commit._replace(parents=parents)), MODEL)
    assert f"git rebase -i {base}," in finding.hint


@pytest.mark.parametrize(
    ("standing", "hint"),
    [
        (Standing.MESSAGE, "end the message with: Assisted-by: claude-code"),
        (Standing.LAST, "git commit --amend --no-edit --trailer 'Assisted-by: claude-code'"),
        (Standing.OLDER, "ai-provenance check --fix abababababab^..HEAD"),
        (Standing.PUBLISHED, "git notes --ref=ai-provenance append -m 'Assisted-by: claude-code' abababababab"),
    ],
)
def test_a_fix_fits_where_the_commit_is(standing: Standing, hint: str) -> None:
    (finding,) = judged(replace(case_of(FOOTER), standing_of=lambda _: standing), "")
    assert finding.hint == hint


def test_a_form_that_only_a_path_wants_is_the_one_to_add() -> None:
    config = '[[policy.overrides]]\npaths = ["apache/"]\nrequire-forms = ["asf"]\n'
    case = replace(
        case_of(KERNEL, "apache/a.c"),
        declares=lambda use: declaration_line(use, "kernel"),
        standing_of=lambda _: Standing.MESSAGE,
    )
    (finding,) = judged(case, config)
    assert finding.rule == "AIP004"
    assert finding.hint == "end the message with: Generated-by: Claude (claude-opus-4-6)"


def test_the_hint_names_commit_and_trailer_and_cannot_be_broken_out_of() -> None:
    case = replace(
        case_of(FOOTER),
        declares=lambda use: f"Assisted-by: {use.id}'; rm -rf /'",
        standing_of=lambda _: Standing.PUBLISHED,
    )
    (finding,) = judged(case, "")
    assert "ab" * 6 in finding.hint
    assert finding.hint.count("'") == 2


def test_fingerprints_tell_findings_apart_and_stay() -> None:
    config = '[policy]\nai = "forbid"\nallow-agents = ["x"]\n'
    first, again = judged(case_of(KERNEL), config), judged(case_of(KERNEL), config)
    assert [finding.fingerprint for finding in first] == [finding.fingerprint for finding in again]
    assert len({finding.fingerprint for finding in first}) == len(first) == 2


@pytest.mark.parametrize(
    ("profile", "model", "line"),
    [
        ("kernel", "claude-opus-4-6", "Assisted-by: Claude:claude-opus-4-6"),
        ("kernel", None, "Assisted-by: Claude"),
        ("asf", "claude-opus-4-6", "Generated-by: Claude (claude-opus-4-6)"),
        ("co-author", None, "Co-authored-by: Claude <noreply@anthropic.com>"),
    ],
)
def test_declarations_are_written_in_the_projects_form(profile: str, model: str | None, line: str) -> None:
    assert declaration_line(AgentUse("claude-code", model), profile) == line
