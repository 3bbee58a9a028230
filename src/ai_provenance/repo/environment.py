"""The options and the environment that every git is started with.

Nothing that the repository being read configures, and little of our caller's environment, may decide what we read.
Standard library only and cheap to import: hooks use it too.
"""

import os

GIT_OPTIONS = (
    "--no-replace-objects",  # the same answer on every clone, whether or not it fetched refs/replace
    "-c",
    "core.fsmonitor=false",  # would run a command that the repository's configuration names
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.allow=never",  # git < 2.44 ignores GIT_NO_LAZY_FETCH: a partial clone must not reach for its remote
    "-c",
    "color.ui=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.mailmap=false",  # reads a file of the tree, which a partial clone may lack, and renames authors
    "-c",
    "core.quotePath=false",
    "-c",
    "diff.orderFile=/dev/null",  # git stops where the file that is named is not there
    "-c",
    "diff.suppressBlankEmpty=false",  # takes the space off blank lines of context
    "-c",
    "advice.graftFileDeprecated=false",
)
"""Options before the name of the git command."""

LOCAL_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""The variables that `git rev-parse --local-env-vars` names, less GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS: these
carry the caller's own `-c` (a CI job's safe.directory among them)."""

# These change what git prints, or which files and refs a name means, without naming a repository.
_MISLEADING = (
    "GIT_DIFF_OPTS",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_NOTES_DISPLAY_REF",
    "GIT_NOTES_REF",
    "GIT_REPLACE_REF_BASE",
    "LANGUAGE",
)

_PINNED = {
    "GIT_FLUSH": "0",  # git flushes after every commit as soon as its output is a pipe: 1.7 x the time of a walk
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",  # `run.failure` recognises git's messages by their English words
}


def git_environment(*, inherit: bool) -> dict[str, str]:
    """The environment for one git.

    With `inherit` the variables that point git at a repository and an index stay as they are: a hook must read what the
    commit reads (GIT_INDEX_FILE), and a server-side hook the objects in quarantine (GIT_OBJECT_DIRECTORY).
    """
    # GIT_TRACE and its like write to standard error, where we look for git's own words
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_TRACE")}
    for name in _MISLEADING if inherit else _MISLEADING + LOCAL_VARIABLES:
        environ.pop(name, None)
    environ.update(_PINNED)
    return environ
