from __future__ import annotations

import datetime as dt

import pytest

from ai_provenance.conformity.governance import Tree
from ai_provenance.conformity.review import review
from ai_provenance.conformity.scaffold import CI_FILES, scaffold, substituted
from ai_provenance.errors import ConfigError

DAY = dt.date(2026, 3, 1)
EXCEPTION = (
    '[[exception]]\nrepository = "r"\ntemplate = "{}"\nreason = "x"\nowner = "{}"\napprover = "security"\n'
    "granted = 2026-01-01\nexpires = {}\n"
)
CONTROL = (
    'framework = "f"\ntitle = "F"\nsource = "s"\nversion = "1"\nretrieved = 2026-01-01\n'
    '[[control]]\nid = "A.1"\nclaim = "partly"\nevidence = ["{}"]\n'
)
TEMPLATE = 'id = "t"\nversion = "1.0.0"\n'


def rules(**files: str) -> list[str]:
    contents = scaffold("example", "github") | {path: text.encode() for path, text in files.items()}
    return [one.rule.removeprefix("governance-") for one in review(Tree(contents), at=DAY)]


@pytest.mark.parametrize("ci", ["github", "gitlab", "none"])
def test_a_new_governance_repository_is_in_order(ci: str) -> None:
    tree = Tree(scaffold("example", ci))
    assert [*review(tree, at=DAY)] == []
    owned = [own.path for template in tree.templates for own in template.own]
    assert owned == [*CI_FILES.get(ci, ())]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("governance.toml", "organisation = 1", "document"),
        ("policy/ai-provenance.toml", "[policy]\nai = 'perhaps'", "document"),
        ("templates/t/template.toml", "id = 'other'\nversion = '1.0.0'", "document"),
        ("templates/t/template.toml", TEMPLATE, "template"),
        ("templates/t/template.toml", TEMPLATE + '[[require]]\nid = "a"\nkind = "polcy"', "template"),
        ("templates/t/template.toml", TEMPLATE + '[[forbid]]\nkind = "write-al"', "template"),
        ("templates/t/template.toml", TEMPLATE + '[[own]]\npath = "x.yml"', "template"),
        ("templates/t/template.toml", TEMPLATE + 'applies = { teams = ["x"] }\n[[forbid]]\nkind = "write-all"', "team"),
        ("templates/provenance-check/files/.github/workflows/provenance.yml", "a: @@secret@@", "template"),
        ("exceptions/a.toml", EXCEPTION.format("provenance-check", "platform", "2026-12-31"), "exception"),
        ("exceptions/a.toml", EXCEPTION.format("provenance-check", "platform", "2026-02-28"), "exception-expired"),
        ("exceptions/a.toml", EXCEPTION.format("provenance-check", "unknown", "2026-03-31"), "team"),
        ("exceptions/a.toml", EXCEPTION.format("other", "platform", "2026-03-31"), "exception"),
        ("crosswalk/f.toml", CONTROL.format("I9.9"), "document"),
        ("crosswalk/f.toml", CONTROL.format("I1.9"), "crosswalk"),
        ("crosswalk/f.toml", CONTROL.format("rule:AIP999"), "crosswalk"),
        ("crosswalk/f.toml", CONTROL.format("template:none"), "crosswalk"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(path: str, text: str, rule: str) -> None:
    assert rules(**{path: text}) == [rule]


@pytest.mark.parametrize("name", ["rule:AIP001", "T2.4", "I6.5", "G2", "template:provenance-check"])
def test_a_control_may_name_what_exists(name: str) -> None:
    assert rules(**{"crosswalk/f.toml": CONTROL.format(name)}) == []


@pytest.mark.parametrize("value", ['"', "a: b\nc", "${{ secrets.X }}", "a`b", "#x"])
def test_what_is_filled_in_cannot_change_what_the_file_means(value: str) -> None:
    with pytest.raises(ConfigError):
        substituted(b"name: @@team@@", {"team": value})


def test_only_the_variables_are_filled_in_and_once() -> None:
    assert (
        substituted(b"@@team@@ @@other@@ @@branch@@", {"team": "@@branch@@".strip("@"), "branch": "main"})
        == b"branch @@other@@ main"
    )
