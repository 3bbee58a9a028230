"""Inserts lines into the user's YAML at the positions that the parser gives, and rewrites nothing that is there.

Comments, quotes, indentation and line ends stay as they are. The result of every edit is parsed and compared with the
intended data; where the two differ, the file is left alone and the error contains the lines to add by hand.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import yaml

from ai_provenance.errors import ConfigError

Data = dict[str, object]


def load(text: str) -> Data:
    """TEXT as data; an empty document is an empty mapping.

    Raises:
        ConfigError: not YAML, or no mapping.
    """
    with _as_config_error():
        data = yaml.safe_load(text)
    if data is not None and not isinstance(data, dict):
        raise ConfigError(f"expected a mapping of keys at the top, got {type(data).__name__}")
    return data or {}


def set_new(text: str, key: str, value: Sequence[str]) -> str:
    """TEXT with the top-level KEY, which it does not have yet, as a list in one line before its first key."""
    line = f"{key}: [{', '.join(value)}]\n"
    keys = _keys(text)
    mark = keys[0][0].start_mark if keys else None
    # comments above the first key are about the whole file: they stay at the top
    at = mark.index - mark.column if mark else len(text)
    return _checked(_insert(text, at, line), load(text) | {key: list(value)}, lines=line)


def add_to_list(text: str, key: str, value: Sequence[str]) -> str:
    """TEXT with the strings of VALUE added to the list under the top-level KEY."""
    node = _sequence(text, key)
    expected = _longer(text, key, list(value))
    if not node.flow_style:
        lines = "".join(f"- {item}\n" for item in value)
        return _checked(_append(text, node, lines), expected, lines=lines)
    at = node.end_mark.index - 1  # before the closing bracket
    # the list may end in a comma already
    before = text[:at].rstrip(", ") + (", " if node.value else "")
    return _checked(before + ", ".join(value) + text[at:], expected, lines=f"{key}: [{', '.join(value)}]")


def add_item(text: str, key: str, item: str) -> str:
    """TEXT with ITEM (lines that begin with `- `, unindented) at the end of the list under the top-level KEY."""
    expected = _longer(text, key, yaml.safe_load(item))
    if key not in load(text):
        return _checked(_insert(text, len(text), f"{key}:\n{item}"), expected, lines=item)
    node = _sequence(text, key)
    if node.flow_style and not node.value:
        before, after = text[: node.start_mark.index].rstrip(" "), text[node.end_mark.index :]
        return _checked(before + "\n" + item.rstrip("\n") + after, expected, lines=item)
    # in a list that is written in one line there is no place for lines: `_checked` then refuses the result
    return _checked(_append(text, node, item), expected, lines=item)


def _longer(text: str, key: str, items: list[object]) -> Data:
    data = load(text)
    # a key without a value (`repos:`) is an empty list to the hook managers
    old = data.get(key) or []
    return data | {key: [*(old if isinstance(old, list) else []), *items]}


def _append(text: str, node: yaml.SequenceNode, lines: str) -> str:
    """TEXT with LINES after the last line of the block list NODE, indented like its items."""
    end = _last(node).end_mark
    line_end = text.find("\n", end.index)
    at = end.index if end.column == 0 else len(text) if line_end < 0 else line_end + 1
    return _insert(text, at, textwrap.indent(lines, " " * node.start_mark.column))


def _last(node: yaml.Node) -> yaml.Node:
    """The last node inside NODE, or NODE itself."""
    # the end mark of a block collection is after the comments that follow it, which belong to the next key
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last(last[1] if isinstance(last, tuple) else last)
    return node


def _insert(text: str, at: int, lines: str) -> str:
    """TEXT with LINES inserted at offset AT, on lines of their own and with the line ends of TEXT."""
    before, after = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += "\n"
    whole = before + lines + after
    return whole.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else whole


def _sequence(text: str, key: str) -> yaml.SequenceNode:
    node = next((value for name, value in _keys(text) if name.value == key), None)
    if not isinstance(node, yaml.SequenceNode):
        raise ConfigError(f"expected a list under {key}", hint=f"make {key} a list, or remove it")
    return node


def _keys(text: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    with _as_config_error():
        root = yaml.compose(text, yaml.SafeLoader)
    return root.value if isinstance(root, yaml.MappingNode) else []


@contextmanager
def _as_config_error() -> Iterator[None]:
    """Raise ConfigError for what the parser refuses."""
    try:
        yield
    except yaml.YAMLError as error:
        raise ConfigError(
            f"not YAML: {' '.join(str(error).split())}", hint="fix the file, then run this again"
        ) from None


def _checked(text: str, expected: Data, *, lines: str) -> str:
    """TEXT, if it is YAML for EXPECTED; else an error that contains LINES."""
    try:
        fits = load(text) == expected
    except ConfigError:
        fits = False
    if not fits:
        raise ConfigError("our lines do not fit into the file as it is written", hint=f"add by hand:\n{lines}")
    return text
