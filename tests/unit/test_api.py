"""The public library: every name resolves, and importing the package loads nothing else."""

from __future__ import annotations

import subprocess
import sys

import ai_provenance


def test_every_public_name_resolves() -> None:
    assert all(getattr(ai_provenance, name) is not None for name in ai_provenance.__all__)


def test_the_version_is_the_distribution_s() -> None:
    from importlib.metadata import version  # noqa: PLC0415 - only this test needs it

    assert version("git-ai-provenance") == ai_provenance.__version__


def test_importing_the_package_loads_no_room() -> None:
    code = "import sys, ai_provenance; print([m for m in sys.modules if m.startswith('ai_provenance.')])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
