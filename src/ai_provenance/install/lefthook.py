"""Installs hooks under lefthook: a marked block in its configuration, from which it writes the hook directory."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from ai_provenance.errors import ConfigError
from ai_provenance.install import marked_block
from ai_provenance.install.steps import Remove, Step, Write

_NAME = "ai-provenance"
_READING = ("pre-push", "post-rewrite")
"""Hooks that read their standard input."""
FILES = tuple(
    f"{directory}{dot}lefthook.{ending}"
    for directory in ("", ".config/")
    for dot in ("", ".")
    for ending in ("yml", "yaml", "toml", "json", "jsonc")
)
"""Where lefthook looks for its configuration."""
LOCAL_FILES = tuple(f"{name.rpartition('.')[0]}-local.{name.rpartition('.')[2]}" for name in FILES)
"""Where it looks for what is merged into that."""


def entry(hook: str) -> str:
    """The lines for HOOK. lefthook replaces `{0}` by all that git passed."""
    # lefthook passes standard input on only where `use_stdin` says so
    # git writes refs or pairs of commits to it, which lefthook gives to no command by default
    reads = "      use_stdin: true\n" if hook in _READING else ""
    return f"{hook}:\n  commands:\n    ai-provenance:\n      run: ai-provenance-hook {hook} {{0}}\n{reads}"


def table(hook: str) -> str:
    """The lines for HOOK in a file that is TOML."""
    reads = "use_stdin = true\n" if hook in _READING else ""
    return f'[{hook}.commands.ai-provenance]\nrun = "ai-provenance-hook {hook} {{0}}"\n{reads}'


def plan_install(config: Path, hooks: Iterable[str]) -> Iterator[Step]:
    """The steps that add HOOKS: to the file CONFIG where they can be appended to it, else to its local companion.

    Raises:
        ConfigError: a file that cannot be read as what its name says, or a local file that has such hooks already.
    """
    text = config.read_text("utf-8", "replace")
    local = local_file(config)
    wanted = [hook for hook in hooks if _NAME not in str(_read(config).get(hook)) + str(_read(local).get(hook))]
    if config.suffix == ".toml":
        if wanted and _can_take(text, wanted):
            yield _append(config, "".join(map(table, wanted)))
            return
    elif config.suffix in {".yml", ".yaml"}:
        # a second key of the same name would replace the user's: what is configured already cannot be appended
        absent = [hook for hook in wanted if hook not in _read(config)]
        if absent and not marked_block.has_block(config.read_bytes()):
            yield _append(config, "".join(map(entry, absent)))
            wanted = [hook for hook in wanted if hook not in absent]
    if wanted:
        yield _into_local(local, wanted)


def local_file(config: Path) -> Path:
    """The file beside CONFIG that lefthook merges into it: the only way into JSON, and into hooks that are there."""
    return config.with_name(f"{config.name.removesuffix(config.suffix)}-local.yml")


def plan_uninstall(config: Path) -> Iterator[Step]:
    """The steps that remove our blocks again."""
    for path in (config, local_file(config)):
        content = path.read_bytes() if path.is_file() else b""
        if marked_block.has_block(content):
            left = marked_block.without(content)
            # lefthook needs its own file, so that stays even when nothing else is in it
            yield Remove(path) if left is None and path != config else Write(path, left or b"")


def _append(config: Path, lines: str) -> Step:
    return Write(config, marked_block.at_end(config.read_bytes(), lines.encode()))


def _into_local(local: Path, hooks: list[str]) -> Step:
    lines = "".join(map(entry, hooks))
    present = [hook for hook in hooks if hook in _read(local)]
    if present or (local.is_file() and marked_block.has_block(local.read_bytes())):
        raise ConfigError(
            f"{local.name} configures {', '.join(present or hooks)} already", hint=f"add there by hand:\n{lines}"
        )
    return _append(local, lines) if local.is_file() else Write(local, marked_block.new_file(lines.encode()))


def _can_take(text: str, hooks: list[str]) -> bool:
    """Whether TOML with our tables for HOOKS at its end is what it was, and ours besides."""
    try:
        before, after = tomllib.loads(text), tomllib.loads(text + "\n" + "".join(map(table, hooks)))
    except tomllib.TOMLDecodeError:
        return False
    for hook in hooks:
        del after[hook]["commands"][_NAME]
        for empty in ("commands", None):
            place = after[hook] if empty else after
            if place[empty or hook] == {}:
                del place[empty or hook]
            else:
                break
    return before == after


def _read(config: Path) -> dict[str, object]:
    """What CONFIG says, or nothing where there is no such file."""
    if not config.is_file():
        return {}
    text = config.read_text("utf-8", "replace")
    try:
        data = tomllib.loads(text) if config.suffix == ".toml" else yaml.safe_load(_without_comments(config, text))
    except (yaml.YAMLError, tomllib.TOMLDecodeError) as error:
        problem = " ".join(str(error).split())
        kind = config.suffix[1:].upper().replace("YML", "YAML")
        raise ConfigError(f"{config} is not {kind}: {problem}", hint=f"fix it, then: lefthook dump {config}") from None
    return data if isinstance(data, dict) else {}


def _without_comments(config: Path, text: str) -> str:
    # JSON is YAML but for the comments of JSONC
    return re.sub(r"(?m)^\s*//.*$", "", text) if config.suffix == ".jsonc" else text
