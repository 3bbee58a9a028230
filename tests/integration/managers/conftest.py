"""The managers, each with the environment of our hooks built once a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from managed import Manager, build, copy_checkout, git


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all pytest-xdist workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "managers"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="session")
def checkout(shared: Path) -> tuple[Path, str]:
    """This checkout as a git repository of its own, and its commit: what a user's `repo:` and `rev:` would name."""
    place = shared / "ai-provenance"
    with FileLock(shared / "checkout.lock"):
        if not (place / ".git").exists():
            copy_checkout(place)
    return place, git(place, "rev-parse", "HEAD")


@pytest.fixture(scope="session", params=["pre-commit", "prek"])
def manager(request: pytest.FixtureRequest, shared: Path, checkout: tuple[Path, str]) -> Manager:
    """The manager with the environment of our hooks built, once a run."""
    made = Manager(request.param, *checkout, shared / f"home-{request.param}")
    with FileLock(shared / f"{request.param}.lock"):
        if not (shared / f"built-{request.param}").exists():
            build(made, shared / f"seed-{request.param}")
            (shared / f"built-{request.param}").touch()
    return made
