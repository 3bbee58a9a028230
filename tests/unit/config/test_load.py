"""The full configuration: found, read, and refused in words that name the key."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.config import Config, load_config, parse_config
from ai_provenance.config.load import config_schema
from ai_provenance.errors import ConfigError

WAIVER = '[[policy.waivers]]\nrule = "AIP001"\nreason = "imported"\nowner = "ana"\nexpires = 2026-12-31\n'


def _parse(text: str) -> Config:
    return parse_config(text.encode(), source=".ai-provenance.toml")


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()


def test_it_is_found_from_a_subdirectory_but_not_above_the_work_tree(tmp_path: Path) -> None:
    (tmp_path / ".ai-provenance.toml").write_text('profile = "asf"\n')
    inner = tmp_path / "repo" / "src"
    inner.mkdir(parents=True)
    assert load_config(inner).profile == "asf"
    (tmp_path / "repo" / ".git").mkdir()
    assert load_config(inner).profile == "kernel"


def test_pyproject_counts_only_with_our_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "git-ai-provenance"\n')
    assert load_config(tmp_path).profile == "kernel"
    (tmp_path / "pyproject.toml").write_text('[tool.ai-provenance]\nprofile = "llvm"\n')
    assert load_config(tmp_path).profile == "llvm"


def test_two_configurations_of_one_directory_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".ai-provenance.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.ai-provenance]\n")
    with pytest.raises(ConfigError, match="both configure") as raised:
        load_config(tmp_path)
    assert raised.value.hint == "keep one of the two"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("polcy = 1", "unknown key 'polcy'"),
        ("[policy]\nrequire-modle = true", "unknown key 'policy.require-modle'"),
        ("[policy]\nrequire_model = true", "unknown key 'policy.require_model'"),
        ('[policy]\nmax-files = "many"', "'policy.max-files' is 'many'"),
        ("[policy]\nmax-files = 0", "'policy.max-files' is 0"),
        ('[policy.severity]\nAIP1 = "off"', "policy.severity.AIP1"),
        ('[[policy.waivers]]\nrule = "AIP001"', "'policy.waivers\\[0\\].reason' is missing"),
        (WAIVER.replace("imported", " "), "policy.waivers\\[0\\].reason"),
        ('[[policy.overrides]]\nai = "forbid"', "'policy.overrides\\[0\\]': an override needs"),
        ('[policy]\nallow-agents = ["a"]\ndeny-agents = ["a"]', "agent 'a' is both allowed and denied"),
        ('profile = "forbid"\n[policy]\nrequire-forms = ["kernel"]', "profile 'forbid' wants no declaration"),
        ('[policy]\nforbid-forms = ["kernel"]', "profile 'kernel' is what hooks write"),
        ("policy = 3", "'policy' is 3"),
        ("= 3", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        _parse(text)


def test_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(ConfigError) as raised:
        _parse(WAIVER + 'agnets = ["claude-code"]')
    assert raised.value.hint == "did you mean 'policy.waivers[0].agents'?"


def test_not_utf8_is_said() -> None:
    with pytest.raises(ConfigError, match="not UTF-8 at byte 0"):
        parse_config(b"\xff", source="p.toml")


def test_a_directory_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / ".ai-provenance.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_our_words(data: bytes) -> None:
    with suppress(ConfigError):
        assert parse_config(data, source="p.toml") == Config()


def test_the_schema_accepts_what_the_model_writes() -> None:
    schema = config_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(_parse(WAIVER).model_dump_json(by_alias=True))
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "polcy": {}}, schema)
