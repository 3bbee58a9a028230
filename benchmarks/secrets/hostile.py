"""What hostile input costs the scan: processor seconds a megabyte of text made to be slow, or full of secrets.

    python benchmarks/secrets/hostile.py [MEGABYTES] [PYTHON]

Each text is one line of a `.js` and of a `.env` file (the worse of the two is shown). With PYTHON, the interpreter of
another installation, that version is measured, too, for a before and after. Doubling MEGABYTES should change nothing.
"""

from __future__ import annotations

import random
import string
import subprocess
import sys
import time
from functools import partial

from ai_provenance.secretscan.scan import matches

try:
    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.budget import Budget
except ImportError:  # an older version, which has no limit for the names of credentials
    Budget = None  # type: ignore[assignment,misc]

# joined here, so that no file of this project holds the beginning of a token
INPUTS = {
    "slack anchors": "xo" + "xb-1",
    "mailchimp": "0123456789abcdef" * 2 + "-us",
    "jwt heads": "eyJ",
    "jwt halves": "eyJ" + "a" * 20 + ".eyJ",
    "bedrock anchors": "AB" + "SK",
    "google anchors": "AI" + "za",
    "login calls": 'login("a","b',
    "passwords": "password=",
    "passwords, quoted": 'password="',
    "passwords, spaced": "password = a ",
    "fallbacks": "token = a || ",
    "defaults": "${TOKEN:-",
    "putty heads": "PuTTY-User-Key-File-",
    "pem heads": "-----BEGIN PRIVATE KEY-----",
    "urls": "://a:b@",
    "blocks": 'secret" { default',
    "lists": 'api_keys:["a",',
    "expressions": "{{ token | default(",
    "commands": "mysql -u ",
    "telegram": "12345678:AA",
    "azure": "aaa8Q~",
    "annotated keys": "JQ" + "QJ9",
    "base64 of text": "cGFzc3dvcmQ9",
    "escapes": 'token\\\\\\"',
    "names of words": "apiKeySecretTokenPassword=a;",
    "long names": "token_" * 10 + "=x ",
    "elements": "<password>a</password>",
    "mapping": "password: a\n",
    "basic": "basic YTpiYzEyMw ",
    "urls, judged": "http://a:secretpassword@h/ ",
    "settings": "API_KEY=your-key-here\n",
}

# each `{}` is filled with as many random letters and digits, another time in every line
SECRETS = {
    "tokens, random": ('t = "gh' + 'p_{}"\n', 36),
    "AWS ids, random": ("AK" + "IA{}\n", 16),
    "passwords, random": ('password = "{}"\n', 14),
    "keys, random": ("API_KEY={}\n", 32),
    "short keys, random": ("api_key: {}\n", 20),
}


def text_of(name: str, size: int) -> bytes:
    """SIZE bytes of the text NAME."""
    if name in INPUTS:
        unit = INPUTS[name]
        return (unit * (size // len(unit) + 1)).encode()[:size]
    template, letters = SECRETS[name]
    draw = random.Random(7)
    alphabet = string.ascii_uppercase + "234567" if "AWS" in name else string.ascii_letters + string.digits
    lines = (template.format("".join(draw.choices(alphabet, k=letters))) for _ in range(size // (letters + 4)))
    return "".join(lines).encode()[:size]


def seconds(data: bytes) -> float:
    """Processor seconds for DATA."""
    worst = 0.0
    for path in ("a.js", ".env"):
        look = partial(matches, path, data)
        if Budget is not None:
            budget = Budget(3600, [])
            budget.begin(Fragment(path, 1, data))
            look = partial(look, budget=budget)
        began = time.process_time()
        look()
        worst = max(worst, time.process_time() - began)
    return worst


def main(arguments: list[str]) -> None:
    megabytes = float(arguments[0]) if arguments else 1.0
    if arguments[2:] == ["one"]:
        print(seconds(text_of(arguments[1], int(megabytes * 1e6))) / megabytes)
        return
    matches_of = [sys.executable, *arguments[1:2]]
    print(f"{'seconds a MB':20}{'after':>8}" + (f"{'before':>8}" if len(matches_of) > 1 else ""))
    for name in (*INPUTS, *SECRETS):
        times = []
        for python in matches_of:
            command = [python, __file__, str(megabytes), name, "one"]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            times.append(float(answer.stdout))
        print(f"{name:20}" + "".join(f"{value:8.2f}" for value in times), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
