"""Writes and recognises our block in the configuration that pre-commit and prek read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ai_provenance.install import yaml_edit
from ai_provenance.install.managers import is_generated
from ai_provenance.install.shim import DEFAULT_HOOKS

HOOK_TYPES = "default_install_hook_types"
STAGES = "default_stages"
WANTED_TYPES = ("pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-rewrite")
"""The hook types that `pre-commit install` must install; by default it installs the first only."""

IDS = ("ai-provenance-prepare", "ai-provenance-commit-msg", "ai-provenance-secrets", "ai-provenance-post-rewrite")
"""The hooks of our manifest that the block names."""

_SERVED = {
    "ai-provenance-prepare": ("prepare-commit-msg",),
    "ai-provenance-commit-msg": ("commit-msg",),
    "ai-provenance-secrets": ("pre-commit", "pre-merge-commit"),
    "ai-provenance-pre-push": ("pre-push",),
    "ai-provenance-post-rewrite": ("post-rewrite",),
    "ai-provenance-post-commit": ("post-commit",),
}
"""Hook of our manifest (each also as `...-system`) -> the hooks of git that it does the work of."""

# `always_run`: a top-level `files:` or `exclude:` would make the manager skip hooks that get no file names.
_LOCAL = """\
- repo: local
  hooks:
    - id: ai-provenance-prepare
      name: ai-provenance (declare AI help, no editor)
      entry: ai-provenance-hook prepare-commit-msg
      language: system
      stages: [prepare-commit-msg]
      always_run: true
    - id: ai-provenance-commit-msg
      name: ai-provenance (declare AI help)
      entry: ai-provenance-hook commit-msg
      language: system
      stages: [commit-msg]
      always_run: true
    - id: ai-provenance-secrets
      name: ai-provenance (secrets)
      entry: ai-provenance-hook pre-commit
      language: system
      stages: [pre-commit, pre-merge-commit, manual]
      always_run: true
      require_serial: true
    - id: ai-provenance-post-rewrite
      name: ai-provenance (carry notes to rewritten commits)
      entry: ai-provenance-hook post-rewrite
      language: system
      stages: [post-rewrite]
      always_run: true
      pass_filenames: false
"""


def block(source: str | None, revision: str) -> str:
    """Our item of `repos:`: hooks of the git URL SOURCE at REVISION, or of the tool installed on the machine."""
    if source is None:
        return _LOCAL
    return f"- repo: {source}\n  rev: {revision}\n  hooks:\n" + "".join(f"    - id: {name}\n" for name in IDS)


def with_block(text: str, item: str, *, installed: Iterable[str] = ()) -> str:
    """TEXT of a `.pre-commit-config.yaml` with our block and the hook types it needs; unchanged where both are there.

    Other hooks keep their stages: where the file has no `default_stages`, it gets the stages in which hooks ran so far,
    `pre-commit`, `manual` and those that are INSTALLED.

    Raises:
        ConfigError: not YAML, or written so that the lines do not fit; the hint holds the lines.
    """
    data = yaml_edit.load(text)
    others = data.get("repos")
    if not names_us(text):
        text = yaml_edit.add_item(text, "repos", item)
        # a hook that names no stage runs in every type that is installed, so ours would make the others run on messages
        if others and STAGES not in data and HOOK_TYPES not in data:
            text = yaml_edit.set_new(text, STAGES, list(dict.fromkeys(("pre-commit", "manual", *installed))))
    missing = missing_types(text)
    if HOOK_TYPES not in data:
        return yaml_edit.set_new(text, HOOK_TYPES, WANTED_TYPES)
    return yaml_edit.add_to_list(text, HOOK_TYPES, missing) if missing else text


def names_us(text: str) -> bool:
    """Whether a hook of ours is in `repos:`."""
    return bool(our_ids(text))


def file_names_us(config: Path) -> bool:
    """Whether a hook of ours is in the file CONFIG; for a `prek.toml`, whether it mentions the tool at all."""
    text = config.read_text("utf-8", "replace")
    return "ai-provenance" in text if config.suffix == ".toml" else names_us(text)


def unserved(config: Path, hooks: Iterable[str]) -> tuple[str, ...]:
    """Those of git's HOOKS for which the file CONFIG names no hook of ours.

    Raises:
        ConfigError: not YAML.
    """
    text = config.read_text("utf-8", "replace")
    named = [name for name in _SERVED if name in text] if config.suffix == ".toml" else our_ids(text)
    served = {hook for name in named for hook in _SERVED.get(name.removesuffix("-system"), ())}
    return tuple(hook for hook in hooks if hook not in served)


def our_ids(text: str) -> tuple[str, ...]:
    """Ids of our hooks that the configuration names."""
    return tuple(name for name in hook_ids(text) if name.startswith("ai-provenance"))


def hook_ids(text: str) -> tuple[str, ...]:
    """Ids of all hooks that the configuration names, aliases included.

    Raises:
        ConfigError: not YAML.
    """
    repos = yaml_edit.load(text).get("repos")
    hooks = [hook for repo in _dicts(repos) for hook in _dicts(repo.get("hooks"))]
    # `SKIP` takes aliases as well as ids
    return tuple(str(hook[key]) for hook in hooks for key in ("id", "alias") if key in hook)


def missing_types(text: str) -> tuple[str, ...]:
    """The hook types that `default_install_hook_types` lacks for our hooks; without that key, all but `pre-commit`."""
    # the manager's own default
    present = yaml_edit.load(text).get(HOOK_TYPES, ["pre-commit"])
    return tuple(name for name in WANTED_TYPES if not isinstance(present, list) or name not in present)


def installed_types(hooks: Path) -> tuple[str, ...]:
    """Hook types for which the hook directory has a script of pre-commit or prek."""
    names = (*DEFAULT_HOOKS, "pre-push", "post-checkout", "post-commit", "post-merge", "pre-rebase")
    return tuple(name for name in names if is_generated(hooks / name))


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
