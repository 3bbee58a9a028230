"""Renders native hooks: POSIX sh made from templates, the agent data and the path of the interpreter."""

from __future__ import annotations

import re
import shlex
import site
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from ai_provenance.install import gate_data

TAGGING = ("prepare-commit-msg", "commit-msg")
"""Hooks that write the declaration; they never stop a commit."""
SCANNING = ("pre-commit", "pre-merge-commit")
"""Hooks that look for secrets; they refuse a commit that holds one."""
TRIED = (*TAGGING, *SCANNING)
"""What `doctor` tries by commits."""
REWRITING = "post-rewrite"
"""Hook that carries the notes of other tools to amended and rebased commits."""
DEFAULT_HOOKS = (*TRIED, REWRITING)
"""What `install` installs by default."""
NOTING = "post-commit"
"""Hook that keeps in a note what a project forbids in messages, and records commits; else it has nothing to do."""
RECORDING = (NOTING, "post-merge")
"""Hooks that record commits: git runs only the second for a merge that it makes by itself."""
UNHINDERED = (*TAGGING, *RECORDING)
"""Hooks that start without the installed packages, or (commit-msg, when it scans) find them when they need them."""
HOOKS = (*DEFAULT_HOOKS, *RECORDING, "pre-push")
"""Every hook that has a shim."""

TIME_LIMIT = 5
"""Seconds after which a tagging hook is ended and the commit goes on."""
SUFFIX = ".before-ai-provenance"
"""Added to the name of the hook that was there before ours; the shim runs it first."""
_BODIES = {"pre-commit": "scan.sh", "pre-merge-commit": "scan.sh", "pre-push": "push.sh", REWRITING: "rewrite.sh"}
_ID = "# ai-provenance shim for "
_INSTALLED = """\
# `ai-provenance install` writes this file, `ai-provenance uninstall` removes it. POSIX sh only: it runs under dash,
# bash, busybox and the sh of Git for Windows, with whatever PATH a graphical client leaves."""
_SHIPPED = "# Written by `make tables` from src/ai_provenance/install/templates. POSIX sh only."


def render(hook: str, *, python: str = "", library: str | None = None, limit: float = TIME_LIMIT) -> str:
    """The shim for HOOK, which starts the tool by the interpreter PYTHON (empty: by the PATH only).

    LIBRARY is the directory of the package there; this one by default.
    """
    if library is None:
        library = Path(__file__).resolve().parents[2].as_posix() if python else ""
    parts = [_template("head.sh"), _template("start.sh")]
    if hook == REWRITING:
        parts.append(_template("records.sh"))
    if hook in UNHINDERED:
        parts += [_template("run-limited.sh"), gate(hook)]
    values = _values(hook, _INSTALLED) | {"@PYTHON@": shlex.quote(python), "@LIBRARY@": shlex.quote(library)}
    return _filled("".join([*parts, _body(hook)]), values | {"@LIMIT@": f"{limit:g}"})


def render_shipped(hook: str) -> str:
    """The shim for HOOK in `hooks/` of the repository, which sources `gate.sh` beside it instead of repeating it."""
    parts = [_template("head.sh"), _template("source-gate.sh")]
    if hook in RECORDING:
        parts.append(gate(hook).removeprefix(_template("records.sh")))  # which `gate.sh` has
    return _filled("".join([*parts, _body(hook)]), _values(hook, _SHIPPED))


def render_shipped_gate() -> str:
    """What the shims in `hooks/` of the repository share: `hooks/gate.sh`."""
    head = f"# What the hooks beside this file share; each of them sources it.\n{_SHIPPED}\n# shellcheck shell=sh\n\n"
    parts = [head, _template("start.sh"), _template("run-limited.sh"), gate(TAGGING[0])]
    return _filled("".join(parts), {"@SUFFIX@": SUFFIX, "@LIMIT@": f"{TIME_LIMIT:g}"})


def _body(hook: str) -> str:
    return _template(_BODIES.get(hook, "tag.sh"))


def _values(hook: str, origin: str) -> dict[str, str]:
    """What the places of the templates hold, for a shim that knows no interpreter."""
    return {
        "@HOOK@": hook,
        "@ORIGIN@": origin,
        "@PYTHON@": "''",
        "@LIBRARY@": "''",
        "@FLAGS@": "-I -S" if hook in UNHINDERED else "-I",
        "@LIMIT@": f"{TIME_LIMIT:g}",
        "@SUFFIX@": SUFFIX,
    }


def gate(hook: str) -> str:
    """The shell function `nothing_to_do` for HOOK, a tagging hook: whether Python need not be started."""
    if hook in RECORDING:
        text = _template("records.sh") + _template("gate-post-commit.sh")
        return text.replace("@WITHHELD@", gate_data.WITHHELD)
    values = {
        "@PROCESSES@": " | ".join(map(shlex.quote, gate_data.PROCESSES)) or "''",
        "@SECRETS@": _holding(gate_data.SECRETS),
        "@VARIABLES@": "\\\n".join(f"${{{name}-}}" for name in gate_data.VARIABLES),
        "@WORDS@": _holding(gate_data.WORDS),
        "@ADDRESSES@": _holding(gate_data.ADDRESSES).replace("[Kk]", "*"),  # the Kelvin sign is a k to Python
    }
    return _filled(_template("records.sh") + _template("gate.sh"), values)


def _holding(words: Iterable[str]) -> str:
    """The patterns of sh that match a text with any of WORDS in it."""
    return " | ".join(f"*{_any_case(word)}*" for word in words)


def _any_case(word: str) -> str:
    """A pattern of sh that matches WORD in upper and lower case."""
    # quotes make any other character literal to sh
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else c if c.isalnum() else f"'{c}'" for c in word.lower())


def _filled(text: str, values: Mapping[str, str]) -> str:
    """TEXT with VALUES in place of its placeholders."""
    # all at once: the path of the interpreter may itself look like a placeholder
    return re.sub(r"@[A-Z]+@", lambda place: values.get(place[0], place[0]), text)


def is_shim(path: Path) -> bool:
    """Whether the file at PATH is a shim of ours."""
    try:
        with path.open("rb") as file:
            head = file.read(400)
    except OSError:
        return False
    # only at the top: a hook of the user may mention ours further down
    return any(line.startswith(_ID.encode()) for line in head.splitlines()[:3])


def baked_interpreter(path: Path) -> str:
    """The interpreter that the shim at PATH starts; empty when it names none, or is no shim of ours."""
    lines = path.read_text("utf-8", "replace").splitlines() if is_shim(path) else []
    value = next((line.removeprefix("python=") for line in lines if line.startswith("python=")), "")
    return "".join(shlex.split(value))


def interpreter() -> str:
    """The interpreter that shims start: the running one, or an empty string where it would not find the package."""
    # shims start Python isolated from the environment (`-I`), which leaves out the user's own site-packages
    package = Path(__file__).resolve()
    user_site = Path(site.getusersitepackages()).resolve()
    if not sys.executable or (site.ENABLE_USER_SITE and package.is_relative_to(user_site)):
        return ""
    return Path(sys.executable).as_posix()


def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")
