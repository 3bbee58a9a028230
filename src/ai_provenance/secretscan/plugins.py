"""Offers our tables as plugins of detect-secrets, for those who run it on its own: `detect-secrets scan -p THIS_FILE`.

detect-secrets loads the file and takes every plugin class in it. Our own scan does not import this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detect_secrets.plugins.base import RegexBasedDetector

from ai_provenance.secretscan.anchors import TOKEN_RULES
from ai_provenance.secretscan.rule import Rule
from ai_provenance.secretscan.tokens import is_real


def plugin_class(rule: Rule) -> type:
    """A plugin class of detect-secrets that finds what RULE finds."""

    def analyze_string(self: object, string: str) -> Iterator[str]:  # noqa: ARG001 - the plugin's signature
        for match in rule.pattern.finditer(string.encode("utf-8", "replace")):
            if is_real(rule, match.group()):
                yield match.group().decode("utf-8", "replace")

    name = "".join(part.capitalize() for part in rule.id.split("-")) + "Detector"
    denylist = (re.compile(rule.regex.decode("latin-1")),)
    secret_type = f"{rule.type} (ai-provenance)"  # detect-secrets replaces a plugin of its own that has the same type
    body = {"__doc__": rule.source, "secret_type": secret_type, "denylist": denylist, "analyze_string": analyze_string}
    return type(name, (RegexBasedDetector,), body)


PLUGINS = tuple(plugin_class(rule) for rule in TOKEN_RULES if rule.regex)
"""One class for each row with a shape of its own; rows that name a plugin of detect-secrets are in it already."""
globals().update({plugin.__name__: plugin for plugin in PLUGINS})  # detect-secrets looks at the names of the module
