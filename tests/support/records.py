"""Records, keys and repositories with records, for tests."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

from ai_provenance.attest.envelope import NAMESPACE, Signature, pae, sealed
from ai_provenance.attest.ssh_signature import fingerprint, parse, unarmoured
from ai_provenance.attest.statement import Record, RecordedAgent, written
from ai_provenance.attest.trust import Trust, trust_of
from repository import Repository

RECORD = Record(
    "1" * 40,
    "ai",
    (RecordedAgent("claude-code", "claude-opus-4-6"),),
    change="2" * 64,
    author_time=1_790_000_000,
    author="3" * 64,
    created="2026-11-27T15:00:00Z",
    evidence=(("trailer", "declared", "statement"),),
)
ON = '[records]\nwrite = "commit"\n'


def key(directory: Path, kind: str = "ed25519", name: str = "key") -> Path:
    """A new private key of KIND in DIRECTORY; its public half is beside it."""
    path = directory / name
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(path)], check=True)
    return path


def public(path: Path) -> str:
    """Type and key, as a file of allowed signers has them."""
    return " ".join(path.with_suffix(".pub").read_text().split()[:2])


def trust(*paths: Path, roles: dict[str, str] | None = None, options: str = "", revoked: str = "") -> Trust:
    """Trusts the keys at PATHS, each by the name of its file."""
    lines = [f"{path.name}@example.com {options} {public(path)}\n".replace("  ", " ") for path in paths]
    return trust_of("".join(lines).encode(), revoked.encode(), roles or {}, source="test")


def signed_by(path: Path, message: bytes, namespace: str = NAMESPACE) -> bytes:
    """The armoured signature of MESSAGE that `ssh-keygen` makes."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(path)]
    return subprocess.run(command, input=message, capture_output=True, check=True).stdout


def line(path: Path | None = None, record: Record = RECORD) -> bytes:
    """RECORD on one line, signed with the key at PATH."""
    payload = written(record, version="1")
    if path is None:
        return sealed(payload)
    blob = unarmoured(signed_by(path, pae(payload)))
    return sealed(payload, [Signature(fingerprint(parse(blob).key), blob)])


def statements(repo: Repository, revision: str = "HEAD") -> list[dict[str, Any]]:
    """The statements in the note of REVISION; none where it has no note."""
    done = repo.run("notes", "--ref=ai-provenance-records", "show", revision, check=False)
    lines = done.stdout.splitlines() if not done.returncode else []
    return [json.loads(base64.b64decode(json.loads(text)["payload"])) for text in lines if text.strip()]
