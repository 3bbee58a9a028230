"""Notes, read and written in bulk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.model import NoteRecord
from ai_provenance.repo import notes_by_commit, open_repository
from ai_provenance.repo.note_writing import write_notes
from repository import Repository

REF = "refs/notes/ai-provenance"


def test_notes_of_several_refs_by_commit(repo: Repository) -> None:
    first, second = repo.commit("1\n"), repo.commit("2\n")
    repo.git("notes", "--ref=ai", "add", "-m", "by ai", first)
    repo.git("notes", "--ref=other", "add", "-m", "by other", first)
    repo.git("notes", "--ref=ai", "add", "-m", "more", second)
    found = notes_by_commit(open_repository(repo.path), ["refs/notes/other", "refs/notes/ai", "refs/notes/none"])
    assert found[first] == (NoteRecord("refs/notes/ai", b"by ai\n"), NoteRecord("refs/notes/other", b"by other\n"))
    assert found[second] == (NoteRecord("refs/notes/ai", b"more\n"),)


def test_no_refs_no_notes(repo: Repository) -> None:
    assert notes_by_commit(open_repository(repo.path), []) == {}
    assert notes_by_commit(open_repository(repo.path), ["refs/notes"]) == {}


@pytest.mark.parametrize("trait", [" sorted", ""])
def test_notes_are_found_among_packed_refs(repo: Repository, trait: str) -> None:
    oid = repo.commit()
    repo.git("notes", "--ref=ai", "add", "-m", "n", oid)
    note = repo.git("rev-parse", REF.replace("ai-provenance", "ai"))
    shutil.rmtree(repo.path / ".git/refs/notes")
    tags = "".join(f"{oid} refs/tags/v{number:05}\n" for number in range(1000))
    lines = f"{note} refs/notes/ai\n{tags}" if trait else f"{tags}{note} refs/notes/ai\n"
    (repo.path / ".git/packed-refs").write_text(f"# pack-refs with: peeled fully-peeled{trait} \n{lines}")
    assert list(notes_by_commit(open_repository(repo.path), ["refs/notes"])) == [oid]


def test_a_fanned_out_notes_tree(repo: Repository) -> None:
    oid = repo.commit()
    blob = repo.run("hash-object", "-w", "--stdin", stdin=b"deep").stdout.decode().strip()
    inner = repo.run("mktree", stdin=f"100644 blob {blob}\t{oid[4:]}\n".encode()).stdout.decode().strip()
    middle = repo.run("mktree", stdin=f"040000 tree {inner}\t{oid[2:4]}\n".encode()).stdout.decode().strip()
    outer = repo.run("mktree", stdin=f"040000 tree {middle}\t{oid[:2]}\n".encode()).stdout.decode().strip()
    repo.git("update-ref", "refs/notes/ai", repo.git("commit-tree", "-m", "n", outer))
    assert notes_by_commit(open_repository(repo.path), ["refs/notes/ai"]) == {
        oid: (NoteRecord("refs/notes/ai", b"deep"),)
    }


def test_a_ref_that_is_an_option_is_refused(repo: Repository) -> None:
    with pytest.raises(RevisionError):
        notes_by_commit(open_repository(repo.path), ["--output=x"])


def traced(repo: Repository, ref: str, *lines: str) -> None:
    blob = repo.run("hash-object", "-w", "--stdin", stdin="\n".join(lines).encode()).stdout.decode().strip()
    tree = repo.run("mktree", stdin=f"100644 blob {blob}\ttraces.jsonl\n".encode()).stdout.decode().strip()
    repo.git("update-ref", ref, repo.git("commit-tree", "-m", "t", tree))


def test_records_of_a_trace_file_are_read_as_notes_on_their_commits(repo: Repository) -> None:
    oid = repo.commit()
    line = f'{{"version":"0.1.0","vcs":{{"type":"git","revision":"{oid}"}},"files":[]}}'
    traced(repo, "refs/agentdiff/meta", line, "no record", '{"vcs": 1}', '{"vcs": {"revision": "HEAD"}}', "[" * 100_000)
    traced(repo, "refs/agentdiff/traces/main", line)
    found = notes_by_commit(open_repository(repo.path), ["refs/notes/ai", "refs/agentdiff"])
    assert found == {oid: (NoteRecord("refs/agentdiff/meta", line.encode()),)}


def test_a_trace_ref_without_its_file_gives_nothing(repo: Repository) -> None:
    repo.git("update-ref", "refs/agentdiff/meta", repo.commit())
    repo.git("pack-refs", "--all")
    assert notes_by_commit(open_repository(repo.path), ["refs/agentdiff"]) == {}


def test_notes_are_written_and_replaced_in_one_commit_each(repo: Repository) -> None:
    oids = [repo.commit(), repo.commit()]
    opened = open_repository(repo.path)
    write_notes(opened, REF, dict.fromkeys(oids, b"one\n"), reason="first\n")
    write_notes(opened, REF, {oids[0]: b"N inline\n\xff\0two\n"}, reason="second\n")
    found = {oid: record.body for oid, (record,) in notes_by_commit(open_repository(repo.path), [REF]).items()}
    assert found == {oids[0]: b"N inline\n\xff\0two\n", oids[1]: b"one\n"}
    assert repo.git("log", "--format=%s", REF) == "second\nfirst"


def test_nothing_to_write_makes_no_ref(repo: Repository) -> None:
    write_notes(open_repository(repo.path), REF, {}, reason="x")
    assert repo.git("for-each-ref") == ""


def test_only_notes_refs_are_written(repo: Repository) -> None:
    oid = repo.commit()
    with pytest.raises(GitError, match="refs/notes/"):
        write_notes(open_repository(repo.path), "refs/heads/main", {oid: b"x"}, reason="x")


def lines_of(note: NoteRecord) -> list[str]:
    """The paths that a note names, a line each."""
    return note.body.decode().split("\n")[:-1]


def changed_by(repo: Repository, oid: str) -> list[tuple[str, ...] | None]:
    found = notes_by_commit(open_repository(repo.path), ["refs/notes/ai"], named_paths=lines_of, only=[oid])
    return [note.changed for note in found.get(oid, ())]


def noted(repo: Repository, oid: str, body: str) -> None:
    repo.run("notes", "--ref=ai", "add", "-F", "-", oid, stdin=body.encode())


def test_a_note_is_compared_with_what_its_commit_changed(repo: Repository) -> None:
    repo.stage("d/ü b", "1\n")
    root = repo.commit()
    repo.stage("c", "1\n")
    second = repo.commit()
    noted(repo, root, "c\nd/ü b\nx\n")
    noted(repo, second, "c\nd/ü b\nx\n")
    assert changed_by(repo, root) == [("d/ü b",)]
    assert changed_by(repo, second) == [("c",)]
    assert changed_by(repo, "0" * 40) == []


def test_a_merge_changed_what_none_of_its_parents_has(repo: Repository) -> None:
    repo.stage("both", "base\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("both", "side\n")
    repo.stage("theirs", "1\n")
    repo.commit()
    repo.git("checkout", "-q", "-")
    repo.stage("both", "main\n")
    repo.commit()
    repo.run("merge", "-q", "-s", "ours", "--no-commit", "side")
    repo.stage("both", "resolved\n")
    repo.stage("theirs", "1\n")
    merge = repo.commit()
    noted(repo, merge, "both\ntheirs\n")
    assert changed_by(repo, merge) == [("both",)]


def test_at_the_cut_of_a_shallow_clone_nothing_can_be_compared(repo: Repository, tmp_path: Path) -> None:
    repo.stage("a", "1\n")
    repo.commit()
    repo.stage("b", "1\n")
    oid = repo.commit()
    noted(repo, oid, "a\n")
    cut = tmp_path / "cut"
    repo.run("clone", "-q", "--bare", "--depth=1", f"file://{repo.path}", str(cut))
    repo.run("-C", str(cut), "fetch", "-q", "--depth=1", "origin", "refs/notes/ai:refs/notes/ai")
    found = notes_by_commit(open_repository(cut), ["refs/notes/ai"], named_paths=lines_of)
    assert [note.changed for note in found[oid]] == [None]


def test_notes_of_commits_that_are_not_here_are_not_compared(repo: Repository) -> None:
    repo.stage("a", "1\n")
    oid = repo.commit()
    noted(repo, oid, "a\n")
    gone = ["0123456789" * 4, "f" * 40]
    for missing in gone:
        # git attaches no note to what is not there: these are what a fetch of a notes ref brings
        stream = "commit refs/notes/ai\ncommitter t <t@example.com> 0 +0000\ndata 0\nfrom refs/notes/ai^0\n"
        repo.run("fast-import", "--quiet", stdin=f"{stream}N inline {oid}\ndata 2\na\n\n".encode())
        blob = repo.git("rev-parse", f"refs/notes/ai:{oid}")
        entry = f"M 100644 {blob} {missing}\n"
        repo.run("fast-import", "--quiet", stdin=f"{stream}{entry}".encode())
    found = notes_by_commit(open_repository(repo.path), ["refs/notes/ai"], named_paths=lines_of)
    assert {commit: notes[0].changed for commit, notes in found.items()} == {
        oid: ("a",),
        **dict.fromkeys(gone),
    }
