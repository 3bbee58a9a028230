"""Records, and an evidence repository that a throw-away ssh key signs."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from ai_provenance.audits.bundle import Head, bundle
from repository import Repository


def record(identity: str, **changes: Any) -> dict[str, Any]:
    """The record of a repository that passed, with CHANGES."""
    return {
        "repository": {"identity": identity, "team": "a", "head": "0" * 40},
        "conformity": {"standing": "conforms", "results": []},
        "gates": {"G2": "pass"},
        "indicators": {"I2.3": {"value": 0.5, "verdict": "met", "source": "s"}},
        "complete": True,
        "errors": [],
        "critical": [],
        "passed": True,
        **changes,
    }


def files_of(*records: dict[str, Any], quarter: str = "2026Q1", at: str = "2026-04-02") -> dict[str, bytes]:
    """The files of an audit of RECORDS."""
    return bundle(Head("example", quarter, at, "sha256:" + "0" * 64, "ai-provenance 0"), records)


def key(place: Path, name: str = "audits@example.org") -> str:
    """Make an ssh key at PLACE; its line in a file of allowed signers."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(place)], check=True)
    return f"{name} {place.with_suffix('.pub').read_text()}"


def evidence(path: Path, signing_key: Path) -> Repository:
    """An evidence repository whose user signs with SIGNING_KEY."""
    made = Repository.init(path)
    made.git("config", "user.signingKey", str(signing_key))
    made.git("config", "gpg.format", "ssh")
    made.commit("Begin\n")
    return made
