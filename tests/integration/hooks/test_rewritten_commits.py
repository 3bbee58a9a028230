"""Rows B14 to B20: commits that git makes from other commits, run by an agent and by a human."""

from __future__ import annotations

import shutil

import pytest

from hooked import AGENT, HUMAN, TAG, Hooked

CODEX = {"CODEX_THREAD_ID": "t"}
CODEX_TAG = "Assisted-by: Codex"


def side_branch(hooked: Hooked) -> None:
    """`side` with a commit by each of two agents and a human; back on `main`."""
    hooked.branch("side")
    hooked.save("Side by Claude", AGENT)
    hooked.save("Side by Codex", CODEX)
    hooked.save("Side by human", HUMAN)
    hooked.git("switch", "-q", "main")


def conflict(hooked: Hooked) -> None:
    """`side` and `main` changed the same file, both by a human; on `side`."""
    hooked.branch("side")
    hooked.save("Side", name="base")
    hooked.git("switch", "-q", "main")
    hooked.stage("base", "other\n")
    hooked.run("commit", "-q", "-m", "Main")
    hooked.git("switch", "-q", "side")


def resolve(hooked: Hooked) -> None:
    hooked.stage("base", "resolved\n")


def test_b14_squash_merge_with_an_own_message_gathers_the_tags(hooked: Hooked) -> None:
    side_branch(hooked)
    hooked.run("merge", "-q", "--squash", "side")
    hooked.run("commit", "-q", "-m", "Squashed")
    assert hooked.raw() == b"Squashed\n\nAssisted-by: Codex\nAssisted-by: Claude\n"


def test_b14_squash_merge_with_an_editor_gathers_the_tags(hooked: Hooked) -> None:
    side_branch(hooked)
    hooked.run("merge", "-q", "--squash", "side")
    hooked.edit("sed -i.orig -e '1s/.*/Squashed/' \"$1\"", "commit", "-q")
    assert sorted(hooked.tags()) == [TAG, CODEX_TAG]


def test_b14_squash_merge_of_human_commits_gains_nothing(hooked: Hooked) -> None:
    hooked.branch("side")
    hooked.save("Side", HUMAN)
    hooked.git("switch", "-q", "main")
    hooked.run("merge", "-q", "--squash", "side")
    hooked.run("commit", "-q", "-m", "Squashed")
    assert hooked.raw() == b"Squashed\n"


def test_b14_an_agent_that_squashes_human_commits_is_not_their_author(hooked: Hooked) -> None:
    hooked.branch("side")
    hooked.save("Side", HUMAN)
    hooked.git("switch", "-q", "main")
    hooked.run("merge", "-q", "--squash", "side", env=AGENT)
    hooked.run("commit", "-q", "-m", "Squashed", env=AGENT)
    assert hooked.raw() == b"Squashed\n"


@pytest.mark.parametrize("options", [("--merge",), ("--apply",), ("-i",), ("--force-rebase",)])
def test_b15_rebase_by_an_agent_leaves_human_commits_untouched(hooked: Hooked, options: tuple[str, ...]) -> None:
    hooked.branch("side")
    for number in range(3):
        hooked.save(f"Side {number}", HUMAN)
    hooked.git("switch", "-q", "main")
    hooked.save("Main", HUMAN)
    hooked.run("rebase", "-q", *options, "main", "side", env={**AGENT, "GIT_SEQUENCE_EDITOR": "true"})
    assert [hooked.raw(f"HEAD~{number}") for number in (2, 1, 0)] == [b"Side 0\n", b"Side 1\n", b"Side 2\n"]


def test_b15_rebase_by_a_human_keeps_the_tags(hooked: Hooked) -> None:
    side_branch(hooked)
    hooked.save("Main", HUMAN)
    hooked.run("rebase", "-q", "main", "side")
    assert (hooked.tags("HEAD~2"), hooked.tags("HEAD~1"), hooked.tags()) == ([TAG], [CODEX_TAG], [])


def test_b15_pull_with_rebase_by_an_agent_leaves_human_commits_untouched(hooked: Hooked) -> None:
    hooked.git("clone", "-q", ".", "../clone")
    hooked.save("Upstream", HUMAN)
    clone = Hooked(hooked.path.parent / "clone")
    clone.install("prepare-commit-msg", "commit-msg")
    clone.save("Local", HUMAN)
    clone.run("pull", "-q", "--rebase", env=AGENT)
    assert clone.raw() == b"Local\n"


def test_b15_own_commits_at_an_edit_stop_are_tagged(hooked: Hooked) -> None:
    hooked.save("One", HUMAN)
    hooked.rebase("s/^pick/edit/", "HEAD~1", AGENT)
    hooked.save("Made at the stop", AGENT)
    hooked.run("rebase", "--continue", env=AGENT)
    assert (hooked.tags("HEAD~1"), hooked.tags()) == ([], [TAG])


@pytest.mark.parametrize("options", [(), ("-x",), ("-e",)])
def test_b16_cherry_pick_by_an_agent_leaves_a_human_commit_untouched(hooked: Hooked, options: tuple[str, ...]) -> None:
    side_branch(hooked)
    hooked.run("cherry-pick", *options, "side", env={**AGENT, "GIT_EDITOR": "true"})
    assert hooked.raw().startswith(b"Side by human\n")
    assert hooked.tags() == []


def test_b16_tags_ride_along_with_a_cherry_pick(hooked: Hooked) -> None:
    side_branch(hooked)
    hooked.run("cherry-pick", "side~2", env=CODEX)
    assert hooked.tags() == [TAG]


def test_b16_cherry_pick_without_commit_carries_the_tags(hooked: Hooked) -> None:
    side_branch(hooked)
    hooked.run("cherry-pick", "-n", "side~2")
    hooked.run("commit", "-q", "-m", "Taken from side")
    assert hooked.tags() == [TAG]


@pytest.mark.parametrize("options", [("--no-edit",), ("-e",)])
def test_b17_revert_by_an_agent_is_untouched(hooked: Hooked, options: tuple[str, ...]) -> None:
    hooked.save("Add x", HUMAN)
    hooked.run("revert", *options, "HEAD", env={**AGENT, "GIT_EDITOR": "true"})
    assert hooked.tags() == []


def test_b17_revert_of_a_tagged_commit_by_a_human_is_untouched(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    hooked.run("revert", "--no-edit", "HEAD")
    assert hooked.tags() == []


def test_b17_a_project_may_have_reverts_tagged(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", "[hooks]\ntag-reverts = true\n")
    hooked.save("Add x", HUMAN)
    hooked.run("revert", "--no-edit", "HEAD", env=AGENT)
    assert hooked.tags() == [TAG]


PICKS = [("cherry-pick", "main"), ("rebase", "main")]
CONTINUE = {"GIT_EDITOR": "true"}


@pytest.mark.parametrize("command", PICKS)
def test_b18_an_agent_that_resolves_a_conflict_is_declared(hooked: Hooked, command: tuple[str, ...]) -> None:
    conflict(hooked)
    hooked.run(*command, env=AGENT, check=False)
    resolve(hooked)
    hooked.run(command[0], "--continue", env={**AGENT, **CONTINUE})
    assert hooked.tags() == [TAG]


@pytest.mark.parametrize("command", PICKS)
def test_b18_a_human_who_resolves_a_conflict_is_untouched(hooked: Hooked, command: tuple[str, ...]) -> None:
    conflict(hooked)
    hooked.run(*command, env=AGENT, check=False)
    resolve(hooked)
    hooked.run(command[0], "--continue", env=CONTINUE)
    assert hooked.tags() == []


@pytest.mark.parametrize("command", PICKS)
def test_b18_a_project_may_leave_resolved_conflicts_untagged(hooked: Hooked, command: tuple[str, ...]) -> None:
    hooked.write(".git/info/exclude", ".ai-provenance.toml\n")
    hooked.write(".ai-provenance.toml", '[hooks]\ntag-conflict-resolution = "never"\n')
    conflict(hooked)
    hooked.run(*command, env=AGENT, check=False)
    resolve(hooked)
    hooked.run(command[0], "--continue", env={**AGENT, **CONTINUE})
    assert hooked.tags() == []


@pytest.mark.parametrize(("choice", "tags"), [("evidence", []), ("always", [TAG]), ("never", [])])
def test_b18_a_pick_that_an_agent_concludes_without_conflict(hooked: Hooked, choice: str, tags: list[str]) -> None:
    side_branch(hooked)
    hooked.write(".ai-provenance.toml", f'[hooks]\ntag-conflict-resolution = "{choice}"\n')
    hooked.run("cherry-pick", "side")
    hooked.run("cherry-pick", "side", check=False)  # stops: nothing is left of it
    hooked.run("commit", "-q", "--allow-empty", "--no-edit", env=AGENT)
    assert hooked.tags() == tags


def test_b18_only_the_commit_that_conflicted_is_declared(hooked: Hooked) -> None:
    conflict(hooked)
    hooked.save("After", HUMAN)
    hooked.run("rebase", "main", env=AGENT, check=False)
    resolve(hooked)
    hooked.run("rebase", "--continue", env={**AGENT, **CONTINUE})
    assert (hooked.tags("HEAD~1"), hooked.tags()) == ([TAG], [])


def test_b18_a_conflicted_merge_concluded_by_an_agent_is_declared(hooked: Hooked) -> None:
    conflict(hooked)
    hooked.run("merge", "main", check=False)
    resolve(hooked)
    hooked.run("commit", "-q", "--no-edit", env=AGENT)
    assert hooked.tags() == [TAG]


def test_b19_a_fixup_by_an_agent_takes_its_tag_into_a_human_commit(hooked: Hooked) -> None:
    target = hooked.save("Add x", HUMAN)
    hooked.save("unrelated", HUMAN)
    hooked.stage("Add-x", "two\n")
    hooked.run("commit", "-q", "--fixup", target, env=AGENT)
    hooked.rebase("", target + "~1", HUMAN)
    assert (hooked.raw("HEAD~1"), hooked.raw()) == (b"Add x\n\nAssisted-by: Claude\n", b"unrelated\n")


def test_b19_several_fixups_each_bring_their_tag(hooked: Hooked) -> None:
    target = hooked.save("Add x", HUMAN)
    for content, who in (("two\n", AGENT), ("three\n", HUMAN), ("four\n", CODEX)):
        hooked.stage("Add-x", content)
        hooked.run("commit", "-q", "--fixup", target, env=who)
    hooked.rebase("", target + "~1", AGENT)
    assert hooked.raw() == b"Add x\n\nAssisted-by: Claude\nAssisted-by: Codex\n"


def test_b19_a_message_replaced_by_an_amending_fixup_keeps_the_tag(hooked: Hooked) -> None:
    target = hooked.save("Add x", AGENT)
    hooked.stage("Add-x", "two\n")
    hooked.edit('printf "amend! Add x\\n\\nPut x\\n" > "$1"', "commit", "-q", f"--fixup=amend:{target}")
    hooked.rebase("", target + "~1", HUMAN)
    assert hooked.raw() == b"Put x\n\nAssisted-by: Claude\n"


def test_b19_an_agent_that_rewords_by_a_fixup_is_not_the_author(hooked: Hooked) -> None:
    target = hooked.save("Add x", HUMAN)
    hooked.edit("sed -i.orig -e '3s/Add/Put/' \"$1\"", "commit", "-q", f"--fixup=reword:{target}", who=AGENT)
    hooked.rebase("", target + "~1", AGENT)
    assert hooked.raw() == b"Put x\n"


def test_b19_a_fixup_that_conflicts_still_brings_its_tag(hooked: Hooked) -> None:
    target = hooked.save("Add x", HUMAN)
    hooked.save("Change x", HUMAN, name="Add-x")
    hooked.stage("Add-x", "three\n")
    hooked.run("commit", "-q", "--fixup", target, env=AGENT)
    environ = {"GIT_SEQUENCE_EDITOR": "true", **CONTINUE}
    hooked.run("rebase", "-i", "--autosquash", target + "~1", env=environ, check=False)
    for content in ("two\n", "three\n"):
        hooked.stage("Add-x", content)
        hooked.run("rebase", "--continue", env=CONTINUE, check=False)
    assert (hooked.tags("HEAD~1"), hooked.tags()) == ([TAG], [])


def test_b19_a_human_fixup_of_a_human_commit_gains_nothing_when_an_agent_rebases(hooked: Hooked) -> None:
    target = hooked.save("Add x", HUMAN)
    hooked.stage("Add-x", "two\n")
    hooked.run("commit", "-q", "--fixup", target)
    hooked.rebase("", target + "~1", AGENT)
    assert hooked.raw() == b"Add x\n"


@pytest.mark.parametrize("command", ["squash", "fixup"])
def test_b20_squashed_commits_have_all_tags_in_the_last_block(hooked: Hooked, command: str) -> None:
    hooked.save("One", AGENT)
    hooked.save("Two", CODEX)
    hooked.save("Three", HUMAN)
    hooked.rebase(f"2,3s/^pick/{command}/", "HEAD~3", HUMAN)
    assert sorted(hooked.tags()) == [TAG, CODEX_TAG]


def test_b20_squashed_human_commits_gain_nothing_when_an_agent_squashes(hooked: Hooked) -> None:
    hooked.save("One", HUMAN)
    hooked.save("Two", HUMAN)
    hooked.rebase("2s/^pick/squash/", "HEAD~2", AGENT)
    assert hooked.raw() == b"One\n\nTwo\n"


def recorded(hooked: Hooked, *, autoupdate: str, other: bool = False) -> None:
    """A branch of a person whose conflict with `main` was resolved once, so that rerere knows the resolution."""
    hooked.git("config", "rerere.enabled", "true")
    hooked.git("config", "rerere.autoupdate", autoupdate)
    hooked.save("Base", name="g")
    hooked.save("Other base", name="other")
    hooked.branch("side")
    hooked.stage("g", "side\n")
    if other:
        hooked.git("rm", "-q", "other")
    hooked.run("commit", "-q", "-m", "Person side")
    side = hooked.head()
    hooked.git("switch", "-q", "main")
    hooked.stage("g", "main\n")
    if other:
        hooked.stage("other", "changed\n")
    hooked.run("commit", "-q", "-m", "Person main")
    hooked.git("switch", "-q", "side")
    hooked.run("rebase", "main", check=False)
    hooked.stage("g", "both\n")
    if other:
        hooked.git("rm", "-q", "other")
    hooked.run("rebase", "--continue", env=CONTINUE)
    hooked.git("reset", "-q", "--hard", side)


@pytest.mark.parametrize("autoupdate", ["true", "false"])
@pytest.mark.parametrize("command", ["rebase", "cherry-pick"])
def test_b18_a_conflict_that_rerere_resolved_is_not_the_agents(hooked: Hooked, command: str, autoupdate: str) -> None:
    recorded(hooked, autoupdate=autoupdate)
    if command == "cherry-pick":
        hooked.git("switch", "-q", "main")
    hooked.run(command, "main" if command == "rebase" else "side", env=AGENT, check=False)
    hooked.git("add", "g")
    hooked.run(command, "--continue", env={**AGENT, **CONTINUE})
    assert (hooked.path / "g").read_text() == "both\n"
    assert hooked.tags() == []


def test_b18_a_conflict_that_rerere_did_not_know_is_the_agents(hooked: Hooked) -> None:
    recorded(hooked, autoupdate="true")
    hooked.git("rerere", "forget", ".", env={})
    shutil.rmtree(hooked.path / ".git/rr-cache")
    hooked.run("rebase", "main", env=AGENT, check=False)
    hooked.stage("g", "agent\n")
    hooked.run("rebase", "--continue", env={**AGENT, **CONTINUE})
    assert hooked.tags() == [TAG]


def test_b18_a_deletion_beside_what_rerere_resolved_is_the_agents(hooked: Hooked) -> None:
    recorded(hooked, autoupdate="true", other=True)
    hooked.run("rebase", "main", env=AGENT, check=False)
    hooked.git("rm", "-q", "other")
    hooked.run("rebase", "--continue", env={**AGENT, **CONTINUE})
    assert hooked.tags() == [TAG]
