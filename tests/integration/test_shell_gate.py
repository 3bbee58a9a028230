"""The shell gate never says "nothing to do" where the rule in Python would write something."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ai_provenance.environment._table import ADDRESSES, FOOTERS, MARKERS, NAMES, PROCESSES
from ai_provenance.environment.declared import DECLARING, TOOLS
from ai_provenance.hooks import main
from ai_provenance.install.shim import TAGGING, gate
from repository import Repository

SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]
HUMAN = b"fix: a thing\n\nBecause.\n\nReviewed-by: Ana <ana@example.org>\n"


@dataclass(frozen=True)
class Case:
    """What a hook finds: message, environment, files of the git directory and of the work tree."""

    message: bytes = HUMAN
    env: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    editor: str = ":"


class Bench:
    """A repository in which a case can be laid out, judged by the gate and handled by the hooks."""

    def __init__(self, repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        self.repo = repo
        self.top = repo.path
        self.git_dir = repo.path / ".git"
        self.scripts = {hook: repo.path.parent / f"{hook}.sh" for hook in TAGGING}
        for hook, script in self.scripts.items():
            script.write_text(f"hook={hook}\n{gate(hook)}" + 'nothing_to_do "$@" && echo nothing\nexit 0\n')
        self.monkeypatch = monkeypatch

    def lay(self, case: Case) -> Path:
        path = self.git_dir / "COMMIT_EDITMSG"
        path.write_bytes(case.message)
        for base, files in ((self.git_dir, case.state), (self.top, case.files)):
            for name, content in files.items():
                (base / name).parent.mkdir(exist_ok=True)
                (base / name).write_bytes(content)
        return path

    def clear(self, case: Case) -> None:
        for base, files in ((self.git_dir, case.state), (self.top, case.files)):
            for name in files:
                (base / name).unlink(missing_ok=True)
        shutil.rmtree(self.git_dir / "rebase-merge", ignore_errors=True)

    def gate_says_nothing(self, case: Case, hook: str = "commit-msg", shell: str = "sh") -> bool:
        self.lay(case)
        command = [shell, "sh"] if shell == "busybox" else [shell]
        done = subprocess.run(
            [*command, str(self.scripts[hook]), ".git/COMMIT_EDITMSG"],
            cwd=self.top,
            env={**os.environ, "LC_ALL": "C.UTF-8", "GIT_EDITOR": case.editor, **case.env},
            capture_output=True,
            check=True,
        )
        assert done.stderr == b""
        return done.stdout == b"nothing\n"

    def python_acts(self, case: Case, hook: str = "commit-msg") -> bool:
        """Whether the hook changes the message or refuses it."""
        path = self.lay(case)
        with self.monkeypatch.context() as patch:
            patch.chdir(self.top)
            patch.setenv("GIT_EDITOR", case.editor)
            for name, value in case.env.items():
                patch.setenv(name, value)
            status = main([hook, ".git/COMMIT_EDITMSG", "message"])
        return status != 0 or path.read_bytes() != case.message

    def agrees(self, case: Case, shell: str = "sh") -> bool:
        """The gate may start Python for nothing, and must not leave out what Python would do."""
        try:
            return all(
                not (self.gate_says_nothing(case, hook, shell) and self.python_acts(case, hook)) for hook in TAGGING
            )
        finally:
            self.clear(case)


@pytest.fixture
def bench(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Bench:
    repo.commit("one\n")
    return Bench(repo, monkeypatch)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_human_commit_starts_nothing(bench: Bench, shell: str) -> None:
    assert all(bench.gate_says_nothing(Case(), hook, shell) for hook in TAGGING)


@pytest.mark.parametrize(
    "message",
    [
        b"one line",
        b"fix\n\nSigned-off-by: Ana <ana@example.org>\nCo-authored-by: Bo <bo@users.noreply.github.com>\n",
        b"fix: the agent of the model\n\nCursor keys in Claude Monet's editor; a tool.\n",
        b"\xff\xfe latin \xe9\n",
        b"Move src/ai_provenance/hooks/commit_context.py to src/ai_provenance/somewhere_else/commit_context\n",
        b"fix\n\nSee https://example.org/issues/12: it says why.\n\nSigned-off-by: Ana <ana@example.org>\n",
        b"\n# Please enter the commit message\n#\tmodified: src/ai_provenance/hooks/prepare_commit_msg.py\n",
        b"s\n\n# ------------------------ >8 ------------------------\n# Do not\n+password = 'https://a:b@c'\n",
        b"s\n\n" + b"a line of prose that goes on and on\n" * 90,
    ],
)
def test_ordinary_messages_start_nothing(bench: Bench, message: bytes) -> None:
    case = Case(message, editor="vi")
    assert all(bench.gate_says_nothing(case, hook, shell) for hook in TAGGING for shell in SHELLS)


@pytest.mark.parametrize("variable", sorted({name for name, _, _, strong in MARKERS if not strong}))
def test_a_weak_marker_starts_nothing(bench: Bench, variable: str) -> None:
    strong = {name for name, _, _, strong in MARKERS if strong}
    case = Case(env={variable: "1"})
    assert bench.gate_says_nothing(case) is (variable not in strong)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_marker_agrees(bench: Bench, shell: str) -> None:
    for variable, value in sorted({(name, value) for name, value, _, _ in MARKERS}):
        for told in {value.rstrip("*") or "x", value.rstrip("*").upper() or "1", "0", "", "no"}:
            case = Case(env={variable: told})
            assert bench.agrees(case, shell), case


@pytest.mark.parametrize("name", sorted(PROCESSES))
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="without /proc no ancestors are seen")
def test_every_process_starts_python(bench: Bench, name: str) -> None:
    shell = shutil.copy(shutil.which("bash") or "/bin/sh", bench.top / name)
    bench.lay(Case())
    line = f"sh '{bench.scripts['commit-msg']}' .git/COMMIT_EDITMSG; :"
    done = subprocess.run([shell, "-c", line], cwd=bench.top, capture_output=True, check=True)
    assert done.stdout == b""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="without /proc an amend cannot be told")
@pytest.mark.parametrize(("option", "starts"), [("--amend", True), ("--ame", True), ("--allow-empty", False)])
@pytest.mark.parametrize("shell", SHELLS)
def test_amend_starts_python(bench: Bench, option: str, starts: bool, shell: str) -> None:
    hook = bench.git_dir / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!{shutil.which(shell)}{' sh' if shell == 'busybox' else ''}\n"
        + bench.scripts["commit-msg"].read_text().replace("echo nothing", 'echo >"$HOME/nothing"')
    )
    hook.chmod(0o755)
    bench.repo.git("commit", "-q", "--allow-empty", option, "-m", "two")
    assert Path(os.environ["HOME"], "nothing").exists() is not starts


@pytest.mark.parametrize(("age", "starts"), [(0, False), (3600, True)])
def test_without_proc_an_old_authors_date_starts_python(bench: Bench, age: int, starts: bool) -> None:
    script = bench.scripts["commit-msg"]
    script.write_text(script.read_text().replace("/proc/", "/absent/"))
    case = Case(env={"GIT_AUTHOR_DATE": f"@{int(time.time()) + 2 - age} +0000"})
    assert bench.gate_says_nothing(case) is not starts


KEYS = [*sorted(key.decode() for key in DECLARING | TOOLS), "co-authored-by", "co-developed-by", "signed-off-by"]
values = st.one_of(
    st.sampled_from(sorted(NAMES)).map(lambda name: f"{name}:model-1"),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(sorted(ADDRESSES)).map(lambda address: f"Somebody <{address}>"),
    st.sampled_from(sorted(ADDRESSES)).map(lambda address: f"Somebody < {address.upper()} >"),
    st.sampled_from(sorted(ADDRESSES)).map(lambda address: f"Some\n body <7+{address.replace('k', chr(0x212A))}>"),
    st.sampled_from(sorted(NAMES)).map(lambda name: f"\n {name}"),
    st.sampled_from(["Ana <ana@example.org>", "no", "yes", "", "curl", "Ana", "\u00a0Claude"]),
)
spelling = st.sampled_from([str.lower, str.upper, str.title])
separators = st.sampled_from([": ", ":", " : ", ":\t", ":  "])
trailer_lines = st.tuples(st.sampled_from(KEYS), spelling, separators, values).map(lambda t: t[1](t[0]) + t[2] + t[3])
footer_lines = st.tuples(
    st.sampled_from(["", "\U0001f916 ", "- "]), st.sampled_from([text.decode() for text, _ in FOOTERS])
).map(lambda pair: pair[0] + pair[1] + " v1](x)")
SECRETS = [
    "password = 'tr0ub4dor&3xkcd'",
    "see https://ana:s3cr3tpassw0rd@example.org/x",
    "ghp_" + "a1B2c3D4e5" * 4,
    "TOKEN=" + "0f1e2d3c4b5a6978" * 2,
    "curl -u ana:hunter2hunter2 x",
    "api_key: 9f8e7d6c5b4a39281706",
    "ftp://ana:s3cr3t99@h.example/x",
    "AKIA" + "Q3EGRIT7XKLM2NOP",
    "some/quite/long/path/in_lower_case and_another/quite_long_one AKIA" + "Q3EGRIT7XKLM2NOP",
    "postgres://ana@example.org:s3cr3tpassw0rd@db.example.org/x",
]
secret_lines = st.tuples(st.sampled_from(["", "# ", "#", "\t", "; "]), st.sampled_from(SECRETS)).map("".join)
scissors = st.sampled_from(
    [f"{mark}------------------------ >8 ------------------------" for mark in ("# ", "; ", "  # ", "")]
)
lines = st.one_of(
    trailer_lines, footer_lines, secret_lines, scissors, st.sampled_from(["", "prose", "# comment", "Fixes: 12", "---"])
)
messages = st.tuples(
    st.sampled_from(["fix: a", 'Revert "a"\n\nThis reverts commit 12.', "Merge branch 'x'"]),
    st.lists(lines, max_size=4),
    st.sampled_from(["\n", "\r\n"]),
).map(lambda t: t[2].join([t[0], "", *t[1], ""]).encode())
environments = st.dictionaries(
    st.sampled_from(sorted({name for name, _, _, _ in MARKERS} | {"AI_PROVENANCE_AGENT", "AI_PROVENANCE_MODEL"})),
    st.sampled_from(["", "0", "1", "true", "none", "x", "claude-code_1_agent", "agent-exec"]),
    max_size=1,
)
states = st.dictionaries(
    st.sampled_from(["MERGE_MSG", "SQUASH_MSG", "MERGE_HEAD", "CHERRY_PICK_HEAD", "rebase-merge/current-fixups"]),
    st.one_of(
        messages, st.just(b"fixup HEAD\n"), messages.map(lambda m: b"commit 1\n\n    " + m.replace(b"\n", b"\n    "))
    ),
    max_size=2,
)
TOML = [
    'declare = "ai"\n',
    "declare='ai' # x\n",
    'declare = "all"\n',
    "declare='all'",
    "\"declare\" = 'all'\n",
    'declare = """all"""\n',
    'declare = """\nall"""\n',
    '"decl\\u0061re" = "all"\n',
    'declare = "\\U00000061ll"\n',
    'declare\t=\t"all" # "ai"\n',
    '# declare = "all"\n',
    'profile = "forbid"\n',
    'profile = "asf"\ndeclare = "ai"\n',
    "[hooks]\ntag = false\n",
]
toml = st.sampled_from(TOML)
configurations: st.SearchStrategy[dict[str, bytes]] = st.one_of(
    st.just({}),
    toml.map(lambda text: {".ai-provenance.toml": text.encode()}),
    toml.map(lambda text: {"pyproject.toml": b"[tool.ai-provenance]\n" + text.encode()}),
    toml.map(lambda text: {"pyproject.toml": b"[tool.'ai-provenance']\n" + text.encode()}),
)
cases = st.builds(Case, messages, environments, states, configurations, st.sampled_from([":", "vi"]))


@given(case=cases, shell=st.sampled_from(SHELLS))
@example(Case(b"fix\n\nSigned-off-by: Claude\n"), SHELLS[0])
@example(Case(b"fix\n\nCo-authored-by: Claude\n"), SHELLS[0])
@example(Case(b"fix\n\nCo-authored-by:\n Claude\n"), SHELLS[0])
@example(Case(b"fix\n\nSigned-off-by:\n Claude\n"), SHELLS[0])
@example(Case(files={".ai-provenance.toml": b'declare = "all"\n'}), SHELLS[0])
@example(Case(state={"SQUASH_MSG": b"commit 1\n\n    s\n\n    Assisted-by: Claude\n"}), SHELLS[0])
@example(Case(state={"MERGE_MSG": b"s\n\nAssisted-by: Claude\n"}), SHELLS[0])
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_case_is_left_out(bench: Bench, case: Case, shell: str) -> None:
    assert bench.agrees(case, shell), (shell, case)


def every_word() -> Iterator[Case]:
    """Each word of the rule by itself, where it makes Python write."""
    for address in ADDRESSES:
        yield Case(f"s\n\nCo-authored-by: X <{address}>\n".encode())
        yield Case(f"s\n\nSigned-off-by: X <{address}>\n".encode())
    for name in NAMES:
        yield Case(f"s\n\nSigned-off-by: {name}\n".encode())
        yield Case(f"s\n\nGenerated-by: {name}\n".encode())
        yield Case(f"s\n\nCo-authored-by: {name}\n".encode())
    for credit in ("Co-developed-by", "co-authored-by", "ASSISTED-BY", "Generated-by"):
        yield Case(f"s\n\n{credit}: AI agent foo\n".encode())
        yield Case(state={"SQUASH_MSG": f"commit 1\n\n    s\n\n    {credit}: Claude\n".encode()})
    for key in TOOLS:
        yield Case(state={"SQUASH_MSG": b"commit 1\n\n    s\n\n    " + key + b": x\n"})
    for text in SECRETS:
        yield Case(f"s\n\n{text}\n".encode())
        yield Case(f"s\n\n# {text}\nmore\n".encode())
    for footer, _ in FOOTERS:
        yield Case(b"s\n\n" + footer + b"\n")
    for text in TOML:
        yield Case(files={".ai-provenance.toml": text.encode()})
        yield Case(files={"pyproject.toml": b"[tool.ai-provenance]\n" + text.encode()})


@pytest.mark.parametrize("shell", SHELLS)
def test_every_word_agrees(bench: Bench, shell: str) -> None:
    for case in every_word():
        assert bench.agrees(case, shell), case


def test_folded_commits_agree(bench: Bench) -> None:
    head = bench.repo.commit("fixup! one\n\nAssisted-by: Claude\n")
    case = Case(state={"rebase-merge/current-fixups": f"fixup {head}\n".encode()})
    assert bench.python_acts(case)
    assert bench.agrees(case), case


def test_cases_reach_both_answers(bench: Bench) -> None:
    """The property above would hold of a gate that always starts Python, and of a rule that never writes."""
    assert bench.python_acts(Case(env={"AI_PROVENANCE_AGENT": "claude-code"}))
    assert bench.python_acts(Case(files={".ai-provenance.toml": b'declare = "all"\n'}))
    assert all(bench.python_acts(Case(f"s\n\n{text}\n".encode())) for text in SECRETS)
    bench.clear(Case(files={".ai-provenance.toml": b""}))
    quiet = Case(files={".ai-provenance.toml": b'# declared\nprofile = "asf"\ndeclare = "ai"\n'})
    bench.lay(quiet)
    assert bench.gate_says_nothing(quiet)
    assert not bench.python_acts(quiet)
