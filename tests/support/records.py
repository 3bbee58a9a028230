"""Records, keys and repositories with records, for tests."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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
    """A new private key of KIND (`ecdsa-384`: of so many bits) in DIRECTORY; its public half is beside it."""
    path = directory / name
    kind, _, bits = kind.partition("-")
    # the default of 3072 bits takes two seconds of a processor
    size = ["-b", bits or "2048"] if bits or kind == "rsa" else []
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *size, "-N", "", "-C", name, "-f", str(path)], check=True)
    return path


class SecurityKey:
    """A key on hardware in software: what such a device signs (OpenSSH, PROTOCOL.u2f), to be verified by ssh-keygen."""

    def __init__(self, directory: Path, name: str = "hardware") -> None:
        """Write the public half of a new key into DIRECTORY."""
        self._private = Ed25519PrivateKey.generate()
        self._public = b"".join(map(_string, (self.KIND, self._private.public_key().public_bytes_raw(), b"ssh:")))
        self.path = directory / name
        text = f"{self.KIND.decode()} {base64.b64encode(self._public).decode()} {name}\n"
        self.path.with_suffix(".pub").write_text(text)

    KIND = b"sk-ssh-ed25519@openssh.com"

    def blob(self, message: bytes, namespace: str = NAMESPACE) -> bytes:
        """The signature of MESSAGE, made as somebody touched the device, without armour."""
        head = (namespace.encode(), b"", b"sha512")
        signed = b"SSHSIG" + b"".join(map(_string, (*head, hashlib.sha512(message).digest())))
        touched = b"\1" + (7).to_bytes(4, "big")  # flags, and a counter
        value = self._private.sign(hashlib.sha256(b"ssh:").digest() + touched + hashlib.sha256(signed).digest())
        signature = _string(self.KIND) + _string(value) + touched
        return b"SSHSIG\0\0\0\1" + b"".join(map(_string, (self._public, *head, signature)))

    def line(self) -> bytes:
        """RECORD on one line, signed with it."""
        payload = written(RECORD, version="1")
        return sealed(payload, [Signature("", self.blob(pae(payload)))])


def _string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


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
