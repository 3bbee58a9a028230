"""Which repositories `fleet.toml` names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ai_provenance.config.toml_text import load_toml
from ai_provenance.errors import ConfigError
from ai_provenance.fleet.definition import Entry, fleet_schema, read_fleet
from fleets import define, folder_source, make, named


def entries(folder: Path, text: str) -> dict[str, Entry]:
    return {entry.identity: entry for entry in read_fleet(str(define(folder, text))).entries()}


def listing(folder: Path, **keys: object) -> str:
    rows = [
        {
            "nameWithOwner": f"example/{name}",
            "url": f"https://Git.Example.org/example/{name}.git",
            "pushedAt": "p",
            **more,
        }
        for name, more in {"pay": {}, "old": {"isArchived": True}, "copy": {"isFork": True}, "sandbox-1": {}}.items()
    ]
    (folder / "repos.json").write_text(json.dumps(rows))
    return '[[source]]\nlisting = "repos.json"\n' + "".join(
        f"{name} = {json.dumps(value)}\n" for name, value in keys.items()
    )


def test_archived_repositories_and_forks_are_left_out(tmp_path: Path) -> None:
    found = entries(tmp_path, listing(tmp_path))
    assert {identity.rpartition("/")[2]: entry.left_out for identity, entry in found.items()} == {
        "pay": "",
        "old": "archived",
        "copy": "fork",
        "sandbox-1": "",
    }


def test_they_are_counted_where_the_defaults_say_so(tmp_path: Path) -> None:
    found = entries(tmp_path, "[defaults]\nskip_archived = false\nskip_forks = false\n" + listing(tmp_path))
    assert not any(entry.left_out for entry in found.values())


def test_exclude_wins_over_include(tmp_path: Path) -> None:
    found = entries(tmp_path, listing(tmp_path, include=["example/*"], exclude=["git.example.org/example/sandbox-*"]))
    assert found["git.example.org/example/sandbox-1"].left_out == "excluded"
    assert found["git.example.org/example/pay"].left_out == ""


def test_a_named_repository_wins_over_every_source(tmp_path: Path) -> None:
    text = '[[repository]]\nurl = "git@git.example.org:example/old"\nteam = "payments"\n'
    found = entries(tmp_path, listing(tmp_path, exclude=["*"]) + text)
    old = found["git.example.org/example/old"]
    assert (old.left_out, old.team, old.pushed_at) == ("", "payments", None)


def test_a_repository_in_two_sources_counts_once(tmp_path: Path) -> None:
    assert len(entries(tmp_path, listing(tmp_path) + listing(tmp_path))) == 4


def test_an_alias_gives_the_identity_after_a_move(tmp_path: Path) -> None:
    text = '[aliases]\n"git.example.org/example/pay" = "git.example.org/money/pay"\n'
    assert "git.example.org/money/pay" in entries(tmp_path, text + listing(tmp_path))


def test_a_repository_without_an_address_is_named_by_its_roots(tmp_path: Path) -> None:
    pay = make(tmp_path / "srv/pay", "ai").path
    (from_folder,) = entries(tmp_path / "one", folder_source(tmp_path / "srv"))
    (by_address,) = entries(tmp_path / "two", named(pay))
    assert from_folder == by_address
    assert from_folder.startswith("local/pay-")


@pytest.mark.parametrize(
    "url",
    [
        "https://ana:secret@git.example.org/a/b",
        "https://secret@git.example.org/a/b",
        "ssh://ana:secret@git.example.org/a/b",
        "ana:secret@git.example.org:a/b",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match=r"\[\[repository\]\] number 1 holds") as caught:
        entries(tmp_path, f'[[repository]]\nurl = "{url}"\n')
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["--upload-pack=touch x", "ext::sh -c touch% x"])
def test_what_git_would_take_for_a_command_is_no_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="is no address"):
        entries(tmp_path, f'[[repository]]\nurl = "{url}"\n')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("unknown = 1\n", "unknown"),
        ("[[source]]\n", "either `listing` or `folder`"),
        ("[defaults]\ntimeout = 0\n", "defaults.timeout"),
        ("[hosts.x]\nconcurrency = 0\n", "hosts.x.concurrency"),
        ("= =", "no TOML"),
    ],
)
def test_what_it_must_not_hold_is_an_error_that_names_it(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says.replace("[", r"\[")):
        entries(tmp_path, text)


def test_the_password_of_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`store`"):
        entries(tmp_path, 'store = "postgresql://ana:secret@db.example.org/provenance"\n')


def test_the_schema_accepts_what_is_read_and_refuses_unknown_keys(tmp_path: Path) -> None:
    judge = Draft202012Validator(fleet_schema())
    good = define(tmp_path, "[hosts.h]\nconcurrency = 2\n" + listing(tmp_path)).read_text()
    assert judge.is_valid(load_toml(good))
    assert not judge.is_valid(load_toml(good + "nothing = 1\n"))
