"""The demands on one commit: those of `[policy]`, replaced where an override matches its paths or branch."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ai_provenance.model import Changes
from ai_provenance.policy.globs import matches_name, matches_path

if TYPE_CHECKING:
    from ai_provenance.config import Demands, Override, PolicyConfig


class EffectiveDemands:
    """The demands that apply to each commit, once the overrides are merged."""

    def __init__(self, policy: PolicyConfig) -> None:
        self._policy = policy
        # A history has as many combinations of matching overrides as commits have kinds of paths: few, over and over.
        self._merged = cache(self._merge)

    def __call__(self, changes: Changes | None, branch: str | None) -> Demands:
        """The demands on a commit with these changes, judged for this branch."""
        if not self._policy.overrides:
            return self._policy
        return self._merged(tuple(_matches(override, changes, branch) for override in self._policy.overrides))

    def _merge(self, matching: tuple[bool, ...]) -> Demands:
        demands: Demands = self._policy
        for override, matches in zip(self._policy.overrides, matching, strict=True):
            demands = override.over(demands) if matches else demands
        return demands


def needs_paths(policy: PolicyConfig) -> bool:
    """Whether a rule, an override or a waiver of POLICY needs the paths that a commit changes."""
    by_path = any(override.paths for override in policy.overrides) or any(waiver.paths for waiver in policy.waivers)
    return by_path or needs_lines(policy) or any(demands.max_files for demands in policy.variants())


def needs_lines(policy: PolicyConfig) -> bool:
    """Whether a rule of POLICY needs line counts, which cost git far more than paths do."""
    return any(demands.max_lines for demands in policy.variants())


def _matches(override: Override, changes: Changes | None, branch: str | None) -> bool:
    if override.branches and (branch is None or not matches_name(branch, override.branches)):
        return False
    if not override.paths:
        return True
    return changes is not None and any(matches_path(path, override.paths) for path in changes.paths)
