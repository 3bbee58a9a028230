"""Which lines of a message git keeps: hooks tag and scan exactly those, in every mode, with and without an editor."""

from __future__ import annotations

import secrets
import string

import pytest

from ai_provenance.environment.commit_command import commit_command
from ai_provenance.trailers import CUT_LINE
from hooked import AGENT, MESSAGE_HOOKS, Hooked

CUT = CUT_LINE.decode()
MODES = ("", "default", "strip", "whitespace", "verbatim", "scissors")
MESSAGES = (
    "#42 Fix login\n",
    "fix\n\n# note one\n",
    "# Title\n\n# Second\n",
    "; semicolon\n\nbody\n; more\n",
    f"fix\n\nbody\n# {CUT}\nbelow\n",
    f"fix\n\n# {CUT}\n",
)


@pytest.fixture
def both(hooked: Hooked) -> Hooked:
    hooked.install(*MESSAGE_HOOKS)
    hooked.commit("base\n")
    return hooked


def kept_by_git(repo: Hooked, *options: str, message: str, editor: bool) -> str | None:
    """The message that git commits past every hook; None where it refuses."""
    return committed(repo, "-c", "core.hooksPath=/dev/null", *options, message=message, editor=editor, who={})


def committed(repo: Hooked, *options: str, message: str, editor: bool, who: dict[str, str]) -> str | None:
    file = repo.path.parent / "message"
    file.write_text(message)
    before = repo.head()
    words = [*options, "commit", "-q", "--allow-empty"]
    if editor:
        repo.edit(f'cp "{file}" "$1"', *words, who=who)
    else:
        repo.run(*words, "-F", str(file), check=False, env=who)
    made = repo.head() != before
    text = repo.raw().decode() if made else None
    repo.git("reset", "-q", "--hard", before)
    return text


@pytest.mark.parametrize("editor", [False, True])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("message", MESSAGES)
def test_tagged_where_git_commits_and_otherwise_unchanged(both: Hooked, message: str, mode: str, editor: bool) -> None:
    options = ["-c", f"commit.cleanup={mode}"] if mode else []
    plain = kept_by_git(both, *options, message=message, editor=editor)
    tagged = committed(both, *options, message=message, editor=editor, who=AGENT)
    if plain is None:
        assert tagged is None
        return
    assert tagged is not None
    assert without_blank_ends(tagged.replace("\nAssisted-by: Claude\n", "")) == without_blank_ends(plain)
    parsed = both.run("interpret-trailers", "--parse", "--no-divider", stdin=tagged.encode()).stdout
    assert parsed == b"Assisted-by: Claude\n"


def without_blank_ends(message: str) -> list[str]:
    return [line for line in message.split("\n") if line]


@pytest.mark.parametrize(
    ("mode", "comment", "other"), [("scissors", "#", ";"), ("scissors", "auto", ";"), ("strip", ";", "#")]
)
def test_a_scissors_line_of_another_character_is_text(both: Hooked, mode: str, comment: str, other: str) -> None:
    options = ("-c", f"core.commentChar={comment}", "-c", f"commit.cleanup={mode}")
    message = f"fix\n\nbody\n{other} {CUT}\nbelow {{}}\n"
    assert "below it" in (kept_by_git(both, *options, message=message.format("it"), editor=True) or "")
    tagged = committed(both, *options, message=message.format("it"), editor=True, who=AGENT) or ""
    parsed = both.run("-c", "core.commentChar=#", "interpret-trailers", "--parse", stdin=tagged.encode()).stdout
    assert parsed == b"Assisted-by: Claude\n"
    assert committed(both, *options, message=message.format(token()), editor=True, who={}) is None


@pytest.mark.parametrize("comment", ["#", ";", "auto"])
@pytest.mark.parametrize("mode", ["strip", "whitespace"])
def test_comment_characters(both: Hooked, comment: str, mode: str) -> None:
    options = ("-c", f"core.commentChar={comment}", "-c", f"commit.cleanup={mode}")
    for message in ("#42 Fix login\n", "; one\n\n; two\n", "fix\n\n; last\n"):
        plain = kept_by_git(both, *options, message=message, editor=False)
        tagged = committed(both, *options, message=message, editor=False, who=AGENT)
        assert (tagged is None) is (plain is None)
        assert tagged is None or tagged.endswith("\n\nAssisted-by: Claude\n")


def token() -> str:
    return "ghp_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(36))


@pytest.mark.parametrize("editor", [False, True])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "form", ["fix\n\n# token {}\n", "# {}\n\nbody\n", f"fix\n\n# {CUT}\n# {{}}\n", "fix\n\n; {}\n"]
)
def test_a_secret_is_refused_where_git_keeps_it(both: Hooked, form: str, mode: str, editor: bool) -> None:
    key = token()
    options = ["-c", f"commit.cleanup={mode}"] if mode else []
    plain = kept_by_git(both, *options, message=form.format(key), editor=editor)
    scanned = committed(both, *options, message=form.format(key), editor=editor, who={})
    assert (scanned is None) is (plain is None or key in plain)


@pytest.mark.parametrize("option", ["-v", "--verb", "--cleanup=scissors", "--cleanup=strip", "--cleanup=verbatim"])
def test_options_of_the_command_line_count(both: Hooked, option: str) -> None:
    message = both.path.parent / "m"
    message.write_text(f"fix\n\nbody\n# {CUT}\nbelow\n")
    both.run("commit", "-q", "--allow-empty", option, "-F", str(message), env=AGENT)
    assert both.tags() == ["Assisted-by: Claude"]
    assert (b"below" in both.raw()) is (option not in ("-v", "--verb"))


def test_d_sign_off_below_a_line_with_a_number(both: Hooked) -> None:
    both.run("commit", "-q", "--allow-empty", "-s", "-m", "#1 first", env=AGENT)
    assert both.tags()[-1] == "Assisted-by: Claude"


def test_a_user_whose_editor_is_a_colon(both: Hooked) -> None:
    done = both.run("commit", "-q", "--allow-empty", check=False, env={**AGENT, "GIT_EDITOR": ":"})
    assert done.returncode != 0
    both.run("commit", "-q", "--allow-empty", "-e", "-m", "fix", env={**AGENT, "GIT_EDITOR": ":"})
    assert both.raw() == b"fix\n\nAssisted-by: Claude\n"


@pytest.mark.parametrize("options", [[], ["-c", "commit.cleanup=whitespace"]])
def test_an_empty_message_stays_empty(both: Hooked, options: list[str]) -> None:
    both.run(*options, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "", env=AGENT)
    assert both.raw().strip() == b""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("git commit -qam x --cleanup=strip", (b"strip", None, False, False)),
        ("git -c a=b -C /x commit --clean strip -m --amend", (b"strip", None, False, False)),
        ("git commit --ame -v", (b"", True, True, True)),
        ("git commit -F m -e --no-verbose -- --cleanup=strip", (b"", False, True, False)),
        ("git commit --fixup=reword:HEAD", (b"", None, True, False)),
        ("git commit --fixup HEAD -Skey", (b"", None, False, False)),
        ("git commit -Ccommit", (b"", None, False, False)),
    ],
)
def test_command_lines(words: str, expected: tuple[bytes, bool | None, bool, bool]) -> None:
    command = commit_command(words.encode().split())
    assert (command.cleanup, command.verbose, command.edits, command.amends) == expected
