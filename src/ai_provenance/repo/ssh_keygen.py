"""SSH signatures by `ssh-keygen`: made with the key that git itself is configured to sign with, and checked."""

# A hook signs while a person waits, so paths are text, and what only some keys need is imported where it is needed.
# ruff: noqa: PTH108, PTH111, PTH123, PLC0415

from __future__ import annotations

import os

from ai_provenance.errors import GitError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.run import run_command, try_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.run import Where

TIME_LIMIT = 3.0
"""Seconds for one signature: a key that waits to be confirmed must not hold anyone up."""
_LITERAL = ("key::", "ssh-", "ecdsa-", "sk-")
"""How a key begins that git's configuration holds itself, rather than the name of its file."""


class SigningKey(NamedTuple):
    """What to sign with."""

    key: str
    """File of a private key, of a public one whose private half an agent holds, or the public key itself."""
    program: str = "ssh-keygen"


def signing_key(where: Where, *, named: str = "") -> SigningKey | None:
    """The key NAMED, else the one that git signs with by SSH (user.signingKey); None where there is none."""
    out = try_git(where, "config", "-z", "--get-regexp", r"^(gpg\.format|gpg\.ssh\.program|user\.signingkey)$").stdout
    pairs = (entry.partition("\n") for entry in out.decode("utf-8", "surrogateescape").split("\0"))
    values = {name: value for name, _, value in pairs}
    key = named or (values.get("user.signingkey", "") if values.get("gpg.format") == "ssh" else "")
    return SigningKey(key, values.get("gpg.ssh.program") or "ssh-keygen") if key else None


def sign(message: bytes, key: SigningKey, namespace: str, *, timeout: float | None = TIME_LIMIT) -> bytes:
    """The armoured signature of MESSAGE. It never prompts: it has no terminal. Without TIMEOUT it may take for ever.

    Raises GitError where the key cannot sign.
    """
    file, temporary = os.path.expanduser(key.key), ""
    if key.key.startswith(_LITERAL):
        file = temporary = kept_file(key.key.removeprefix("key::").encode() + b"\n")
    try:
        command = [key.program, "-Y", "sign", "-n", namespace, "-f", file, *(["-U"] if temporary else [])]
        outcome = run_command(command, _environment(), stdin=message, timeout=timeout, detached=True)
    finally:
        if temporary:
            os.unlink(temporary)
    if outcome.status or b"SSH SIGNATURE" not in outcome.stdout:
        lines = [line.strip() for line in outcome.stderr.splitlines() if line.strip()]
        raise GitError(
            f"{key.key} cannot sign: {lines[-1] if lines else 'ssh-keygen gave no reason'}",
            hint="ssh-add the key, or name one with [records] key",
        )
    return outcome.stdout


def check(message: bytes, signature: bytes, namespace: str) -> bool:
    """Whether the armoured SIGNATURE is one of MESSAGE, whoever's; for keys that only `ssh-keygen` can verify.

    Raises GitError where `ssh-keygen` cannot be started.
    """
    file = kept_file(signature)
    try:
        command = ["ssh-keygen", "-Y", "check-novalidate", "-q", "-n", namespace, "-s", file]
        return run_command(command, _environment(), stdin=message, timeout=TIME_LIMIT).status == 0
    finally:
        os.unlink(file)


def make_key(path: str) -> str:
    """Make an ed25519 key without passphrase at PATH, its public half beside it; PATH. Raises GitError as it fails."""
    outcome = run_command(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], _environment(), timeout=TIME_LIMIT
    )
    if outcome.status:
        raise GitError(
            f"ssh-keygen made no key: {outcome.stderr.strip() or 'it gave no reason'}",
            hint="ssh-keygen -t ed25519 -f FILE",
        )
    return path


def _environment() -> dict[str, str]:
    environ = dict(os.environ)
    # with neither it prompts for no passphrase
    environ.pop("DISPLAY", None)
    environ["SSH_ASKPASS_REQUIRE"] = "never"  # pragma: allowlist secret
    return environ


def kept_file(content: bytes) -> str:
    """The name of a new file that holds CONTENT and only its owner may read."""
    import tempfile

    handle, name = tempfile.mkstemp(prefix="ai-provenance-")
    with open(handle, "wb") as file:
        file.write(content)
    return name
