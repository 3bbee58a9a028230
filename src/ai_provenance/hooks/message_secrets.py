"""commit-msg, after the tagging: refuse a message that holds a secret.

Every commit passes here, so the first test uses bytes methods only; the detectors load when it finds a reason.
"""

from __future__ import annotations

import os
import sys

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.hooks.commit_context import message_path

SCAN_VARIABLE = "AI_PROVENANCE_SCAN"
"""Variable that a native shim sets to `later`: it limits the time of the tagging, and not of the scan."""
LATER = 4
"""Exit code of commit-msg, to such a shim only: the message is tagged and has yet to be scanned."""
_TOKEN_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/="
_CLASSES = bytes(97 if value in _TOKEN_BYTES else 32 for value in range(256))
_RUN = b"a" * 20  # no token is shorter
_PLAIN = b"abcdefghijklmnopqrstuvwxyz_-+/="  # names and paths; no token is made of these alone
_WORDS = (
    b"passw",
    b"pwd",
    b"passphrase",
    b"secret",
    b"token",
    b"apikey",
    b"api_key",
    b"login",
    b"identified by",
    b"curl ",
    b"basic ",
    b"sig=",
    b"_key",
    *(b"auth(", b"auth=", b"auth:", b"auth =", b"auth [", b'auth "', b"auth '", b"auth'", b'auth"'),
    *(b"mysql", b"mariadb", b"mongo", b"redis-cli", b"ldap", b"sqlcmd", b"mosquitto_", b"smbclient", b"sshpass"),
    *(b"pass:", b"pass "),
    b"$",
)


def run(arguments: list[str], *, may_wait: bool = False) -> int:
    """Scan the message that git will keep: 1 when it holds a secret, 3 when it could not be scanned.

    With MAY_WAIT, and a shim that announced a second call, a message that has to be scanned gives LATER at once.
    """
    if os.environ.get("AI_PROVENANCE_SECRETS", "").lower() == "off":
        return ExitCode.OK
    try:
        # The file and not what the tagging made of it: that may have been cut off half-way.
        with open(arguments[0] if arguments else message_path(os.environ), "rb") as file:
            message = file.read()
        if not may_hold_secret(message):
            return ExitCode.OK
        return LATER if may_wait and os.environ.get(SCAN_VARIABLE) == "later" else _scan(message)
    except OSError:
        return ExitCode.OK  # without a message there is no secret, and the tagging has warned
    except ProvenanceError as error:
        from ai_provenance.hooks.guard import warn  # noqa: PLC0415 - few messages get here

        warn(f"commit-msg: could not scan the message: {error}")
        return ExitCode.INCONCLUSIVE


def _scan(message: bytes) -> int:
    from ai_provenance.environment.message_cleanup import message_cleanup  # noqa: PLC0415 - few messages get here

    if sys.flags.no_site:  # native shims start us without the installed packages; the detectors are some
        __import__("site").main()
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - likewise
    from ai_provenance.hooks.guard import conclude  # noqa: PLC0415 - likewise

    gate = __import__("ai_provenance.secretscan.gate", fromlist=["gate"])
    settings = hook_settings(os.getcwd())["secrets"]
    return conclude(gate.scan_message(message_cleanup(message).kept(message, numbered=True), settings))


def may_hold_secret(message: bytes) -> bool:
    """Whether a detector could find anything in MESSAGE. True may be wrong, False never is: a test compares the two."""
    if _holds_token(message) or _holds_userinfo(message):
        return True
    low = message.lower()
    return any(word in low for word in _WORDS)


def _holds_token(message: bytes) -> bool:
    """Whether a long run of token characters holds a capital or a digit."""
    classes = message.translate(_CLASSES)
    start = classes.find(_RUN)
    while start >= 0:
        end = classes.find(b" ", start)
        end = len(classes) if end < 0 else end
        if message[start:end].translate(None, _PLAIN):
            return True
        start = classes.find(_RUN, end)
    return False


def _holds_userinfo(message: bytes) -> bool:
    """Whether a URL may have `USER:PASSWORD@` in it."""
    for rest in message.split(b"://")[1:]:
        address = rest.split(None, 1)[0] if rest and not rest[:1].isspace() else b""
        if b":" in address.rpartition(b"@")[0]:
            return True
    return False
