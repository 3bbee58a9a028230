"""All access to git: opening a repository, the history, notes, refs, patches, and how git is started.

No other room starts a git or reads a git directory. Where to find what:

- `run` starts every git: `run_git` for a short answer, `stream_git` for a long one. `environment` has the options and
  variables that keep the configuration of the repository being read (fsmonitor, hooks, replace refs, lazy fetches) and
  of our caller (`log.showSignature`, GIT_TRACE) from deciding what we read. `as_user` is git without them, for
  `install` and `doctor`; `scratch` is a worktree in which `doctor` commits.
- `repository` opens a repository from any directory in it with one git. A `Repository` keeps its paths as text.
- `revisions` checks revisions before git gets them, after `--end-of-options`, and resolves them.
- `history` streams a range from one `git log -z`: `commits` as records, `batches` as columns of bytes for the walk.
- `batch_process` reads objects from `git cat-file --batch`; `objects` makes commits of them, `files` reads the files of
  one commit. Never a process per commit.
- `notes` reads and writes notes in bulk; `notes_index` packs those of a whole history.
- `patch_stream` gives added lines (staged, tracked, of a range) to the secret scan, `patch_parser` reads the patches.
- `rewrite` writes commits anew under other messages and moves a branch onto them, trees, people and dates kept.
- `changes` has the paths and the lines that commits change, `graph` the parents of commits, `updates` what a push
  brings, `refs` remotes and tags, `identity` one name for all clones of a repository, `hook_directory` where git looks
  for hooks.
- `cache` keeps files under the git directory, which are checked when read and never needed.

Names load their module when they are first used: a hook that needs one of them must not pay for the others.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.history import Selection as Selection
    from ai_provenance.repo.history import commits as commits
    from ai_provenance.repo.notes import notes_by_commit as notes_by_commit
    from ai_provenance.repo.objects import commits_by_id as commits_by_id
    from ai_provenance.repo.refs import Remote as Remote
    from ai_provenance.repo.refs import Tag as Tag
    from ai_provenance.repo.refs import remotes as remotes
    from ai_provenance.repo.refs import tags as tags
    from ai_provenance.repo.repository import Repository as Repository
    from ai_provenance.repo.repository import git_version as git_version
    from ai_provenance.repo.repository import open_repository as open_repository
    from ai_provenance.repo.revisions import Resolved as Resolved
    from ai_provenance.repo.revisions import check_revisions as check_revisions
    from ai_provenance.repo.revisions import is_complete as is_complete
    from ai_provenance.repo.revisions import resolve as resolve
    from ai_provenance.repo.run import run_git as run_git
    from ai_provenance.repo.run import stream_git as stream_git
    from ai_provenance.repo.run import try_git as try_git

_HOME = {
    "Selection": "history",
    "commits": "history",
    "notes_by_commit": "notes",
    "commits_by_id": "objects",
    "Remote": "refs",
    "Tag": "refs",
    "remotes": "refs",
    "tags": "refs",
    "Repository": "repository",
    "git_version": "repository",
    "open_repository": "repository",
    "Resolved": "revisions",
    "check_revisions": "revisions",
    "is_complete": "revisions",
    "resolve": "revisions",
    "run_git": "run",
    "stream_git": "run",
    "try_git": "run",
}
__all__ = [  # noqa: PLE0604 - the names of the table above, resolved on first use
    *_HOME
]

__getattr__ = lazy.names(__name__, _HOME)
