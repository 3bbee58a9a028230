"""lefthook: it writes the hook directory anew from its configuration, so ours have to stand in that file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from ai_provenance.errors import ConfigError
from ai_provenance.install import blocks
from ai_provenance.install.steps import Step, Write

FILES = tuple(
    f"{directory}{dot}lefthook.{ending}"
    for directory in ("", ".config/")
    for dot in ("", ".")
    for ending in ("yml", "yaml", "toml", "json", "jsonc")
)
"""Where lefthook looks for its configuration."""


def entry(hook: str) -> str:
    """The lines for HOOK. `{0}` is all that git passed; `use_stdin` is needed where git writes to standard input."""
    reads = "      use_stdin: true\n" if hook == "pre-push" else ""
    return f"{hook}:\n  commands:\n    ai-provenance:\n      run: ai-provenance-hook {hook} {{0}}\n{reads}"


def plan_install(config: Path, hooks: Iterable[str]) -> Iterator[Step]:
    """The step that appends the hooks which the file does not mention yet. See `by_hand` for the others."""
    content = config.read_bytes()
    absent = [hook for hook in hooks if hook not in _hooks(config)]
    if absent and config.suffix in {".yml", ".yaml"} and not blocks.has_block(content):
        yield Write(config, blocks.at_end(content, "".join(map(entry, absent)).encode()))


def by_hand(config: Path, hooks: Iterable[str]) -> tuple[str, ...]:
    """The lines that a person has to merge into hooks which the file configures already, or that is not YAML."""
    if config.suffix not in {".yml", ".yaml"}:
        return tuple(map(entry, hooks))
    present = _hooks(config)
    return tuple(entry(hook) for hook in hooks if hook in present and "ai-provenance" not in str(present[hook]))


def plan_uninstall(config: Path) -> Iterator[Step]:
    """The step that takes our block out again."""
    content = config.read_bytes()
    if blocks.has_block(content):
        yield Write(config, blocks.without(content) or b"")


def _hooks(config: Path) -> dict[str, object]:
    if config.suffix not in {".yml", ".yaml"}:
        return {}
    try:
        data = yaml.safe_load(config.read_bytes())
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise ConfigError(f"{config} is not YAML: {problem}", hint=f"mend it, then: lefthook dump {config}") from None
    return data if isinstance(data, dict) else {}
