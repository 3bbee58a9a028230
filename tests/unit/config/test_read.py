"""The reader of the configuration: what it finds, what it accepts, and what it says of the rest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.config import FILE, PYPROJECT, Config, find_config, keys, load_config, parse_config
from ai_provenance.config.read import _own_lines, hook_settings
from ai_provenance.errors import ConfigError
from ai_provenance.policy import RULES

WAIVER = '[[policy.waivers]]\nrule = "AIP001"\nreason = "imported"\nowner = "ana"\nexpires = 2026-12-31\n'


def _parse(text: str) -> Config:
    return parse_config(text.encode(), source=FILE)


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
        ("policy = 3", "'policy' is 3: a table was expected"),
        ('[policy]\nmax-files = "many"', "a whole number was expected"),
        ("[policy]\nmax-files = 1.5", "'policy.max-files' is 1.5: a whole number was expected"),
        ("[policy]\nai = true", "'policy.ai' is true: it should be 'allow', 'declare' or 'forbid'"),
        ("[policy]\nrequire-model = 1", "'policy.require-model' is 1: true or false was expected"),
        ('[policy]\ndeny-agents = "aider"', "'policy.deny-agents' is 'aider': an array was expected"),
        ("adopted = 2026-01-01", "'adopted' is 2026-01-01: a string was expected"),
        ('notes-refs = ["ai"]', "'notes-refs\\[0\\]' is 'ai': a full ref name was expected"),
        (WAIVER.replace("2026-12-31", '"2026-12-31"'), "is '2026-12-31': a date was expected"),
        (WAIVER.replace("AIP001", "AIP099"), "'policy.waivers\\[0\\].rule' is 'AIP099': it should be 'AIP001'"),
        (WAIVER + 'commits = ["HEAD~3"]', "is 'HEAD~3': an object id, or 7 digits and more of one"),
        (WAIVER.replace("[[", "[").replace("]]", "]"), "'policy.waivers' is a table: an array was expected"),
        ('[policy.severity]\nundeclared-ai = "off"', "unknown key 'policy.severity.undeclared-ai'"),
        ('[policy]\nforbid-forms = ["fedora"]', "profile 'kernel' is what hooks write, but 'policy.forbid-forms'"),
        ('[policy]\nrequire-forms = ["asf"]', "'policy.require-forms' wants another form"),
        ('[policy]\naccept-forms = ["asf"]', "'policy.accept-forms' does not take it"),
        ('profile = "forbid"\n[policy]\nrequire-model = true', "'policy.require-model' demands one"),
        ('profile = "forbid"\n[policy]\nai = "declare"', "'policy.ai' is 'declare'"),
        ('[policy]\nrequire-review = "not-agent"\nreview-trailers = []', "names no trailer that counts"),
        (
            '[policy]\nforbid-forms = ["asf"]\n[[policy.overrides]]\npaths = ["x"]\nrequire-forms = ["asf"]',
            "with overrides\\[0\\] laid over it, form 'asf' is forbidden and also required",
        ),
        (
            '[policy]\ndeny-agents = ["aider"]\n[[policy.overrides]]\npaths = ["x"]\nallow-agents = ["aider"]',
            "agent 'aider' is both allowed and denied",
        ),
        ("= 3", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        _parse(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("adopted = 2026-01-01", 'write adopted = "2026-01-01"'),
        ('[policy]\ndeny-agents = "aider"', 'write deny-agents = ["aider"]'),
        (WAIVER.replace("2026-12-31", '"2026-12-31"'), "write expires = YYYY-MM-DD, without quotes and without a time"),
        (WAIVER.replace("[[", "[").replace("]]", "]"), "write [[policy.waivers]] above each"),
        ('[policy.severity]\nAIP099 = "off"', f"known keys here: {', '.join(RULES)}"),
    ],
)
def test_what_to_write_instead_is_said(text: str, hint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        _parse(text)
    assert raised.value.hint == hint


def test_the_rules_that_can_be_named_are_those_of_the_policy() -> None:
    assert list(keys.RULES) == list(RULES)


@pytest.mark.parametrize(
    "text",
    [
        'profile = "fedora"\n[policy]\nrequire-forms = ["openinfra"]',
        'profile = "openinfra"\n[policy]\naccept-forms = ["asf"]',
        'profile = "forbid"\n[policy]\nai = "forbid"',
        '[policy]\nai = "forbid"\nrequire-forms = ["asf"]',
        '[policy]\ndeny-agents = ["a"]\n[[policy.overrides]]\npaths = ["x"]\ndeny-agents = []\nallow-agents = ["a"]',
        '[[policy.overrides]]\npaths = ["apache/**"]\nrequire-forms = ["asf"]',
    ],
)
def test_what_can_be_kept_is_no_contradiction(text: str) -> None:
    assert isinstance(_parse(text), Config)


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


@pytest.mark.parametrize("read", [lambda top: hook_settings(str(top)), load_config, find_config])
def test_a_link_to_what_never_ends_is_not_read(tmp_path: Path, read: Callable[[Path], object]) -> None:
    (tmp_path / FILE).symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match="it is no regular file"):
        read(tmp_path)


@pytest.mark.parametrize("read", [lambda top: hook_settings(str(top)), load_config])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 60_000, "nested too deeply"),
        ("[[profile]]\n[profile" + ".a" * 2_000 + "]", "a key has more than 100 parts"),
        ("timeout = " + "1" * 5000, "is not valid TOML: Exceeds the limit"),
    ],
    ids=["arrays", "tables", "digits"],
)
def test_a_document_made_to_break_a_parser_is_refused(
    tmp_path: Path, read: Callable[[Path], object], text: str, message: str
) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConfigError, match=message):
        read(tmp_path)


@pytest.mark.parametrize("read", [lambda top: hook_settings(str(top)), load_config, find_config])
def test_every_reader_refuses_two_configurations_of_one_directory(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    (tmp_path / FILE).write_text("")
    (tmp_path / PYPROJECT).write_text("[tool.ai-provenance]\n")
    with pytest.raises(ConfigError, match="both configure") as raised:
        read(tmp_path)
    assert raised.value.hint == "keep one of the two"


@pytest.mark.parametrize(
    "text",
    [
        'dev = ["git-ai-provenance>=0.1"]\n[tool.ai-provenance]\nprofile = "asf"\n[tool.x]\na = 1\n',
        '[tool]\nai-provenance = { profile = "asf" }\n',
        'text = """\n[tool.ai-provenance]\n"""\n[tool.ai-provenance]\nprofile = "asf"\n',
        '[tool.ai-provenance]\nprofile = "asf"\nnotes-refs = [\n  "refs/x",\n]\n[[tool.x]]\n',
        '[scripts]\nai-provenance = "x"\n[tool]\nai-provenance.profile = "asf"\n',
        '[scripts]\na = [\n  ["tool"]\n]\nai-provenance = "x"\n[tool.ai-provenance]\nprofile = "asf"\n',
        '[tool]\na = [\n  [1]\n]\nai-provenance = { profile = "asf" }\n',
        '["tool"]\nai-provenance = { profile = "asf" }\n',
        '[a]\nai-provenance = 1\n[ tool . ai-provenance ]\nprofile = "asf"\n',
        'tool.ai-provenance.profile = "asf"\n[a]\n',
    ],
)
def test_pyproject_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / PYPROJECT).write_text(text)
    assert (load_config(tmp_path).profile, hook_settings(str(tmp_path))["profile"]) == ("asf", "asf")


def test_our_name_elsewhere_in_pyproject_does_not_load_a_parser_of_all_toml() -> None:
    text = '[project.scripts]\nai-provenance = "a:b"\n[tool.x]\nruns = ["ai-provenance"]\n[tool.ai-provenance]\na = 1\n'
    assert _own_lines(text) == "[tool.ai-provenance]\na = 1\n"


def test_a_table_of_pyproject_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / PYPROJECT).write_text("[tool]\nai-provenance = 3\n")
    with pytest.raises(ConfigError, match="'ai-provenance' is 3, a table was expected"):
        load_config(tmp_path)


# --- what hooks read


def test_hooks_obey_the_defaults_where_there_is_no_file(tmp_path: Path) -> None:
    config = Config()
    assert hook_settings(str(tmp_path)) == {
        "profile": config.profile,
        "declare": config.declare,
        "hooks": config.hooks._asdict(),
        "secrets": config.secrets._asdict(),
        "records": config.records._asdict(),
    }


def test_hooks_read_what_commands_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('declare = "all"\n[hooks]\ntimeout = 2\n[secrets]\nexclude = ["a/**"]\n')
    config, read = load_config(tmp_path), hook_settings(str(tmp_path))
    assert (config.declare, config.hooks._asdict(), config.secrets._asdict()) == (
        read["declare"],
        read["hooks"],
        read["secrets"],
    )


def test_an_error_in_a_table_of_commands_does_not_stop_a_commit(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("adopted = 1\n[policy]\nmax-files = 0\n[hooks]\ntag = false\n")
    assert hook_settings(str(tmp_path))["hooks"]["tag"] is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('profil = "asf"', "unknown key 'profil'"),
        ("[hooks]\ntag-revert = true", "unknown key 'hooks.tag-revert'"),
        ("hooks = 1", "'hooks' is 1: a table was expected"),
        ('[hooks]\ntag = "yes"', "'hooks.tag' is 'yes': true or false was expected"),
        ("[secrets]\nexclude = [1]", r"'secrets.exclude\[0\]' is 1: a string was expected"),
        ('declare = "some"', "'declare' is 'some': it should be 'ai' or 'all'"),
        ("[secrets]\nbaseline = 2026-01-01", "'secrets.baseline' is 2026-01-01: a string was expected"),
        ("profile =", "not valid TOML"),
    ],
)
def test_hooks_and_commands_report_an_error_in_the_same_words(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConfigError, match=message) as hook:
        hook_settings(str(tmp_path))
    with pytest.raises(ConfigError) as command:
        load_config(tmp_path)
    assert (str(hook.value), hook.value.hint) == (str(command.value), command.value.hint)


def _imported(code: str, directory: Path) -> set[str]:
    """The modules that a bare Python has after CODE."""
    probe = f"import sys; sys.path.insert(0, 'src'); {code}; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", probe, str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    return set(done.stdout.split())


def test_reading_for_a_hook_imports_nothing_that_costs(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('profile = "asf"\n[[policy.waivers]]\nexpires = 2026-01-01\n[hooks]\ntag = true\n')
    modules = _imported("from ai_provenance.config.read import hook_settings; hook_settings(sys.argv[1])", tmp_path)
    dear = {"tomllib", "re", "dataclasses", "typing", "pathlib", "pydantic", "enum", "datetime", "collections"}
    assert not modules & dear


def test_reading_for_a_command_imports_no_pydantic(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(WAIVER)
    code = (
        "from pathlib import Path; from ai_provenance.config import load_config;"
        "assert load_config(Path(sys.argv[1])).policy.waivers"
    )
    assert not _imported(code, tmp_path) & {"pydantic", "tomllib", "dataclasses", "ai_provenance.config.schema"}
