"""OpenPGP signatures, verified by `gpg`, one process each."""

from __future__ import annotations

import os
from pathlib import Path

from ai_provenance.errors import GitError
from ai_provenance.repo.run import run_command
from ai_provenance.repo.ssh_keygen import kept_file

_TIME_LIMIT = 10.0


def signer_of(message: bytes, signature: bytes) -> tuple[bool, str] | None:
    """Whether SIGNATURE is a good one of MESSAGE, and by whom (user id, or key id where that is not known).

    None where the key is not in the keyring, or `gpg` is not installed.
    """
    file = kept_file(signature)
    try:
        command = ["gpg", "--batch", "--no-auto-key-retrieve", "--status-fd=1", "--verify", file, "-"]
        status = run_command(command, dict(os.environ), stdin=message, timeout=_TIME_LIMIT).stdout
    except GitError:
        return None
    finally:
        Path(file).unlink()
    for line in status.decode("utf-8", "replace").splitlines():
        words = line.split(" ", 3)
        if len(words) > 2 and words[1] in ("GOODSIG", "BADSIG"):
            return words[1] == "GOODSIG", words[3] if len(words) > 3 else words[2]
    return None
