from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.config import parse_config
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.governance import Tree, open_source
from ai_provenance.conformity.pins import pin_state, with_pin
from ai_provenance.errors import ConfigError
from governed import release

DAY = dt.date(2026, 3, 1)


def test_the_digest_is_of_policy_and_templates_alone() -> None:
    first = Tree({"policy/a": b"1", "templates/b": b"2", "exceptions/c": b"3"})
    lines = "".join(
        f"{hashlib.sha256(text).hexdigest()}  {path}\0" for path, text in (("policy/a", b"1"), ("templates/b", b"2"))
    )
    assert first.digest == f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"
    assert first.digest == Tree({"templates/b": b"2", "policy/a": b"1"}).digest


def test_a_folder_and_a_release_of_it_have_one_digest(tmp_path: Path) -> None:
    release(tmp_path / "gov")
    source = open_source(str(tmp_path / "gov"))
    assert source.tree().digest == source.tree("v1.0.0").digest
    assert [one.name for one in source.releases] == ["v1.0.0"]


def test_a_bare_clone_is_read_at_its_head(tmp_path: Path) -> None:
    made = release(tmp_path / "gov")
    made.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert open_source(str(tmp_path / "bare.git")).tree().manifest.organisation == "example"


def test_a_revision_can_be_named_with_the_place(tmp_path: Path) -> None:
    made = release(tmp_path / "gov")
    made.write("policy/ai-provenance.toml", "[policy]\nrequire-model = true\n")
    assert open_source(f"{tmp_path}/gov@v1.0.0").tree().base.policy.require_model is False
    assert open_source(f"{tmp_path}/gov").tree().base.policy.require_model is True


@pytest.mark.parametrize("place", ["https://git.example.org/x", "nowhere", "nowhere@v1"])
def test_nothing_is_fetched(place: str) -> None:
    with pytest.raises(ConfigError, match="is not here"):
        open_source(place)


def test_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    made = release(tmp_path / "gov")
    (tmp_path / "outside").write_text("x")
    (made.path / "policy/link").symlink_to(tmp_path / "outside")
    assert "policy/link" not in open_source(str(made.path)).tree().files


def state(tmp_path: Path, pin: GovernanceConfig, day: dt.date = DAY) -> str:
    source = open_source(str(tmp_path / "gov"))
    try:
        tree = source.tree(pin.rev or "")
    except ConfigError:
        tree = None
    return pin_state(pin, source, tree, at=day).code


def pin_at(tmp_path: Path, rev: str) -> GovernanceConfig:
    return GovernanceConfig("../gov", rev, open_source(str(tmp_path / "gov")).tree(rev).digest)


def test_a_moved_tag_is_noticed(tmp_path: Path) -> None:
    made = release(tmp_path / "gov")
    pin = pin_at(tmp_path, "v1.0.0")
    assert state(tmp_path, pin) == "pinned"
    made.stage("policy/ai-provenance.toml", "[policy]\nai = 'allow'\n")
    made.commit("Loosen\n")
    made.git("tag", "-f", "v1.0.0")
    assert state(tmp_path, pin) == "pin-moved"


def test_a_newer_release_leaves_a_pin_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release(tmp_path / "gov")
    pin = pin_at(tmp_path, "v1.0.0")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-02-01T00:00:00+00:00")
    release(tmp_path / "gov", "v1.10.0", files={"exceptions/x.toml": ""})
    source = open_source(str(tmp_path / "gov"))
    found = pin_state(pin, source, source.tree("v1.0.0"), at=DAY)
    assert (found.code, found.days, found.newest) == ("behind", 28, "v1.10.0")
    assert state(tmp_path, pin, dt.date(2026, 1, 31)) == "pinned", "a release of tomorrow is not out"


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        (GovernanceConfig(), "pin-missing"),
        (GovernanceConfig("x", "v1.0.0"), "pin-missing"),
        (GovernanceConfig("x", "v9.0.0", "sha256:" + "0" * 64), "pin-unknown"),
    ],
)
def test_a_pin_that_is_not_one(tmp_path: Path, pin: GovernanceConfig, code: str) -> None:
    release(tmp_path / "gov")
    assert state(tmp_path, pin) == code


PIN = GovernanceConfig("https://git.example.org/gov", "v2.0.0", "sha256:" + "1" * 64)


@pytest.mark.parametrize(
    "text",
    [
        "",
        'profile = "asf"',
        '[governance]\nrev = "v1.0.0"\n\n[policy]\nai = "allow"\n',
        '[policy] # mine\nai = "allow"\n[governance]\n# why\nurl = "x"\nrev="y"\ndigest = "sha256:' + "2" * 64 + '"\n',
    ],
)
def test_a_pin_is_written_and_renewed_and_all_else_stays(text: str) -> None:
    new = with_pin(text, PIN)
    assert parse_config(new.encode(), source="x").governance == PIN
    assert with_pin(new, PIN) == new
    kept = [line for line in text.splitlines() if line and not line.startswith(("url", "rev", "digest"))]
    assert [line for line in new.splitlines() if line in kept] == kept


@given(st.lists(st.sampled_from(['profile = "asf"', "[policy]", "[hooks]", "# c", "", "[secrets] # x"]), unique=True))
def test_a_pin_can_be_written_below_any_tables(lines: list[str]) -> None:
    text = "\n".join(sorted(lines, key=lambda line: line.startswith("[")))
    assert parse_config(with_pin(text, PIN).encode(), source="x").governance == PIN


@pytest.mark.parametrize("url", ['a"b', "a\nb = 1", "a\\"])
def test_a_pin_cannot_write_keys_of_its_own(url: str) -> None:
    with pytest.raises(ConfigError):
        with_pin("", GovernanceConfig(url, "v1.0.0"))
