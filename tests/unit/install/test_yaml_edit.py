"""Lines inserted into the user's YAML."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.errors import ConfigError
from ai_provenance.install import yaml_edit

ITEM = "- repo: local\n  hooks: []\n"
PLAIN = {"repo": "local", "hooks": []}

COMMENTED = """\
# header
repos:  # why
    -   repo: a
        hooks: [
          {id: x},   # one
          {id: y}]
    # about b
    -   repo: "b"
        note: |
          text

          more
# behind the list
ci: {a: 1}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"repos:\n{ITEM}"),
        ("# only a comment", f"# only a comment\nrepos:\n{ITEM}"),
        ("repos: []\n", f"repos:\n{ITEM}"),
        ("repos:\n- repo: a", f"repos:\n- repo: a\n{ITEM}"),
        (
            "repos:\n  - repo: a # x\n\n# y\n",
            f"repos:\n  - repo: a # x\n  {ITEM.replace(chr(10), chr(10) + '  ', 1)}\n# y\n",
        ),
        ("---\nrepos:\n- repo: a\n...\n", f"---\nrepos:\n- repo: a\n{ITEM}...\n"),
    ],
)
def test_item_goes_to_the_end_of_the_list(before: str, after: str) -> None:
    assert yaml_edit.add_item(before, "repos", ITEM) == after


def test_comments_quotes_and_layout_stay() -> None:
    after = yaml_edit.add_item(COMMENTED, "repos", ITEM)
    assert after == COMMENTED.replace("more\n", "more\n    - repo: local\n      hooks: []\n")


def test_line_ends_of_the_file_are_kept() -> None:
    after = yaml_edit.add_item(COMMENTED.replace("\n", "\r\n"), "repos", ITEM)
    assert after.count("\n") == after.count("\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k: [a]\n", "k: [a, b, c]\n"),
        ("k: []\n", "k: [b, c]\n"),
        ("k: [a, ]  # x\n", "k: [a, b, c]  # x\n"),
        ("k:\n  - a  # x\nj: 1\n", "k:\n  - a  # x\n  - b\n  - c\nj: 1\n"),
    ],
)
def test_strings_are_added_to_either_form_of_list(before: str, after: str) -> None:
    assert yaml_edit.add_to_list(before, "k", ["b", "c"]) == after


def test_new_key_goes_before_the_first() -> None:
    assert yaml_edit.set_new("# header\nrepos: []\n", "k", ["a", "b"]) == "# header\nk: [a, b]\nrepos: []\n"


@pytest.mark.parametrize("text", ["repos: [{repo: a}]\n", "{repos: [{repo: a}]}\n", "repos: &x\n- *y\n"])
def test_what_does_not_fit_is_refused_with_the_lines(text: str) -> None:
    with pytest.raises(ConfigError, match=r"do not fit|not YAML") as caught:
        yaml_edit.add_item(text, "repos", ITEM)
    assert "not YAML" in str(caught.value) or ITEM in str(caught.value.hint)


@pytest.mark.parametrize(("text", "why"), [("a: [", "not YAML"), ("- a\n", "mapping"), ("repos: x\n", "list under")])
def test_unreadable_files_are_refused(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        yaml_edit.add_item(text, "repos", ITEM)


scalars = st.text(alphabet="ab: #\"'-|\n", max_size=8) | st.integers() | st.none()
documents = st.fixed_dictionaries(
    {
        "repos": st.lists(
            st.dictionaries(st.sampled_from(["repo", "rev", "hooks"]), scalars | st.lists(scalars), min_size=1)
        )
    },
    optional={"ci": st.dictionaries(st.sampled_from(["a", "b"]), scalars), "after": scalars},
)


@given(documents, st.sampled_from([None, True, False]), st.integers(2, 6))
def test_every_line_is_kept_or_the_file_refused(document: object, flow: bool | None, indent: int) -> None:
    before = yaml.safe_dump(document, default_flow_style=flow, indent=indent, sort_keys=False)
    try:
        after = yaml_edit.add_item(before, "repos", ITEM)
    except ConfigError:
        return
    lines = iter(after.splitlines())
    assert all(line in lines for line in before.splitlines() if line != "repos: []")
    assert yaml.safe_load(after)["repos"][-1] == PLAIN
