"""Builds guards, filters and pins from the values that the systems write in different places."""

from __future__ import annotations

from typing import Any

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.conditions import NOTHING_FAILED, evaluate, is_never
from ai_provenance.scorecard.pipelines.pipeline import Filter, Guards, Pin
from ai_provenance.scorecard.pipelines.yaml_text import items, strings, table

_SHA = lazy.pattern(r"(?:sha256:)?[0-9a-f]{40}(?:[0-9a-f]{24})?")
_VERSION = lazy.pattern(r"v?\d+(?:\.\d+)*(?:[-+.]\w+)*")


def texts(value: object) -> tuple[str, ...]:
    """The scalars of VALUE, one or a list, as text."""
    if value is None:
        return ()
    return tuple(
        str(one) for one in (value if isinstance(value, list) else [value]) if not isinstance(one, (dict, list))
    )


def guards(  # noqa: PLR0913 - one parameter for each kind of guard
    *conditions: object,
    failure_ignored: object = False,
    manual: bool = False,
    never: bool = False,
    filter_: Filter = Filter(),  # noqa: B008 - immutable
    needs: tuple[str, ...] = (),
    permissions: object = None,
    timeout: object = None,
) -> Guards:
    """The guards of a job or step whose CONDITIONS must all hold; None among them is no condition."""
    given = [one for one in conditions if one is not None]
    is_constant = never or is_never(given)
    ignored = False if failure_ignored is None else evaluate(failure_ignored)
    if ignored is None:  # no condition that can be read, so that it counts as one that depends on the run
        given.append(f"failure allowed where {failure_ignored}")
    return Guards(
        conditions=tuple(str(one) for one in given),
        never=is_constant,
        manual=manual,
        after_failure=not is_constant and is_never(given, NOTHING_FAILED),
        failure_ignored=ignored is True,
        filter=filter_,
        needs=needs,
        permissions=permission_lines(permissions),
        timeout="" if timeout is None else str(timeout),
    )


def permission_lines(value: object) -> tuple[str, ...] | None:
    """Declared permissions, one a line; None where there are none."""
    if value is None:
        return None
    return tuple(f"{key}: {one}" for key, one in value.items()) if isinstance(value, dict) else texts(value)


def filter_of(part: dict[Any, Any]) -> Filter:
    """The filter that GitHub's keys (`branches`, `paths-ignore`, ...) give."""
    return Filter(
        branches=texts(part.get("branches")),
        branches_ignored=texts(part.get("branches-ignore")),
        tags=texts(part.get("tags")),
        paths=texts(part.get("paths")),
        paths_ignored=texts(part.get("paths-ignore")),
    )


def included_and_not(value: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A list of names, or a table of `include` and `exclude`: both as patterns."""
    if isinstance(value, dict):
        return strings(value.get("include", value.get("only"))), strings(value.get("exclude", value.get("ignore")))
    return texts(value), ()


def pin_of(use: str, comments: dict[str, str] | None = None) -> Pin:
    """How `owner/action@REF`, a template or an image is pinned."""
    name, _, ref = use.partition(" ")[0].rpartition("@")
    ref = ref if name else ""
    style = "none" if not ref else "sha" if _SHA.fullmatch(ref) else "tag" if _VERSION.fullmatch(ref) else "branch"
    return Pin(ref, style, (comments or {}).get(f"{name}@{ref}", ""))


def step_list(part: dict[Any, Any], key: str = "steps") -> list[dict[Any, Any]]:
    """The steps of PART as mappings."""
    return [table(step) for step in items(part.get(key))]
