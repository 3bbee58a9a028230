"""The configuration as pydantic models, built from the table of keys.

Only `config schema`, the documentation and tests use them. Reading a configuration does not: importing pydantic costs
as much as eight starts of Python. A property test holds that `read` accepts what these models accept, and refuses
what they refuse.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, create_model

from ai_provenance.config import keys

_TYPES = {keys.BOOLEAN: bool, keys.STRING: str, keys.WHOLE: int, keys.NUMBER: float, keys.DATE: date}


class _Section(BaseModel):
    # strict: TOML has types, and a string that could be read as a number was meant as something else
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=lambda name: name.replace("_", "-")
    )


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the configuration, as editors and `config schema` use it."""
    schema = config_model().model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": keys.TOP.record, **schema}


def config_model() -> type[BaseModel]:
    """The model of a whole configuration."""
    return _model(keys.TOP)


def _model(table: keys.Table) -> type[BaseModel]:
    fields: dict[str, Any] = {key.attribute: _field(key) for key in table.keys}
    return create_model(table.record, __base__=_Section, __doc__=table.meaning, **fields)


def _field(key: keys.Key) -> tuple[Any, Any]:
    """Type and description of one field, as `create_model` takes them."""
    holds: Any = _model(key.holds) if isinstance(key.holds, keys.Table) else _scalar(key)
    if key.shape == keys.ONE and isinstance(key.holds, keys.Table):
        return holds, Field(default_factory=holds)
    if key.shape == keys.ARRAY:
        # strict mode takes no list for a tuple, and a frozen model should not hold a list
        holds = Annotated[tuple[holds, ...], BeforeValidator(_freeze, json_schema_input_type=list[holds])]
    elif key.shape == keys.NAMED:
        names: Any = Literal[key.names] if key.names else str
        holds = dict[names, holds]
    elif key.default is None and not key.required:
        holds = holds | None
    return holds, Field(default=... if key.required else key.default, description=key.meaning)


def _scalar(key: keys.Key) -> Any:
    if key.choices:
        return Literal[key.choices]
    holds: Any = _TYPES[str(key.holds)]
    if key.words:
        return holds | Literal[key.words]
    if key.non_empty or key.stripped or key.pattern:
        return Annotated[
            holds,
            StringConstraints(
                min_length=1 if key.non_empty else None,
                strip_whitespace=key.stripped or None,
                pattern=key.pattern.regex if key.pattern else None,
            ),
        ]
    bounds = {"gt": key.above, "ge": key.at_least, "le": key.at_most}
    given: dict[str, Any] = {name: bound for name, bound in bounds.items() if bound is not None}
    return Annotated[holds, Field(**given)] if given else holds


def _freeze(value: object) -> object:
    """An array as a tuple; anything else as it is, for pydantic to refuse."""
    return tuple(value) if isinstance(value, list) else value
