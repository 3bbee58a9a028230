"""TOML that a stranger wrote costs no more than its length."""

from __future__ import annotations

import pytest

from ai_provenance.config import parse_config
from ai_provenance.config.toml_text import load_toml
from ai_provenance.errors import ConfigError


@pytest.mark.parametrize(
    "text", ["a" + ".a" * 60_000 + " = 1\n", "[a" + " . 'b'" * 60_000 + "]\n", '"a"' + '."a"' * 9000 + "=1"]
)
def test_a_key_of_very_many_parts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="more than 100 parts"):
        load_toml(text)
    with pytest.raises(ConfigError, match="more than 100 parts"):
        parse_config(text.encode(), source="x")


@pytest.mark.parametrize("text", ["a.b.c = 1\n", "[a.'b.c'.d]\n", f"a = '{'x.' * 99}'\n", "a = 1.5\n"])
def test_any_other_document_is_read(text: str) -> None:
    assert load_toml(text)


@pytest.mark.parametrize("text", ["a" * 10**6, '"' * 10**6, "a " * 500_000, ("a." * 99 + "=") * 5000])
def test_a_long_text_is_searched_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expected|expected|Invalid|parts"):
        load_toml(text)
