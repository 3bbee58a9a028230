from __future__ import annotations

import pytest

from ai_provenance.config import parse_config
from ai_provenance.conformity.strictness import differences


def loosened(own: str, base: str) -> list[str]:
    found = differences(parse_config(own.encode(), source="own"), parse_config(base.encode(), source="base"))
    return [one.key for one in found if one.loosened]


def tightened(own: str, base: str) -> list[str]:
    found = differences(parse_config(own.encode(), source="own"), parse_config(base.encode(), source="base"))
    return [one.key for one in found if not one.loosened]


TIGHTER = {
    "declare": ('declare = "all"', 'declare = "ai"'),
    "notes-refs": ('notes-refs = ["refs/notes/a", "refs/notes/b"]', 'notes-refs = ["refs/notes/a"]'),
    "hooks.tag": ("[hooks]\ntag = true", "[hooks]\ntag = false"),
    "hooks.tag-conflict-resolution": (
        '[hooks]\ntag-conflict-resolution = "always"',
        '[hooks]\ntag-conflict-resolution = "never"',
    ),
    "hooks.tag-reverts": ("[hooks]\ntag-reverts = true", "[hooks]\ntag-reverts = false"),
    "hooks.drop-raw": ("[hooks]\ndrop-raw = false", "[hooks]\ndrop-raw = true"),
    "hooks.forbidden": ('[hooks]\nforbidden = "refuse"', '[hooks]\nforbidden = "strip"'),
    "hooks.timeout": ("[hooks]\ntimeout = 9", "[hooks]\ntimeout = 3"),
    "report.fail-under": ("[report]\nfail-under = 90", ""),
    "secrets.exclude": ("", '[secrets]\nexclude = ["docs/**"]'),
    "secrets.baseline": ('[secrets]\nbaseline = ""', '[secrets]\nbaseline = ".known"'),
    "secrets.whole-files": ("[secrets]\nwhole-files = true", ""),
    "secrets.seconds": ("[secrets]\nseconds = 60", "[secrets]\nseconds = 30"),
    "policy.ai": ('[policy]\nai = "declare"', '[policy]\nai = "allow"'),
    "policy.require-human-declaration": (
        '[policy]\nrequire-human-declaration = "person"',
        "[policy]\nrequire-human-declaration = true",
    ),
    "policy.require-forms": ('[policy]\nrequire-forms = ["kernel"]', '[policy]\nrequire-forms = ["kernel", "asf"]'),
    "policy.accept-forms": ('[policy]\naccept-forms = ["kernel"]', ""),
    "policy.forbid-forms": ('[policy]\nforbid-forms = ["asf"]', ""),
    "policy.allow-agents": ('[policy]\nallow-agents = ["copilot"]', '[policy]\nallow-agents = ["copilot*"]'),
    "policy.deny-agents": ('[policy]\ndeny-agents = ["*"]', '[policy]\ndeny-agents = ["cursor"]'),
    "policy.allow-models": ('[policy]\nallow-models = ["gpt-5"]', '[policy]\nallow-models = ["gpt-5", "gpt-4"]'),
    "policy.deny-models": ('[policy]\ndeny-models = ["gpt-*", "x"]', '[policy]\ndeny-models = ["gpt-4*"]'),
    "policy.require-model": ("[policy]\nrequire-model = true", ""),
    "policy.require-review": ('[policy]\nrequire-review = "not-author"', '[policy]\nrequire-review = "not-agent"'),
    "policy.review-trailers": ('[policy]\nreview-trailers = ["Reviewed-by"]', ""),
    "policy.agent-sign-off": ("", '[policy]\nagent-sign-off = "allow"'),
    "policy.max-files": ("[policy]\nmax-files = 5", ""),
    "policy.max-lines": ("[policy]\nmax-lines = 100", "[policy]\nmax-lines = 200"),
    "policy.include-merges": ("[policy]\ninclude-merges = true", ""),
    "policy.severity.AIP001": ("", '[policy.severity]\nAIP001 = "off"'),
    "policy.overrides.ai": ('[[policy.overrides]]\npaths = ["a/**"]\nai = "forbid"', ""),
    "agents.x.kind": ('[agents.x]\nkind = "agent"', '[agents.x]\nkind = "bot"'),
    "agents.x.enabled": ("[agents.x]\nenabled = true", "[agents.x]\nenabled = false"),
    "agents.x.emails": ('[agents.x]\nemails = ["a@b.example"]', ""),
    "agents.x.names": ('[agents.x]\nnames = ["X Code"]', ""),
    "agents.x.name-suffixes": ('[agents.x]\nname-suffixes = [" (x)"]', ""),
    "agents.x.trailer-keys": ('[agents.x]\ntrailer-keys = ["X-Session"]', ""),
    "agents.x.footers": ('[agents.x]\nfooters = ["Made by X"]', ""),
}
"""Key -> a configuration that demands more, and one that demands less."""


@pytest.mark.parametrize("key", TIGHTER)
def test_more_may_be_demanded(key: str) -> None:
    assert (loosened(*TIGHTER[key]), tightened(*TIGHTER[key])) == ([], [key])


@pytest.mark.parametrize("key", TIGHTER)
def test_less_may_not(key: str) -> None:
    tight, loose = TIGHTER[key]
    # an override of the base is looked for as a whole, one of the consumer's by each of its demands
    assert [one.replace("[0]", ".ai") for one in loosened(loose, tight)] == [key]


@pytest.mark.parametrize(
    "own",
    [
        'profile = "asf"',
        "[report]\ninclude-merges = true",
        "[report]\nfirst-parent = true",
        '[secrets]\nbaseline = "known"',
    ],
)
def test_a_key_without_an_order_must_be_equal(own: str) -> None:
    assert len(loosened(own, "")) == 1


@pytest.mark.parametrize("own", ['adopted = "2026-01-01"', '[governance]\nrev = "v1.0.0"', '[agents.x]\nname = "X"'])
def test_what_each_repository_decides_is_free(own: str) -> None:
    assert loosened(own, "") == []


OVERRIDE = '[[policy.overrides]]\npaths = ["{}"]\n{}\n'
SECURITY = OVERRIDE.format("security/**", 'require-review = "not-agent"')


def test_an_override_cannot_undo_one_of_the_base() -> None:
    undone = SECURITY + OVERRIDE.format("**", 'require-review = "none"')
    assert loosened(undone, SECURITY) == ["policy.overrides.require-review"]


def test_overrides_keep_the_order_of_the_base() -> None:
    other = OVERRIDE.format("**", 'require-review = "none"')
    assert loosened(SECURITY + other, other + SECURITY) == ["policy.overrides[1]"]


def test_an_override_of_the_base_may_be_made_tighter() -> None:
    assert loosened(SECURITY.replace("not-agent", "not-author"), SECURITY) == []
    assert loosened(SECURITY + 'ai = "allow"\n', SECURITY) == ["policy.overrides[0].ai"]


WAIVER = '[[policy.waivers]]\nrule = "AIP001"\nreason = "r"\nowner = "o"\nexpires = 2026-05-01\n'


def test_a_waiver_of_ones_own_loosens_and_one_of_the_base_does_not() -> None:
    (found,) = differences(parse_config(WAIVER.encode(), source="own"), parse_config(b"", source="base"))
    assert (found.key, found.rule, found.loosened) == ("policy.waivers", "AIP001", True)
    assert loosened(WAIVER, WAIVER) == []


@pytest.mark.parametrize(
    ("own", "base"),
    [
        ('[secrets]\nexclude = ["docs/**"]', '[secrets]\nexclude = ["docs/*"]'),
        ('[secrets]\nexclude = ["docs/a/b"]', '[secrets]\nexclude = ["docs/*"]'),
        ('[policy]\nallow-agents = ["*"]', '[policy]\nallow-agents = ["copilot*"]'),
        ('[policy]\nallow-agents = ["a?"]', '[policy]\nallow-agents = ["a[b]"]'),
        ("", '[policy]\nallow-agents = ["copilot"]'),
        ('[policy]\ndeny-agents = ["curs"]', '[policy]\ndeny-agents = ["curs*"]'),
    ],
)
def test_a_glob_that_may_match_more_is_not_within_another(own: str, base: str) -> None:
    assert len(loosened(own, base)) == 1
