"""The only door to git: opening a repository, running git hardened, the history stream, notes, refs.

Names load their module when they are first used: a hook that needs one of them must not pay for the others.
"""

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.history import Selection as Selection
    from ai_provenance.repo.history import commits as commits
    from ai_provenance.repo.notes import read_notes as read_notes
    from ai_provenance.repo.objects import commits_by_id as commits_by_id
    from ai_provenance.repo.opening import git_version as git_version
    from ai_provenance.repo.opening import open_repository as open_repository
    from ai_provenance.repo.refs import Remote as Remote
    from ai_provenance.repo.refs import Tag as Tag
    from ai_provenance.repo.refs import remotes as remotes
    from ai_provenance.repo.refs import tags as tags
    from ai_provenance.repo.repository import Repository as Repository
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
    "read_notes": "notes",
    "commits_by_id": "objects",
    "Remote": "refs",
    "Tag": "refs",
    "remotes": "refs",
    "tags": "refs",
    "Repository": "repository",
    "git_version": "opening",
    "open_repository": "opening",
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
