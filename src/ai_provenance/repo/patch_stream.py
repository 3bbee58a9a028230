"""Added lines as fragments: what the index will commit, what a range of history added. One git, streamed.

Lean on purpose: the pre-commit hook pays for every import here. Hooks pass a `WorkingDirectory`, and git gets the
environment as the hook got it: GIT_INDEX_FILE names the index that is being committed (`commit -a`, `commit FILE` use a
temporary one), and GIT_DIR may be set in linked worktrees and submodules.
"""

from __future__ import annotations

from ai_provenance.errors import GitError
from ai_provenance.repo.patch_parser import PatchParser, split_blocks
from ai_provenance.repo.run import WorkingDirectory, run_git, stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ai_provenance.repo.patch_parser import Fragment, IsWanted, Prefilter
    from ai_provenance.repo.run import Where

# Every switch undoes something that configuration, attributes or the environment could put into the patch:
# a textconv or external diff would run a program of the repository, prefixes and colours would break the reading.
_PATCH = (
    "--patch",
    "--unified=0",
    "--inter-hunk-context=0",
    "--text",  # UTF-16, NUL bytes and `-diff` attributes hide nothing
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--find-renames",  # a pure rename adds no line
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--ignore-submodules=all",
    "--submodule=short",
)
_WHOLE_FILES = "--unified=1000000000"
"""So many lines of context that a hunk holds the whole file."""
_EVERY_REF = ("--all", "--branches", "--tags")


def staged_lines(
    where: Where, prefilter: Prefilter | None = None, *, named: IsWanted | None = None
) -> Iterator[Fragment]:
    """The lines that the commit being made adds: index against HEAD, or against nothing when HEAD is unborn.

    During a merge these are all that the other side brings in. Raises GitError when git fails.
    """
    return _fragments(where, ["diff", "--cached", "--diff-filter=ACMRT", *_PATCH], PatchParser(prefilter, named))


def staged_files(
    where: Where, prefilter: Prefilter | None = None, *, named: IsWanted | None = None
) -> Iterator[Fragment]:
    """The whole content of every file that the commit being made adds or changes (not of renamed ones)."""
    options = ["diff", "--cached", "--diff-filter=ACMT", *_PATCH, _WHOLE_FILES]
    return _fragments(where, options, PatchParser(prefilter, named))


def tracked_files(
    where: Where, prefilter: Prefilter | None = None, *, named: IsWanted | None = None
) -> Iterator[Fragment]:
    """The whole content of every file in the index. Raises GitError when git fails."""
    # the id of a tree without entries, in the hash of the repository; git knows it without having it stored
    empty = run_git(where, "hash-object", "-t", "tree", "--stdin", stdin=b"").decode("ascii").strip()
    options = ["diff", "--cached", "--diff-filter=A", *_PATCH, empty]
    return _fragments(where, options, PatchParser(prefilter, named))


def history_lines(  # noqa: PLR0913 - what to walk, and what to look for in it
    where: Where,
    revisions: Sequence[str],
    prefilter: Prefilter | None = None,
    *,
    named: IsWanted | None = None,
    merges: bool = True,
    known: Sequence[str] = (),
) -> Iterator[Fragment]:
    """The lines and messages that commits of REVISIONS added, newest first; `("--all",)` for every ref.

    What the refs reach that KNOWN names (`--all`, `--remotes=NAME`) is left out.

    A merge commit counts with the lines that are in none of its parents. Raises RevisionError for a revision that names
    nothing, GitError when git fails.
    """
    # the message is indented by one column: no line of it passes for a header
    form = "--format=tformat:commit %H%n%w(0,1,1)%B%w(0,0,0)"
    options = ["-c", "log.showRoot=true", "log", form, "--no-show-signature", "--no-notes", "--no-mailmap"]
    options += ["--encoding=UTF-8", "--diff-filter=ACMRT", *(["--cc"] if merges else []), *_PATCH]
    special = [revision for revision in revisions if revision in _EVERY_REF]
    plain = [revision for revision in revisions if revision not in _EVERY_REF]
    special += ["--not", *known, "--not"] if known else []
    return _fragments(where, [*options, *special, "--end-of-options", *plain, "--"], PatchParser(prefilter, named))


def _fragments(where: Where, arguments: Sequence[str], parser: PatchParser) -> Iterator[Fragment]:
    try:
        with stream_git(where, *arguments) as pipe:
            for block in split_blocks(pipe):
                yield from parser.read(block)
    except GitError:
        if isinstance(where, WorkingDirectory):
            # outside a repository `git diff` compares plain files, and complains of its options instead
            from ai_provenance.repo.repository import open_repository  # noqa: PLC0415 - only where git failed

            open_repository(where.start or ".", inherit=where.inherits)
        raise
