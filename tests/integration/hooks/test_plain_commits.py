"""Rows B1 to B12 and B21 to B34: one commit at a time, as an agent and as a human make it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hooked import AGENT, HUMAN, TAG, Hooked

CUT = b"------------------------ >8 ------------------------"


def test_b01_agent_commit_keeps_its_subject_and_gains_one_trailer(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\n"


def test_b02_human_commit_is_untouched(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN)
    assert hooked.raw() == b"Add x\n"


def test_b03_no_verify_does_not_escape_the_tag(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT, options=("--no-verify",))
    assert hooked.tags() == [TAG]


@pytest.mark.parametrize("script", [":", "printf '# only\\n# comments\\n' > \"$1\"", ': > "$1"'])
def test_b04_an_empty_editor_still_aborts(hooked: Hooked, script: str) -> None:
    before = hooked.head()
    hooked.stage("x", "x\n")
    assert hooked.edit(script, "commit", who=AGENT).returncode == 1
    assert hooked.head() == before


def test_b05_an_empty_message_still_aborts(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    assert hooked.run("commit", "-q", "-m", "", check=False, env=AGENT).returncode == 1


def test_b05_a_sign_off_alone_still_aborts(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    assert hooked.edit(":", "commit", "-s", who=AGENT).returncode == 1


def test_b06_an_untouched_template_still_aborts(hooked: Hooked) -> None:
    template = hooked.path.parent / "template"
    template.write_text("What:\n\nWhy:\n# help\n")
    hooked.stage("x", "x\n")
    assert hooked.edit(":", "commit", "-t", str(template), who=AGENT).returncode == 1
    assert hooked.edit('printf "Because\\n" >> "$1"', "commit", "-t", str(template), who=AGENT).returncode == 0
    assert hooked.tags() == [TAG]


def test_b07_the_editor_finds_no_trailer_and_the_commit_has_one(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    seen = hooked.path.parent / "seen"
    hooked.edit(f'cp "$1" {seen}; printf "Add x\\n" | cat - {seen} > "$1"', "commit", who=AGENT)
    assert b"Assisted-by" not in seen.read_bytes()
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\n"


def _type_subject(hooked: Hooked, *arguments: str) -> None:
    hooked.stage("x", "x\n")
    script = 'printf "Add x\\n\\n#1 is in the body\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"'
    done = hooked.edit(script, *arguments, who=AGENT)
    assert done.returncode == 0, done.stderr


def test_b08_verbose_commit_is_tagged_above_the_scissors(hooked: Hooked) -> None:
    _type_subject(hooked, "commit", "-v")
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\n"


def test_b09_automatic_comment_character_is_taken_from_the_scissors(hooked: Hooked) -> None:
    template = hooked.path.parent / "template"
    template.write_text("#1 is in the template\n")
    hooked.stage("x", "x\n")
    script = 'printf "Add x\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"'
    auto = ("-c", "core.commentChar=auto", "commit", "-v", "-t", str(template))
    assert hooked.edit(script, *auto, who=AGENT).returncode == 0
    assert hooked.tags() == [TAG]
    assert CUT not in hooked.raw()


@pytest.mark.parametrize("options", [(), ("-v",)])
def test_b10_another_comment_character(hooked: Hooked, options: tuple[str, ...]) -> None:
    _type_subject(hooked, "-c", "core.commentChar=;", "commit", *options)
    assert hooked.raw() == b"Add x\n\n#1 is in the body\n\nAssisted-by: Claude\n"


def test_b10_a_comment_string(hooked: Hooked) -> None:
    if _version(hooked) < (2, 45):
        pytest.skip("core.commentString came with git 2.45")
    _type_subject(hooked, "-c", "core.commentString=//", "commit", "-v")
    assert hooked.raw() == b"Add x\n\n#1 is in the body\n\nAssisted-by: Claude\n"


def _version(hooked: Hooked) -> tuple[int, ...]:
    return tuple(int(part) for part in hooked.git("version").split()[2].split(".")[:2])


@pytest.mark.parametrize("mode", ["scissors", "whitespace", "verbatim", "strip"])
def test_b11_every_cleanup_mode_keeps_the_tag(hooked: Hooked, mode: str) -> None:
    _type_subject(hooked, "commit", f"--cleanup={mode}")
    assert TAG in hooked.tags()


def test_b11_a_line_that_only_looks_like_a_comment_is_text_without_an_editor(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT, options=("-m", "#1 first"))
    assert hooked.raw() == b"Add x\n\n#1 first\n\nAssisted-by: Claude\n"
    hooked.branch("side")
    hooked.git("reset", "-q", "--hard", "HEAD~1")
    hooked.run("cherry-pick", "-x", "main")
    assert TAG in hooked.tags()


@pytest.mark.parametrize("options", [("-m", "# only"), ("--cleanup=strip", "-m", "# only")])
def test_b11_comments_alone_stay_alone(hooked: Hooked, options: tuple[str, ...]) -> None:
    hooked.stage("x", "x\n")
    done = hooked.run("commit", "-q", *options, check=False, env=AGENT)
    assert done.returncode == ("--cleanup=strip" in options)


def test_b12_merge_message_without_line_end_keeps_its_subject(hooked: Hooked) -> None:
    _diverge(hooked)
    hooked.run("merge", "-q", "side", env=AGENT)
    assert hooked.raw() == b"Merge branch 'side'\n\nAssisted-by: Claude\n"


def test_b13_merge_by_an_agent_is_tagged_and_by_a_human_is_not(hooked: Hooked) -> None:
    _diverge(hooked)
    hooked.run("merge", "-q", "side")
    assert hooked.tags() == []
    hooked.run("reset", "-q", "--hard", "HEAD~1")
    hooked.run("merge", "-q", "--no-verify", "side", env=AGENT)
    assert hooked.tags() == [TAG]


def _diverge(hooked: Hooked) -> None:
    hooked.branch("side")
    hooked.save("On side")
    hooked.git("switch", "-q", "main")
    hooked.save("On main")


def test_b21_reword_keeps_the_trailers(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.rebase("s/^pick/reword/", "HEAD~1", HUMAN, editor="sed -i.orig -e '1s/Add/Put/'")
    assert hooked.raw() == b"Put x\n\nAssisted-by: Claude\n"


def test_b21_reword_by_an_agent_leaves_a_human_commit_untouched(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN)
    hooked.rebase("s/^pick/reword/", "HEAD~1", AGENT, editor="sed -i.orig -e '1s/Add/Put/'")
    assert hooked.raw() == b"Put x\n"


ANEW = """f() { printf 'Put x\\n' > "$1"; }; f"""
CUT_OUT = "sed -i.orig -e /^Assisted-by/d"


@pytest.mark.parametrize("who", [HUMAN, AGENT])
def test_b21_a_message_written_anew_keeps_the_trailers(hooked: Hooked, who: dict[str, str]) -> None:
    hooked.save("Add x", AGENT)
    hooked.rebase("s/^pick/reword/", "HEAD~1", who, editor=ANEW)
    assert hooked.raw() == b"Put x\n\nAssisted-by: Claude\n"


def test_b21_a_person_may_take_a_declaration_back_in_the_editor_and_an_agent_may_not(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.rebase("s/^pick/reword/", "HEAD~1", AGENT, editor=CUT_OUT)
    assert hooked.tags() == [TAG]
    hooked.rebase("s/^pick/reword/", "HEAD~1", HUMAN, editor=CUT_OUT)
    assert hooked.tags() == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="git tells its hooks of --amend only through /proc")
def test_b22_amend_in_an_editor_keeps_what_nobody_took_back(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.run("commit", "-q", "--amend", env={"GIT_EDITOR": ANEW})
    assert hooked.tags() == [TAG]
    hooked.run("commit", "-q", "--amend", env={"GIT_EDITOR": CUT_OUT})
    assert hooked.tags() == []


def test_b22_amend_by_an_agent_tags_once(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN)
    for content in ("two\n", "three\n"):
        hooked.stage("Add-x", content)
        hooked.run("commit", "-q", "--amend", "--no-edit", env=AGENT)
        assert hooked.tags() == [TAG]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="git tells its hooks of --amend -m only through /proc")
@pytest.mark.parametrize(
    "options",
    [
        ("--amend", "--no-edit"),
        ("--amend", "-m", "Put x"),
        ("--amend", "--no-edit", "-s"),
        ("--amend", "--no-edit", "--date=now"),
        ("--amend", "--no-edit", "--reset-author"),
        ("--amend", "--no-edit", "--trailer", "Reviewed-by: Bo <bo@example.org>"),
        ("--amend", "-a", "--no-edit", "--allow-empty"),
    ],
)
def test_b22_amend_that_changes_no_byte_of_the_tree_makes_nothing_an_agents(
    hooked: Hooked, options: tuple[str, ...]
) -> None:
    hooked.save("Add x", HUMAN)
    hooked.run("commit", "-q", *options, env=AGENT)
    assert TAG not in hooked.tags()


def test_b22_amend_by_an_agent_of_one_path_counts(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN)
    hooked.write("Add-x", "two\n")
    hooked.run("commit", "-q", "--amend", "--no-edit", "Add-x", env=AGENT)
    assert hooked.tags() == [TAG]


def test_b22_amend_that_changes_no_byte_keeps_an_agents_tag(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.run("commit", "-q", "--amend", "-m", "Put x", env=AGENT)
    assert hooked.tags() == [TAG]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="git tells its hooks of -C only through /proc")
def test_a_commit_made_again_from_the_same_tree_is_still_its_authors(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN)
    hooked.save("Add y", HUMAN)
    hooked.run("reset", "-q", "--soft", "HEAD~1")
    hooked.run("commit", "-q", "-C", "ORIG_HEAD", env=AGENT)
    assert hooked.raw() == b"Add y\n"


def test_b22_amend_by_a_human_keeps_the_tag(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.run("commit", "-q", "--amend", "--no-edit")
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\n"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="git tells its hooks of --amend -m only through /proc")
def test_b22_amend_with_a_new_message_keeps_the_tag(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.run("commit", "-q", "--amend", "-m", "Put x")
    assert hooked.raw() == b"Put x\n\nAssisted-by: Claude\n"


def test_b23_trailers_in_several_paragraphs_are_gathered(hooked: Hooked) -> None:
    more = ("-m", TAG, "-m", "Signed-off-by: Ana Test <ana@example.org>")
    hooked.save("Add x", HUMAN, options=more)
    assert hooked.tags() == ["Signed-off-by: Ana Test <ana@example.org>", TAG]


def test_b23_prose_that_quotes_a_trailer_gathers_nothing(hooked: Hooked) -> None:
    body = "We ask for this line:\nAssisted-by: Claude\nbelow every message."
    hooked.save("Say what to write", HUMAN, options=("-m", body))
    assert hooked.raw() == f"Say what to write\n\n{body}\n".encode()


def test_b24_sign_off_and_given_trailers_share_the_block(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT, options=("-s", "--trailer", "Ticket: 7"))
    assert hooked.tags() == ["Signed-off-by: Ana Test <ana@example.org>", "Ticket: 7", TAG]


def test_b25_a_bare_url_stays_as_it_is(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT, options=("-m", "https://example.org/issue/1"))
    assert hooked.raw() == b"Add x\n\nhttps://example.org/issue/1\nAssisted-by: Claude\n"


def test_b26_prose_that_git_takes_for_a_trailer_is_left_alone(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT, options=("-m", "Note: this is prose"))
    assert hooked.raw() == b"Add x\n\nNote: this is prose\nAssisted-by: Claude\n"


@pytest.mark.parametrize(("mode", "end"), [("whitespace", b"\n"), ("verbatim", b"\r\n")])
def test_b27_carriage_returns(hooked: Hooked, mode: str, end: bytes) -> None:
    hooked.stage("x", "x\n")
    text = b"Add x\r\n\r\nBody\r\n"
    hooked.run("commit", "-q", f"--cleanup={mode}", "-F", "-", env=AGENT, stdin=text)
    assert hooked.raw() == b"Add x\n\nBody\n\nAssisted-by: Claude\n".replace(b"\n", end)


def test_b28_latin_1_bytes_stay_as_they_are(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    encoding = ("-c", "i18n.commitEncoding=ISO-8859-1")
    hooked.run(*encoding, "commit", "-q", "-F", "-", env=AGENT, stdin=b"Caf\xe9\n")
    assert hooked.raw() == b"Caf\xe9\n\nAssisted-by: Claude\n"


def test_b29_a_message_with_nul_is_left_alone(hooked: Hooked) -> None:
    path = hooked.path / ".git/COMMIT_EDITMSG"
    path.write_bytes(b"Add x\0\n")
    done = hooked.run("hook", "run", "commit-msg", "--", str(path), env=AGENT, check=False)
    assert done.returncode == 0
    assert b"NUL" in done.stderr
    assert path.read_bytes() == b"Add x\0\n"


def test_b30_a_byte_order_mark_is_kept(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    hooked.run("commit", "-q", "-F", "-", env=AGENT, stdin=b"\xef\xbb\xbfAdd x\n")
    assert hooked.raw() == b"\xef\xbb\xbfAdd x\n\nAssisted-by: Claude\n"


@pytest.mark.parametrize("body", [b"word " * 200_000, b"".join(b"Key-%d: v\n" % n for n in range(20_000))])
def test_b31_a_huge_message_is_tagged(hooked: Hooked, body: bytes) -> None:
    hooked.stage("x", "x\n")
    hooked.run("commit", "-q", "-F", "-", env=AGENT, stdin=b"Add x\n\n" + body)
    assert hooked.raw().endswith(b"\nAssisted-by: Claude\n")


@pytest.mark.parametrize(
    "settings",
    [
        ("trailer.separators=#",),
        ("trailer.assisted.key=Assisted-by-Extended",),
        ("trailer.ifMissing=doNothing",),
        ("trailer.assisted-by.command=touch /tmp/never",),
    ],
)
def test_b32_the_users_trailer_configuration_has_no_effect(hooked: Hooked, settings: tuple[str, ...]) -> None:
    for setting in settings:
        hooked.git("config", *setting.split("=", 1))
    hooked.save("Add x", AGENT)
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\n"


def test_b33_a_hook_installed_twice_tags_once(hooked: Hooked) -> None:
    hook = hooked.path / ".git/hooks/commit-msg"
    hook.write_text(hook.read_text().replace("exec ", "", 1) + hook.read_text().split("\n", 1)[1])
    hooked.save("Add x", AGENT)
    assert hooked.tags() == [TAG]


def test_b34_the_message_file_is_replaced_in_one_step(hooked: Hooked) -> None:
    path = hooked.path / ".git/COMMIT_EDITMSG"
    path.write_bytes(b"Add x\n")
    with path.open("rb") as held:
        hooked.run("hook", "run", "commit-msg", "--", str(path), env={**AGENT, "GIT_EDITOR": ":"})
        assert held.read() == b"Add x\n"
    assert path.read_bytes() == b"Add x\n\nAssisted-by: Claude\n"
    assert not list(path.parent.glob("COMMIT_EDITMSG.*"))


def test_b37_a_project_that_forbids_declarations_gets_none(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", 'profile = "forbid"\n')
    credit = "Co-authored-by: Claude <noreply@anthropic.com>"
    hooked.save("Add x", AGENT, options=("-m", credit))
    assert hooked.raw().strip() == b"Add x"


def test_a_hook_that_hangs_is_given_up_and_the_commit_goes_on(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", "[hooks]\ntimeout = 0.2\n")
    slow = hooked.path.parent / "slow"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nsleep 30\n")
    (slow / "git").chmod(0o755)
    path = hooked.path / ".git/COMMIT_EDITMSG"
    path.write_bytes(b"Add x\n\n; help\n")
    began = time.monotonic()
    command = [sys.executable, "-m", "ai_provenance.hooks", "commit-msg", str(path)]
    environ = {**os.environ, **AGENT, "PATH": f"{slow}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=hooked.path, env=environ, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"goes on untagged" in done.stderr
    assert time.monotonic() - began < 10
