"""Which demands hold for one commit: the general ones, replaced where an override names its paths or branch."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ai_provenance.model import Changes
from ai_provenance.policy.globs import matches_name, matches_path

if TYPE_CHECKING:
    from ai_provenance.config import Demands, Override, PolicyConfig


class DemandsFor:
    """Finds the demands for a commit; each combination of overrides is merged once."""

    def __init__(self, policy: PolicyConfig) -> None:
        self._policy = policy
        self._merged = cache(self._merge)

    def __call__(self, changes: Changes | None, branch: str | None) -> Demands:
        """The demands on a commit with these changes, judged for this branch."""
        if not self._policy.overrides:
            return self._policy
        return self._merged(tuple(_applies(override, changes, branch) for override in self._policy.overrides))

    def _merge(self, applied: tuple[bool, ...]) -> Demands:
        demands: Demands = self._policy
        for override, used in zip(self._policy.overrides, applied, strict=True):
            demands = override.over(demands) if used else demands
        return demands


def needs_paths(policy: PolicyConfig) -> bool:
    """Whether judging takes the paths that a commit changes."""
    by_path = any(override.paths for override in policy.overrides) or any(waiver.paths for waiver in policy.waivers)
    return by_path or needs_lines(policy) or any(demands.max_files for demands in policy.variants())


def needs_lines(policy: PolicyConfig) -> bool:
    """Whether judging takes line counts, which cost git far more than paths do."""
    return any(demands.max_lines for demands in policy.variants())


def _applies(override: Override, changes: Changes | None, branch: str | None) -> bool:
    on_branch = not override.branches or (branch is not None and matches_name(branch, override.branches))
    if not on_branch or not override.paths:
        return on_branch
    return changes is not None and any(matches_path(path, override.paths) for path in changes.paths)
