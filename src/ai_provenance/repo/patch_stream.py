"""Added lines as fragments: what the index will commit, what a range of history added. One git, streamed.

Lean on purpose: the pre-commit hook pays for every import here. Hooks pass a `WorkingDirectory`, and git gets the
environment as the hook got it: GIT_INDEX_FILE names the index that is being committed (`commit -a`, `commit FILE` use a
temporary one), and GIT_DIR may be set in linked worktrees and submodules.
"""

from __future__ import annotations

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.repo.patch_parser import MESSAGE_PATH, Fragment, PatchParser, Unread, path_of, split_blocks
from ai_provenance.repo.run import Limits, WorkingDirectory, run_git, stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ai_provenance.repo.patch_parser import IsWanted, Prefilter
    from ai_provenance.repo.run import Where

# Every switch undoes something that configuration, attributes or the environment could put into the patch:
# a textconv or external diff would run a program of the repository, prefixes and colours would break the reading.
PATCH = (
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

# A git that shows patches maps no more of its packs than this: with the limits below, a scan stays under 1 GB.
_PACKS = ("-c", "core.packedGitWindowSize=32m", "-c", "core.packedGitLimit=128m")
SILENCE = 120
"""Seconds that git may take for one file before it is stopped."""
_LIMITS = Limits(memory=600 << 20, silence=SILENCE)
# Where both sides of a merge replaced thousands of lines, git compares each with each: the square of their number.
_MERGE_LIMITS = Limits(memory=400 << 20, silence=SILENCE)
_MOST_FAILURES = 100
"""Commits that git may fail to show; from there on a repository is damaged rather than incomplete."""
_PATHS_AT_ONCE = 500


def staged_lines(
    where: Where,
    prefilter: Prefilter | None = None,
    *,
    named: IsWanted | None = None,
    unread: list[Unread] | None = None,
) -> Iterator[Fragment]:
    """The lines that the commit being made adds: index against HEAD, or against nothing when HEAD is unborn.

    During a merge these are all that the other side brings in. A file that git cannot show goes to UNREAD.

    Raises:
        GitError: git failed, and there is no UNREAD, or no single file is the reason.
    """
    options = ["diff", "--cached", "--diff-filter=ACMRT", *PATCH]
    return _Reader(where, prefilter, named, unread).diff(options)


def staged_files(
    where: Where,
    prefilter: Prefilter | None = None,
    *,
    named: IsWanted | None = None,
    unread: list[Unread] | None = None,
) -> Iterator[Fragment]:
    """The whole content of every file that the commit being made adds or changes (not of renamed ones)."""
    options = ["diff", "--cached", "--diff-filter=ACMT", *PATCH, _WHOLE_FILES]
    return _Reader(where, prefilter, named, unread).diff(options)


def tracked_files(
    where: Where,
    prefilter: Prefilter | None = None,
    *,
    named: IsWanted | None = None,
    unread: list[Unread] | None = None,
) -> Iterator[Fragment]:
    """The whole content of every file in the index. Raises GitError when git fails."""
    # the id of a tree without entries, in the hash of the repository; git knows it without having it stored
    empty = run_git(where, "hash-object", "-t", "tree", "--stdin", stdin=b"").decode("ascii").strip()
    options = ["diff", "--cached", "--diff-filter=A", *PATCH, empty]
    return _Reader(where, prefilter, named, unread).diff(options)


def history_lines(  # noqa: PLR0913 - what to read, and how
    where: Where,
    revisions: Sequence[str],
    prefilter: Prefilter | None = None,
    *,
    named: IsWanted | None = None,
    merges: bool = True,
    known: Sequence[str] = (),
    unread: list[Unread] | None = None,
) -> Iterator[Fragment]:
    """The lines and messages that commits of REVISIONS added, newest first; `("--all",)` for every ref.

    What the refs reach that KNOWN names (`--all`, `--remotes=NAME`) is left out. Merges come after all other commits,
    each with the lines that are in none of its parents. What git cannot show, as an object is missing or a limit was
    reached, goes to UNREAD, and everything else is read.

    Raises:
        RevisionError: a revision names nothing.
        GitError: git failed, and there is no UNREAD.
    """
    reader = _Reader(where, prefilter, named, unread)
    selection = _selection(revisions, known)
    if not merges:
        yield from reader.commits(selection, [], _LIMITS)
        return
    yield from reader.commits(selection, ["--no-merges"], _LIMITS)
    # apart from the rest, so that a merge that git cannot show costs the time of merges only
    yield from reader.commits(selection, ["--merges", "--cc"], _MERGE_LIMITS)


# the message is indented by one column: no line of it passes for a header
_FORM = "--format=tformat:commit %H%n%w(0,1,1)%B%w(0,0,0)"
_LOG = (
    *("-c", "log.showRoot=true", *_PACKS, "log", _FORM, "--no-show-signature", "--no-notes", "--no-mailmap"),
    *("--encoding=UTF-8", "--diff-filter=ACMRT", *PATCH),
)


def _selection(revisions: Sequence[str], known: Sequence[str]) -> list[str]:
    """The words of `git log` for the commits of REVISIONS without those that the refs of KNOWN reach."""
    special = [revision for revision in revisions if revision in _EVERY_REF]
    plain = [revision for revision in revisions if revision not in _EVERY_REF]
    special += ["--not", *known, "--not"] if known else []
    return [*special, "--end-of-options", *plain, "--"]


class _Reader:
    """Reads patches of one repository; what git fails to show is read in smaller and smaller parts."""

    __slots__ = ("_failures", "_named", "_prefilter", "_unread", "_where")

    def __init__(
        self, where: Where, prefilter: Prefilter | None, named: IsWanted | None, unread: list[Unread] | None
    ) -> None:
        self._where = where
        self._prefilter = prefilter
        self._named = named
        self._unread = unread
        self._failures = 0

    def diff(self, options: Sequence[str]) -> Iterator[Fragment]:
        """The fragments of a `git diff` with OPTIONS."""
        parser = PatchParser(self._prefilter, self._named)
        try:
            yield from self._fragments([*_PACKS, *options], parser, _LIMITS)
        except GitError:
            if self._unread is None:
                raise
            listing = run_git(self._where, *_without_patch(options), "--name-only", "-z", "--no-renames")
            paths = _not_read_yet(_paths(listing), parser)
            last, line = _last_file(parser)
            for part in self._by_path([*_PACKS, *options, "--no-renames"], paths, _LIMITS, commit=None):
                if part.path != last or part.line > line:
                    yield part

    def commits(self, revisions: Sequence[str], kind: Sequence[str], limits: Limits) -> Iterator[Fragment]:
        """The fragments of the commits of a KIND (options of `git log`) in REVISIONS, words of `_selection`."""
        selection = [*kind, *revisions]
        remaining: list[str] | None = None
        while remaining is None or remaining:
            parser = PatchParser(self._prefilter, self._named)
            try:
                if remaining is None:
                    yield from self._fragments([*_LOG, *selection], parser, limits)
                else:
                    listed = "\n".join([*remaining, ""]).encode("ascii")
                    options = [*_LOG, *kind, "--no-walk=unsorted", "--stdin"]
                    yield from self._fragments(options, parser, limits, stdin=listed)
                return
            except (GitError, RevisionError) as error:
                if self._unread is None or (isinstance(error, RevisionError) and parser.commit is None):
                    raise
                if remaining is None:
                    # in the order in which `git log` was to show them
                    listing = run_git(self._where, "rev-list", *(word for word in selection if word != "--cc"))
                    remaining = listing.decode("ascii").split()
                failed = parser.commit or (remaining[0] if remaining else None)
                self._failures += 1
                if failed not in remaining or self._failures > _MOST_FAILURES:
                    raise
                remaining = remaining[remaining.index(failed) + 1 :]
            yield from self._failed_commit(failed, kind, parser, limits)

    def _failed_commit(
        self, commit: str, kind: Sequence[str], parser: PatchParser, limits: Limits
    ) -> Iterator[Fragment]:
        """What PARSER has not read yet of a commit of a KIND that git failed to show."""
        assert self._unread is not None  # noqa: S101 - the caller has looked
        if parser.commit is None:
            message = run_git(self._where, "log", _FORM, "--encoding=UTF-8", "--no-walk", "-s", commit, "--")
            yield from (f for f in PatchParser(self._prefilter).read(message) if f.path == MESSAGE_PATH)
        combined = ("-c",) if "--cc" in kind else ("--root",)
        try:
            listing = run_git(
                *(self._where, "diff-tree", "-r", "-z", "--no-commit-id", "--name-only", "--no-renames"),
                *("--diff-filter=ACMRT", *combined, commit),
            )
        except (GitError, RevisionError) as error:
            self._unread.append(Unread("", commit, str(error)))
            return
        paths = _not_read_yet(_paths(listing), parser)
        last, line = _last_file(parser)
        options = [*_LOG, *kind, "--no-renames", "--no-walk", commit]
        for part in self._by_path(options, paths, limits, commit=commit):
            if part.path != MESSAGE_PATH and (part.path != last or part.line > line):
                yield part

    def _by_path(
        self, options: Sequence[str], paths: Sequence[str], limits: Limits, *, commit: str | None
    ) -> Iterator[Fragment]:
        """The fragments of PATHS; those that git cannot show are found by halving."""
        assert self._unread is not None  # noqa: S101 - the caller has looked
        if len(paths) > _PATHS_AT_ONCE:
            groups = [paths[at : at + _PATHS_AT_ONCE] for at in range(0, len(paths), _PATHS_AT_ONCE)]
        elif paths:
            try:
                parser = PatchParser(self._prefilter, self._named)
                arguments = ["--literal-pathspecs", *options, "--", *paths]
                # a list: nothing goes out before git has ended well, else it would go out twice
                yield from list(self._fragments(arguments, parser, limits))
                return
            except (GitError, RevisionError) as error:
                if len(paths) == 1:
                    yield from self._one_file(paths[0], commit, error, is_merge="--cc" in options)
                    return
            groups = [paths[: len(paths) // 2], paths[len(paths) // 2 :]]
        else:
            return
        for group in groups:
            yield from self._by_path(options, group, limits, commit=commit)

    def _one_file(self, path: str, commit: str | None, error: Exception, *, is_merge: bool) -> Iterator[Fragment]:
        """What can be read of a file that git cannot show."""
        assert self._unread is not None  # noqa: S101 - the caller has looked
        if is_merge and commit is not None:
            try:
                yield from self._new_to_all_parents(path, commit)
            except (GitError, RevisionError):
                pass
            else:
                return
        self._unread.append(Unread(path, commit, str(error)))

    def _new_to_all_parents(self, path: str, commit: str) -> Iterator[Fragment]:
        """The lines of PATH in a merge that every parent's diff adds, as a combined diff would show them."""
        parents = run_git(self._where, "rev-parse", f"{commit}^@").decode("ascii").split()
        common: dict[int, bytes] | None = None
        for parent in parents:
            arguments = ["--literal-pathspecs", *_PACKS, "diff", *PATCH, "--no-renames", parent, commit, "--", path]
            added: dict[int, bytes] = {}
            for part in self._fragments(arguments, PatchParser(None), _LIMITS):
                # not `splitlines`, for which a carriage return alone ends a line
                lines = part.data.removesuffix(b"\n").split(b"\n")
                added.update(enumerate((text + b"\n" for text in lines), part.line))
            common = added if common is None else {line: text for line, text in common.items() if line in added}
        run: list[bytes] = []
        for line, text in sorted((common or {}).items()):
            run.append(text)
            if line + 1 not in (common or {}):
                data = b"".join(run)
                if self._prefilter is None or self._prefilter(data):
                    yield Fragment(path, line - len(run) + 1, data, commit)
                run = []

    def _fragments(
        self, arguments: Sequence[str], parser: PatchParser, limits: Limits, *, stdin: bytes | None = None
    ) -> Iterator[Fragment]:
        try:
            stream = stream_git(self._where, *arguments, stdin=stdin, limits=limits)
            with stream:
                for block in split_blocks(stream.read_some):
                    yield from parser.read(block)
        except GitError:
            if isinstance(self._where, WorkingDirectory):
                # outside a repository `git diff` compares plain files, and complains of its options instead
                from ai_provenance.repo.repository import open_repository  # noqa: PLC0415 - only where git failed

                open_repository(self._where.start or ".", inherit=self._where.inherits)
            raise


def _without_patch(options: Sequence[str]) -> list[str]:
    return [option for option in options if option not in PATCH and option != _WHOLE_FILES]


def _paths(listing: bytes) -> list[str]:
    return [name.decode("utf-8", "surrogateescape") for name in listing.split(b"\0") if name]


def _last_file(parser: PatchParser) -> tuple[str, int]:
    """The file that PARSER was in when git failed, and the line of the last fragment that it has given of it."""
    headers = [header for header in parser.file_headers if b"\n+++ " in header]
    return (path_of(headers[-1]), parser.last_line) if headers else ("", 0)


def _not_read_yet(paths: list[str], parser: PatchParser) -> list[str]:
    """PATHS without the files that PARSER has read to their end."""
    done = {path_of(header) for header in parser.file_headers[:-1] if b"\n+++ " in header}
    return [path for path in paths if path not in done]
