"""The form that a project asks for, and the conversion from the form that an agent wrote."""

from __future__ import annotations

import pytest

from hooked import AGENT, HUMAN, Hooked

MODEL = {**AGENT, "AI_PROVENANCE_MODEL": "claude-opus-4-6"}
CREDIT = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"
FOOTER = "🤖 Generated with [Claude Code](https://claude.com/claude-code)"
FORMS = {
    "kernel": "Assisted-by: Claude:claude-opus-4-6",
    "asf": "Generated-by: Claude (claude-opus-4-6)",
    "openinfra": "Generated-by: Claude (claude-opus-4-6)",
    "fedora": "Assisted-by: Claude (claude-opus-4-6)",
    "llvm": "Assisted-by: Claude (claude-opus-4-6)",
    "co-author": "Co-authored-by: Claude (claude-opus-4-6) <noreply@anthropic.com>",
}


def configured(hooked: Hooked, profile: str, *, declare: str = "ai") -> Hooked:
    hooked.write(".ai-provenance.toml", f'profile = "{profile}"\ndeclare = "{declare}"\n')
    return hooked


@pytest.mark.parametrize(("profile", "line"), FORMS.items())
def test_each_profile_has_its_form(hooked: Hooked, profile: str, line: str) -> None:
    configured(hooked, profile).save("Add x", MODEL)
    assert hooked.tags() == [line]


@pytest.mark.parametrize("profile", FORMS)
def test_each_form_is_written_once(hooked: Hooked, profile: str) -> None:
    configured(hooked, profile).save("Add x", MODEL)
    hooked.run("commit", "-q", "--amend", "--no-edit", env=MODEL)
    assert len(hooked.tags()) == 1


@pytest.mark.parametrize("profile", [name for name in FORMS if name != "co-author"])
def test_an_agents_own_form_is_converted_and_kept(hooked: Hooked, profile: str) -> None:
    configured(hooked, profile).save("Add x", AGENT, options=("-m", CREDIT))
    assert hooked.tags() == [CREDIT, FORMS[profile]]


def test_a_credit_is_the_form_of_the_co_author_profile(hooked: Hooked) -> None:
    configured(hooked, "co-author").save("Add x", AGENT, options=("-m", CREDIT))
    assert hooked.tags() == [CREDIT]


def test_a_credit_in_a_persons_shell_is_converted_too(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN, options=("-m", CREDIT))
    assert hooked.tags() == [CREDIT, "Assisted-by: Claude:claude-opus-4-6"]


def test_a_footer_is_converted(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN, options=("-m", FOOTER))
    assert hooked.tags() == ["Assisted-by: Claude"]


@pytest.mark.parametrize(
    "line", ["Co-authored-by: Claude Monet <monet@example.org>", "Assisted-by: Ana <ana@example.org>"]
)
def test_people_are_not_converted(hooked: Hooked, line: str) -> None:
    hooked.save("Add x", HUMAN, options=("-m", line))
    assert hooked.raw().decode() == f"Add x\n\n{line}\n"


@pytest.mark.parametrize("lines", [CREDIT, FOOTER, f"{FOOTER}\n\n{CREDIT}", "Assisted-by: Claude:claude-opus-4-6"])
def test_forbid_takes_every_form_out(hooked: Hooked, lines: str) -> None:
    configured(hooked, "forbid").save("Add x", AGENT, options=("-m", "Body.", "-m", lines))
    assert hooked.raw() == b"Add x\n\nBody.\n"


def test_forbid_leaves_people_in(hooked: Hooked) -> None:
    person = "Co-authored-by: Ana <ana@example.org>"
    configured(hooked, "forbid").save("Add x", AGENT, options=("-m", person))
    assert hooked.tags() == [person]


def test_declare_all_says_that_no_agent_was_observed(hooked: Hooked) -> None:
    configured(hooked, "kernel", declare="all").save("Add x", HUMAN)
    assert hooked.tags() == ["AI-Assisted: not-observed"]


@pytest.mark.parametrize("word", ["no", "none", "yes", "Not observed"])
def test_declare_all_leaves_the_word_of_a_person_alone(hooked: Hooked, word: str) -> None:
    configured(hooked, "kernel", declare="all").save("Add x", HUMAN, options=("-m", f"AI-Assisted: {word}"))
    assert hooked.tags() == [f"AI-Assisted: {word}"]


def test_declare_all_keeps_silent_at_a_hint(hooked: Hooked) -> None:
    configured(hooked, "kernel", declare="all").save("Add x", {"CURSOR_TRACE_ID": "1"})
    assert hooked.tags() == []


def test_declare_all_leaves_picks_and_merges_alone(hooked: Hooked) -> None:
    hooked.branch("side")
    hooked.save("Side", HUMAN)
    hooked.git("switch", "-q", "main")
    hooked.save("Main", HUMAN)
    configured(hooked, "kernel", declare="all")
    hooked.run("cherry-pick", "side")
    assert hooked.raw() == b"Side\n"
    hooked.run("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    assert hooked.raw() == b"Merge side\n"


def test_an_agent_that_amends_makes_the_denial_untrue(hooked: Hooked) -> None:
    configured(hooked, "kernel", declare="all").save("Add x", HUMAN)
    hooked.stage("Add-x", "two\n")
    hooked.run("commit", "-q", "--amend", "--no-edit", env=AGENT)
    assert hooked.tags() == ["Assisted-by: Claude"]


def test_a_sign_off_in_an_agents_name_is_taken_out_with_the_reason(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    sign_off = "Signed-off-by: Claude <noreply@anthropic.com>"
    done = hooked.run("commit", "-q", "-s", "-m", "Add x", "-m", sign_off, env=AGENT)
    assert hooked.tags() == ["Signed-off-by: Ana Test <ana@example.org>", "Assisted-by: Claude"]
    assert b"an agent cannot certify" in done.stderr


def test_whoever_signed_off_as_an_agent_is_declared_as_its_help(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN, options=("-m", "Signed-off-by: Claude <noreply@anthropic.com>"))
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\n"


def test_a_persons_sign_off_stays(hooked: Hooked) -> None:
    hooked.save("Add x", HUMAN, options=("-s",))
    assert hooked.raw() == b"Add x\n\nSigned-off-by: Ana Test <ana@example.org>\n"


def test_a_forbidden_declaration_may_stop_the_commit(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", 'profile = "forbid"\n[hooks]\nforbidden = "refuse"\n')
    hooked.stage("x", "x\n")
    done = hooked.run("commit", "-q", "-m", "Add x", "-m", CREDIT, check=False, env=AGENT)
    assert done.returncode == 1
    assert b"forbids declarations" in done.stderr
    hooked.run("commit", "-q", "-m", "Add x", env=AGENT)
    assert hooked.raw() == b"Add x\n"


def test_what_is_forbidden_in_a_message_is_kept_in_a_note(hooked: Hooked) -> None:
    hooked.install("post-commit")
    configured(hooked, "forbid").save("Add x", MODEL)
    assert hooked.raw() == b"Add x\n"
    assert hooked.git("notes", "--ref=ai-provenance", "show", "HEAD") == "Assisted-by: Claude:claude-opus-4-6"
    hooked.save("Add y", HUMAN)
    assert hooked.run("notes", "--ref=ai-provenance", "show", "HEAD", check=False).returncode == 1


def test_a_refused_commit_leaves_no_note_for_the_next_one(hooked: Hooked) -> None:
    hooked.install("post-commit")
    configured(hooked, "forbid")
    hooked.stage("x", "x\n")
    hooked.run("commit", "-q", "-m", "", check=False, env=AGENT)
    hooked.edit("exit 1", "commit", "-q", who=AGENT)
    hooked.save("Add x", HUMAN)
    assert hooked.run("notes", "--ref=ai-provenance", "list", check=False).stdout == b""


@pytest.mark.parametrize("lines", [CREDIT, FOOTER, f"{FOOTER}\n\n{CREDIT}"])
def test_the_raw_form_goes_where_the_project_says_so(hooked: Hooked, lines: str) -> None:
    hooked.write(".ai-provenance.toml", "[hooks]\ndrop-raw = true\n")
    hooked.save("Add x", MODEL, options=("-m", lines))
    assert hooked.raw().decode().split() == ["Add", "x", "Assisted-by:", "Claude:claude-opus-4-6"]


TYPE = 'printf \'Add y\\n\' | cat - "$1" > "$1.new" && mv "$1.new" "$1"'
"""Types a subject above what is there."""
UNCOMMENT = "sed -i.orig -e 's/^# AI-Assisted: no$/AI-Assisted: no/' \"$1\""
SHOW = 'cp "$1" ../seen'


def seen(hooked: Hooked) -> str:
    """The message as the editor got it."""
    return (hooked.path.parent / "seen").read_text()


@pytest.fixture
def offering(hooked: Hooked) -> Hooked:
    hooked.save("Add x", HUMAN)
    configured(hooked, "kernel", declare="all")
    hooked.stage("y", "y\n")
    return hooked


def test_an_editor_offers_the_line_to_a_person(offering: Hooked) -> None:
    offering.edit(f"{SHOW}\n{TYPE}", "commit", "-q")
    assert "# AI-Assisted: no\n" in seen(offering)
    assert offering.raw() == b"Add y\n\nAI-Assisted: not-observed\n"


def test_an_uncommented_line_is_the_word_of_a_person(offering: Hooked) -> None:
    offering.edit(f"{UNCOMMENT}\n{TYPE}", "commit", "-q")
    assert offering.raw() == b"Add y\n\nAI-Assisted: no\n"


def test_the_line_stands_above_the_diff(offering: Hooked) -> None:
    offering.edit(f"{UNCOMMENT}\n{TYPE}", "commit", "-q", "-v")
    assert offering.raw() == b"Add y\n\nAI-Assisted: no\n"


@pytest.mark.parametrize(
    "options",
    [
        ("-c", "commit.cleanup=whitespace", "commit", "-q"),
        ("-c", "commit.cleanup=scissors", "commit", "-q"),
        ("commit", "-q", "--cleanup=verbatim"),
        ("commit", "-q", "--clean=whitespace"),
        ("-c", "commit.status=false", "commit", "-q"),
    ],
    ids=" ".join,
)
def test_no_line_is_offered_where_git_would_keep_it(offering: Hooked, options: tuple[str, ...]) -> None:
    offering.edit(f"{SHOW}\n{TYPE}", *options)
    assert "AI-Assisted: no\n" not in seen(offering)


@pytest.mark.parametrize("who", [AGENT, {"CURSOR_TRACE_ID": "1"}], ids=["agent", "hint"])
def test_no_line_is_offered_where_an_agent_may_commit(offering: Hooked, who: dict[str, str]) -> None:
    offering.edit(f"{SHOW}\n{TYPE}", "commit", "-q", who=who)
    assert "AI-Assisted" not in seen(offering)


def test_no_line_is_offered_without_declare_all(hooked: Hooked) -> None:
    configured(hooked, "kernel").stage("y", "y\n")
    hooked.edit(f"{SHOW}\n{TYPE}", "commit", "-q")
    assert "AI-Assisted" not in seen(hooked)


def test_an_answered_question_is_not_asked_again(offering: Hooked) -> None:
    offering.edit(f"{UNCOMMENT}\n{TYPE}", "commit", "-q")
    offering.edit(SHOW, "commit", "-q", "--amend")
    assert "# AI-Assisted" not in seen(offering)
    assert offering.tags() == ["AI-Assisted: no"]


def test_the_mark_of_comments_may_be_another(offering: Hooked) -> None:
    offering.edit(f"{SHOW}\n{TYPE}", "-c", "core.commentChar=;", "commit", "-q")
    assert "; AI-Assisted: no\n" in seen(offering)
    assert offering.raw() == b"Add y\n\nAI-Assisted: not-observed\n"
