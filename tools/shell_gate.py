"""Write the shell gate and the shims that hold it from the agent data: `python tools/shell_gate.py`.

The gate is the test, in POSIX sh, for whether a tagging hook could have anything to do. It may say yes too often (then
Python starts and decides) and must never say no where the Python rule would act: a test compares the two.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from ai_provenance.detect.declared import DECLARING, TOOLS
from ai_provenance.detect.table import ADDRESSES, MARKERS, PROCESSES
from ai_provenance.hooks.stated import FOOTERS
from ai_provenance.install.shim import GATE, HOOKS, render

ROOT = Path(__file__).parents[1]
OVERRIDES = ("AI_AGENT", "AI_PROVENANCE_AGENT")
"""Variables that name an agent in their value."""
KELVIN = "(k|\N{KELVIN SIGN})"
"""Python's lower() takes the Kelvin sign for a k; no other character that is not ASCII becomes an ASCII letter."""

TEMPLATE = """\
# Could there be anything to do? Made by tools/shell_gate.py from the agent data. It may say yes too often, never no
# where the rule in Python would write something. It starts one process (grep), or none where a variable tells.
nothing_to_do() {{
    # 1. a variable that an agent sets
    case {variables} in
        ?*) return 1 ;;
    esac

    # 2. git's state: commits that are folded into this one, a template to compare with
    case ${{1-}} in
        */COMMIT_EDITMSG | */MERGE_MSG) git_dir=${{1%/*}} ;;
        *) return 1 ;;
    esac
    if [ -e "$git_dir/rebase-merge/current-fixups" ] || [ -e "$git_dir/ai-provenance-template" ]; then
        return 1
    fi

    # 3. an agent among the processes above (where there is a /proc), and the git that runs us
    process=$PPID git='' depth=0
    while [ "$process" -gt 1 ] && [ "$depth" -lt {depth} ] && [ -r "/proc/$process/status" ]; do
        name='' parent='' depth=$((depth + 1))
        while read -r key value; do
            case $key in
                Name:) name=$value ;;
                PPid:) parent=$value && break ;;
            esac
        done 2>/dev/null <"/proc/$process/status"
        case $name in
            {processes}) return 1 ;;
            git) git=${{git:-$process}} ;;
        esac
        case $parent in '' | *[!0-9]*) return 1 ;; esac
        process=$parent
    done

    # 4. words in the message, in what git prepared for it, in git's command line (--amend) and in the configuration
    set -- "$1"
    for file in "$git_dir/MERGE_MSG" "$git_dir/SQUASH_MSG" "${{git:+/proc/$git/cmdline}}"; do
        [ ! -e "$file" ] || set -- "$@" "$file"
    done
    settings=''
    if [ -e .ai-provenance.toml ]; then
        settings={settings} file=.ai-provenance.toml
    elif [ -e pyproject.toml ]; then
        settings='|ai-provenance' file=pyproject.toml
    fi
    [ -z "$settings" ] || set -- "$@" "$file"
    LC_ALL=C grep -Eiq -e "$words$settings" -- "$@" 2>/dev/null
    [ $? -eq 1 ]
}}
words={words}
"""
SETTINGS = (
    r"""|declare["'"'"']?[[:space:]]*=[[:space:]]*"""
    r"""($|[^"'"'"'[:space:]]|["'"'"']($|[^a]|a($|[^i])|ai($|[^"'"'"'])))|\\u"""
)
"""`declare` with any value but "ai", or an escape that could hide it; as it stands inside single quotes of sh."""


def gate() -> str:
    """The shell function `nothing_to_do` and its words."""
    strong = (name for name, _, _, strong in MARKERS if strong)
    names = dict.fromkeys((*strong, *OVERRIDES))
    return TEMPLATE.format(
        variables=_folded("".join(f"${{{name}-}}" for name in names)),
        depth=16,
        processes=" | ".join(_quoted(name) for name in sorted(PROCESSES)) or "''",
        settings=f"'{SETTINGS}'",
        words="'" + "|".join(_words()) + "'",
    )


def _words() -> Iterable[str]:
    """Extended regular expressions, each on a message, matched without regard to case."""
    yield from sorted(_shortest(key.decode() for key in DECLARING | TOOLS))
    yield "signed-off-by[[:space:]]*:[^<]*$"  # a name without an address
    yield from sorted({_expression(text.decode()) for text, _ in FOOTERS})
    yield from (_expression(part).replace("k", KELVIN) for part in sorted(_shortest(map(_telling_part, ADDRESSES))))
    yield "--am"  # git takes any beginning of --amend that is not ambiguous


def _telling_part(address: str) -> str:
    """The part of ADDRESS to look for: few words keep grep fast, and a colleague's address only starts Python."""
    local, _, domain = address.partition("@")
    if domain != "users.noreply.github.com":
        return f"@{domain}"
    return f"{'[bot]' if local.endswith('[bot]') else local.rpartition('+')[2]}@{domain}"


def _shortest(words: Iterable[str]) -> set[str]:
    """WORDS without those that hold another one: `12+x[bot]@host` is found by `x[bot]@host`."""
    every = set(words)
    return {word for word in every if not any(other in word for other in every - {word})}


def _expression(text: str) -> str:
    return "".join(f"\\{character}" if character in r".[]()*+?{}|^$\\" else character for character in text)


def _quoted(name: str) -> str:
    return name if name.isalnum() else f"'{name}'"


def _folded(text: str) -> str:
    """TEXT on several lines, joined by sh."""
    lines = textwrap.wrap(text.replace("}$", "} $"), width=108)
    return "\\\n".join(line.replace("} $", "}$") for line in lines)


def main() -> None:
    """Write every file that is made from the agent data."""
    GATE.write_text(gate(), encoding="utf-8")
    for hook in HOOKS:
        (ROOT / "hooks" / hook).write_text(render(hook), encoding="utf-8")


if __name__ == "__main__":
    main()
