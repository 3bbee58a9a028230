from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from ai_provenance.conformity.documents import (
    DOCUMENTS,
    Exceptions,
    Governance,
    Template,
    document_schema,
    read_document,
    version_of,
)
from ai_provenance.conformity.scaffold import scaffold
from ai_provenance.errors import ConfigError

REQUIRE = '[[require]]\nid = "gate"\nkind = "policy"\n'
TEMPLATE = 'id = "t"\nversion = "1.0.0"\n'


def error_of(kind: str, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_document(DOCUMENTS[kind], text.encode(), "file.toml")
    return caught.value


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("governance", 'organisation = "x"\ngrace_day = 3\n', "did you mean 'grace_days'?"),
        ("template", TEMPLATE + REQUIRE + "guard = {}\n", "did you mean 'guards'?"),
        ("template", TEMPLATE + REQUIRE + "guards = { allows_failure = false }\n", "did you mean 'allow_failure'?"),
        ("exceptions", '[[exception]]\nrepositry = "x"\n', "did you mean 'repository'?"),
        ("crosswalk", 'framework = "x"\n[[control]]\nclaims = "none"\n', "did you mean 'claim'?"),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(kind: str, text: str, hint: str) -> None:
    assert error_of(kind, text).hint == hint


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("governance", "organisation = 3\n"),
        ("governance", 'organisation = "a\\u001bb"\n'),
        ("governance", 'organisation = "x"\nfiscal_start = 13\n'),
        ("template", TEMPLATE + '[[require]]\nid = "a"\n'),
        ("template", TEMPLATE + REQUIRE + 'uses = "x"\n'),
        ("template", TEMPLATE + REQUIRE + REQUIRE),
        ("template", TEMPLATE + REQUIRE + 'on = ["sometimes"]\n'),
        ("template", TEMPLATE + '[[own]]\npath = "../x"\n'),
        ("template", TEMPLATE + '[[own]]\npath = "/etc/passwd"\n'),
        ("template", TEMPLATE + '[[own]]\npath = ".git/config"\n'),
        ("crosswalk", 'framework = "x"\ntitle = "x"\nsource = "x"\nversion = "1"\nretrieved = 2026-01-01\n'
         '[[control]]\nid = "1"\nclaim = "supports"\n'),
        ("template", "id = [" + "[" * 2000),
    ],
)  # fmt: skip
def test_what_no_file_may_hold_is_refused(kind: str, text: str) -> None:
    assert "file.toml" in str(error_of(kind, text))


def granted(**values: str) -> str:
    fields = {
        "repository": '"r"', "template": '"t"', "reason": '"r"', "owner": '"a"', "approver": '"b"',
        "granted": "2026-01-01", "expires": "2026-06-30", **values,
    }  # fmt: skip
    return "[[exception]]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items() if value)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, ""),
        ({"expires": ""}, "it has no expiry"),
        ({"approver": '"A "'}, "its owner approved it"),
        ({"expires": "2026-06-30", "granted": "2026-01-01"}, ""),
        ({"expires": "2026-07-01", "granted": "2026-01-01"}, "it lasts longer than 180 days"),
        ({"expires": "2025-12-31"}, "it ends before it begins"),
    ],
)
def test_an_exception_that_does_not_hold_says_why(values: dict[str, str], fault: str) -> None:
    (one,) = read_document(Exceptions, granted(**values).encode(), "x.toml").exception
    assert one.fault() == fault


@pytest.mark.parametrize(
    ("path", "kind"), [("governance.toml", "governance"), ("templates/provenance-check/template.toml", "template")]
)
def test_the_schemas_take_the_shipped_files(path: str, kind: str) -> None:
    document = json.loads(json.dumps(tomllib.loads(scaffold("example", "gitlab")[path].decode()), default=str))
    jsonschema.validate(document, document_schema(kind), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_schemas_are_schemas(kind: str, tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(document_schema(kind))


def test_a_version_is_numbers() -> None:
    assert (version_of("v4.1.0"), version_of("3"), version_of("main")) == ((4, 1, 0), (3,), None)


def test_the_shipped_files_are_read() -> None:
    files = scaffold("Example Ltd", "none")
    assert read_document(Governance, files["governance.toml"], "g").organisation == "Example Ltd"
    with pytest.raises(ConfigError):
        read_document(Template, b"id = 1", "t")
