"""Reads the YAML of CI systems safely: no tag builds an object, and size and depth are limited."""

from __future__ import annotations

from typing import Any

import yaml

from ai_provenance.scorecard.pipelines.pipeline import PipelineError

_LARGEST = 200_000
"""Values in one definition, with every alias counted as often as it is used: a few lines can expand to a billion."""
_DEEPEST = 100

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is not in every build of PyYAML


class _Loader(_Base):  # type: ignore[misc]  # a class chosen at run time
    """The safe loader, which reads a value with an unknown tag (`!reference`, `!Ref`) as the plain value."""


class _Redefining(yaml.SafeLoader):
    """The same for a document that gives an anchor twice: YAML 1.2.2, section 7.1, lets the later one hold from there.

    PyYAML refuses it, in its C composer too, which cannot be changed from here.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The next node; an anchor that it gives again is no longer that of another one."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML ships no types for it
        if not isinstance(event, yaml.AliasEvent):
            self.anchors.pop(getattr(event, "anchor", None), None)
        return super().compose_node(parent, index)


class Reference(list[Any]):
    """The path of `!reference [job, key]`, GitLab's way to take a value from another place of the document."""


def _plain(loader: Any, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        values = loader.construct_sequence(node, deep=True)
        return Reference(values) if suffix == "!reference" else values
    return loader.construct_mapping(node, deep=True)


for _class in (_Loader, _Redefining):
    _class.add_multi_constructor("", _plain)


def mapping(content: bytes) -> dict[Any, Any]:
    """The first document of CONTENT, which must be a mapping. Raises PipelineError."""
    try:
        text = content.decode("utf-8")
        _check_depth(text)
        # further documents of a stream are never CI definitions
        document = _first(text)
    except PipelineError:
        raise
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError, RecursionError) as error:
        raise PipelineError(
            f"not YAML: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        ) from error
    if not isinstance(document, dict):
        raise PipelineError(f"expected a mapping, got {type(document).__name__}")
    if _size(document, {}, 0) > _LARGEST:
        raise PipelineError(f"its aliases expand to more than {_LARGEST} values")
    return document


def _first(text: str) -> Any:
    try:
        return next(iter(yaml.load_all(text, Loader=_Loader)), None)
    except yaml.composer.ComposerError as error:
        if "duplicate anchor" not in str(error):
            raise
        return next(iter(yaml.load_all(text, Loader=_Redefining)), None)


def table(value: object) -> dict[Any, Any]:
    """VALUE if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """VALUE if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def strings(value: object) -> tuple[str, ...]:
    """Every string in VALUE: itself, or those of nested lists and mappings' values."""
    if isinstance(value, str):
        return (value,)
    inner = value.values() if isinstance(value, dict) else items(value)
    return tuple(text for one in inner for text in strings(one))


def _check_depth(text: str) -> None:
    """Raise PipelineError where TEXT is nested too deep."""
    # checked on the parser's events, because the C code that builds values recurses and would crash the process
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            depth -= 1
        if depth > _DEEPEST:
            raise PipelineError(f"nested deeper than {_DEEPEST} levels")


def _size(value: object, known: dict[int, int], depth: int) -> int:
    """The number of values below VALUE, with those of an alias counted each time."""
    # the count of each object is kept in KNOWN: walking every alias again is what must not happen
    if not isinstance(value, (dict, list)):
        return 1
    if depth > _DEEPEST:
        raise PipelineError(f"nested deeper than {_DEEPEST} levels")
    if id(value) not in known:
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(one, known, depth + 1) for one in inner)
    return known[id(value)]
