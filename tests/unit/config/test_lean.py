"""The hooks' view of the configuration: the same truth as the full one, at a price hooks can pay."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.config import lean, load_config, parse_config
from ai_provenance.config.model import Config, Profile
from ai_provenance.errors import ConfigError

_SAMPLES = {bool: st.booleans(), float: st.floats(0.1, 99.0).map(lambda x: round(x, 2)), list: st.just(["a/**", "b"])}


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).replace("'", '"')


def _settings(prefix: str, section: lean.Section) -> st.SearchStrategy[dict[str, str]]:
    values = {
        name: st.sampled_from([f'"{choice}"' for choice in lean.CHOICES[prefix + name]])
        if prefix + name in lean.CHOICES
        else _SAMPLES.get(type(default), st.just("x.json").map('"{}"'.format)).map(_toml)
        for name, default in section.items()
    }
    return st.fixed_dictionaries({}, optional=values)


@st.composite
def _configurations(draw: st.DrawFn) -> str:
    lines = [f"{name} = {value}" for name, value in draw(_settings("", lean.TOP)).items()]
    for section, defaults in lean.SETTINGS.items():
        lines.append(f"[{section}]  # hooks read this")
        lines += [f"{name} = {value}" for name, value in draw(_settings(f"{section}.", defaults)).items()]
    return "\n".join([*lines, draw(st.sampled_from(["", "[report]\nfail-under = 9.5", "x = 1", "[[hooks]]"]))])


def _lean_view(config: Config) -> dict[str, object]:
    dumped = config.model_dump(mode="json")
    return {name: dumped[name] for name in (*lean.TOP, *lean.SETTINGS)}


def _read(directory: Path, text: str, name: str = lean.FILE) -> dict[str, object]:
    (directory / name).write_text(text)
    return dict(lean.read(str(directory)))


@given(text=_configurations())
def test_both_readers_give_the_same_settings(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    directory = tmp_path_factory.mktemp("top")
    try:
        full = _lean_view(parse_config(text.encode(), source=lean.FILE))
    except ConfigError:
        with pytest.raises(ConfigError):
            _read(directory, text)
    else:
        assert _read(directory, text) == full


def test_without_a_file_the_defaults_are_those_of_the_full_model(tmp_path: Path) -> None:
    assert lean.read(str(tmp_path)) == _lean_view(Config())


def test_the_choices_and_keys_are_those_of_the_full_model() -> None:
    assert set(lean.CHOICES["profile"]) == set(get_args(Profile))
    keys = {name.replace("_", "-") for name in Config.model_fields}
    assert keys <= {*lean.TOP, *lean.SETTINGS, *lean.SKIPPED}
    for section, defaults in lean.SETTINGS.items():
        model = type(getattr(Config(), section))
        assert {name.replace("_", "-") for name in model.model_fields} == set(defaults)


@pytest.mark.parametrize(
    "text",
    [
        'dev = ["git-ai-provenance>=0.1"]\n[tool.ai-provenance]\nprofile = "asf"\n[tool.x]\na = 1\n',
        '[tool]\nai-provenance = { profile = "asf" }\n',
        'text = """\n[tool.ai-provenance]\n"""\n[tool.ai-provenance]\nprofile = "asf"\n',
    ],
)
def test_pyproject_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text, "pyproject.toml")["profile"] == "asf"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('profil = "asf"', "unknown key 'profil'"),
        ("[hooks]\ntag-revert = true", "unknown key 'hooks.tag-revert'"),
        ("hooks = 1", "'hooks' is a number, a table was expected"),
        ('[hooks]\ntag = "yes"', "'hooks.tag' is a string, a boolean was expected"),
        ("[secrets]\nexclude = [1]", "'secrets.exclude' must hold strings only"),
        ('declare = "some"', "'declare' is 'some', expected one of ai, all"),
        ("profile = 2026-01-01", "'profile' is a date"),
        ("profile =", "not valid TOML"),
    ],
)
def test_what_hooks_cannot_use_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("[", r"\[")):
        _read(tmp_path, text)


def test_a_misspelt_key_gets_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        _read(tmp_path, "[hooks]\ntag_revert = true")
    assert raised.value.hint == "did you mean 'hooks.tag-reverts'?"


def test_bytes_that_are_no_text_are_said(tmp_path: Path) -> None:
    (tmp_path / lean.FILE).write_bytes(b'profile = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8 at byte 11"):
        lean.read(str(tmp_path))


def test_reading_imports_nothing_that_costs(tmp_path: Path) -> None:
    (tmp_path / lean.FILE).write_text(
        'profile = "asf"\n[[policy.waivers]]\nexpires = 2026-01-01\n[hooks]\ntag = true\n'
    )
    code = (
        "import sys; from ai_provenance.config import lean; lean.read(sys.argv[1]);"
        "print(*({'tomllib', 're', 'dataclasses', 'typing', 'pathlib', 'pydantic', 'enum'} & set(sys.modules)))"
    )
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, 'src'); {code}", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout.split() == []


@pytest.mark.parametrize("read", [lambda top: lean.read(str(top)), load_config])
def test_a_link_to_what_never_ends_is_not_read(tmp_path: Path, read: Callable[[Path], object]) -> None:
    (tmp_path / lean.FILE).symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match="it is no regular file"):
        read(tmp_path)
