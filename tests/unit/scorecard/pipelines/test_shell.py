"""Which commands of a script make it fail."""

# ruff: noqa: E501 - a script a line
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.scorecard.pipelines.pipeline import Shell
from ai_provenance.scorecard.pipelines.shell import read_script

C = "ai-provenance check"
DECISIVE = [
    C,
    f"pip install x\n{C}",
    f"{C} || exit 1",
    f"{C} || (echo bad; exit 1)",
    f"{C} || {{ echo bad; exit 1; }}",
    f"cd x && {C}",
    f"if ! {C}; then echo no; exit 1; fi",
    f"if {C}; then echo ok; else exit 1; fi",
    f"set +e\n{C}\nrc=$?\ntouch x\nexit $rc",
    f"{C} || rc=$?\necho x\nexit $rc",
    f"set +e\npip install\nset -e\n{C}",
    f"set +e\npip install x\n{C}",
    f"for r in a b; do\n {C} $r\ndone",
    f"out=$({C})",
    f"bash -c '{C}'",
    f"{C} && echo ok",
    f"run() {{ {C}; }}\nrun",
    f"set -o pipefail\n{C} | tee x",
    f"{C} \\\n  --policy x",
    f"case $A in\n a) {C};;\nesac",
    f'if [ -n "$X" ]; then\n {C}\nfi',
    f"({C})",
    f"test -f x || exit 0\n{C}",
    f"X=1 {C} # comment || true",
    f'{C} --title "a || true"',
    f"echo a || true\n{C}",
    f"{C} > out 2>&1",
    f"{C} &> out",
    f"cat <<EOF\n|| true\nEOF\n{C}",
    f"${{{{ a || b }}}} {C}",
    f"set +e\n{C}\nif [ $? -ne 0 ]; then exit 1; fi\necho fine",
    f"{C} || false",
    f"set -- a b\n{C}",
    f"command -v x >/dev/null || pip install x\n{C}",
    f"true && {C}",
    f"[ -d x ] && rm -r x || true\n{C}",
]
IGNORED = [
    f"{C} || true",
    f"{C} || :",
    f"{C}; exit 0",
    f"{C}\nexit 0",
    f"set +e\n{C}\necho done",
    f"{C} || echo failed",
    f"{C} || exit 0",
    f"# {C}",
    f"echo '{C}'",
    f"exit 0\n{C}",
    f"true || {C}",
    f"false && {C}",
    f"if false; then\n{C}\nfi",
    f"{C} &",
    f"! {C}",
    f"{C} | tee x",
    f"if {C}; then echo ok; fi",
    f"({C}) || true",
    f"{{ {C}; }} || true",
    f"bash -c '{C} || true'",
    f"cat <<EOF\n{C}\nEOF",
    f"trap 'exit 0' EXIT\n{C}",
    f"{C} && echo a\necho b",
    f"{C} --help",
    f": {C}",
    f"X='{C}'",
    f"f() {{ {C}; }}\nf || true",
    f"f() {{ {C}; }}",
    f'echo "$({C})"',
    f"set +o errexit; {C}; true",
    f"{C} || /bin/true",
    f"{C} || (exit 0)",
    f"while false; do {C}; done",
    f"if [ 1 = 0 ]; then {C}; fi",
    f"{C} || set x",
    f"if true; then echo x; else {C}; fi",
    f"{C}||true",
    f"{C} 2>&1 || true",
    f"{C} || printf x",
    f"export X=$({C})",
    f"set +ex; {C}; echo",
    f"{C} || (echo x && exit 0)",
    f"{C} ; :",
    f'sh -c "{C}; exit 0"',
    f"{C} || return 0",
    f"eval '{C} || true'",
    f"time {C} || true",
    f"timeout 5 {C} || true",
]


def decides(script: str, shell: Shell = Shell()) -> bool:  # noqa: B008 - immutable
    return any(C in command for command in read_script(script, shell).decisive)


@pytest.mark.parametrize("script", DECISIVE)
def test_a_failure_that_ends_the_script(script: str) -> None:
    assert decides(script)


@pytest.mark.parametrize("script", IGNORED)
def test_a_failure_that_is_discarded(script: str) -> None:
    assert not decides(script)


@pytest.mark.parametrize("pair", ["{c}; echo x", "{c}\necho x"])
def test_a_shell_that_stops_at_nothing_gives_the_status_of_the_last_command(pair: str) -> None:
    assert not decides(pair.format(c=C), Shell(errexit=False))
    assert decides(f"echo x\n{C}", Shell(errexit=False))


def test_a_pipe_fails_with_its_first_command_where_the_shell_says_so() -> None:
    assert not decides(f"{C} | tee x", Shell())
    assert decides(f"{C} | tee x", Shell(pipefail=True))


def test_what_is_never_reached_or_only_printed_is_no_command() -> None:
    script = read_script(f"echo {C}\n# {C}\nfalse && {C}\nexit 1\n{C}")
    assert C not in "".join((*script.decisive, *script.ignored))


WORDS = ["if", "then", "fi", "do", "done", "while", "case", "esac", "in", "{", "}", "(", ")", "&&", "||", "|", "&", ";",
         ";;", "\n", "!", "'", '"', "`", "$(", "${{", "<<E", "E", "#", "a", "exit", "0", "set", "+e", "f()", "\\"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_text_is_read(script: str) -> None:
    found = read_script(script)
    assert all(isinstance(command, str) for command in (*found.decisive, *found.ignored))


@pytest.mark.parametrize("part", ["(", "if ", "$(", "f(){ ", "case x in ", "`", "a||", "while a; do ", "${{", "<<a\n"])
def test_a_hostile_script_is_read_to_its_limit(part: str) -> None:
    read_script(part * 30_000)
