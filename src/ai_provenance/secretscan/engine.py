"""Calls the plugins of detect-secrets directly, and loads one only when a line needs it.

The driver of detect-secrets passes every line to every filter and plugin through argument injection. Its plugins import
`requests` (half of their start-up time) to verify tokens with the provider. Nothing here may use the network, so
the plugins get an empty module in its place while they are imported.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    class Plugin(Protocol):
        """The part of `detect_secrets.plugins.base.BasePlugin` that is used."""

        def analyze_string(self, string: str) -> Iterable[str]:
            """The secret values in a line."""


_LOADED: dict[str, Plugin] = {}


class _NoRequests(ModuleType):
    """An empty stand-in for `requests` while plugins are imported: every name exists, no request can be made."""

    RequestException = Exception

    def __getattr__(self, name: str) -> _NoRequests:
        if name.startswith("__"):
            raise AttributeError(name)
        return _NoRequests(f"{self.__name__}.{name}")


def plugin_values(plugin: str, line: str) -> Iterator[str]:
    """The secrets that PLUGIN (`module.Class`) finds in LINE. Nothing is verified with a provider."""
    if plugin not in _LOADED:
        _LOADED[plugin] = _load(plugin)
    yield from _LOADED[plugin].analyze_string(line)


def _load(plugin: str) -> Plugin:
    module, _, name = plugin.partition(".")
    instance: Plugin = getattr(_import(f"detect_secrets.plugins.{module}"), name)()
    return instance


def _import(module: str) -> ModuleType:
    # where the real library is loaded already, another part of the program needs it: it must not be taken away
    if "requests" in sys.modules:
        return import_module(module)
    absent = _NoRequests("requests")
    names = {"requests": absent, "requests.exceptions": absent.exceptions, "requests.auth": absent.auth}
    sys.modules.update(names)
    try:
        return import_module(module)
    finally:
        for name in names:
            sys.modules.pop(name, None)
