"""The refs of a repository elsewhere, as its address lists them: what `init --from` pins."""

from __future__ import annotations

import os
import re

from ai_provenance.errors import GitError
from ai_provenance.repo.refs import without_credentials

TIMEOUT = 20.0
"""Seconds that a remote has to answer."""

_RELEASE = re.compile(r"v?(\d+(?:\.\d+)*)$")
# No one may be at the keyboard: an address that needs a password is an error, not a prompt. An empty GIT_ASKPASS also
# switches off the graphical prompts of `core.askPass` and SSH_ASKPASS.
_UNATTENDED = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "GCM_INTERACTIVE": "never"}
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10"


def newest_release(url: str) -> str:
    """The newest release tag of the repository at URL; the commit id of its HEAD where it has no such tag.

    A release tag is a version, `v1.2.3` or `1.2.3`; pre-releases and other tags do not count.

    Raises:
        GitError: the remote did not answer within `TIMEOUT` seconds, refused, or is empty.
    """
    listed = _ls_remote(url)
    versions = {
        name: [int(part) for part in match[1].split(".")]
        for name in (ref.removeprefix("refs/tags/") for ref in listed if ref.startswith("refs/tags/"))
        if (match := _RELEASE.fullmatch(name))
    }
    if versions:
        return max(versions, key=lambda name: versions[name])
    if "HEAD" not in listed:
        raise GitError(f"{without_credentials(url)} has no commit", hint="name a tag or a commit with --rev")
    return listed["HEAD"]


def _ls_remote(url: str) -> dict[str, str]:
    """Ref -> object id, of HEAD and the tags at URL."""
    from git import Git  # noqa: PLC0415 - GitPython takes longer to load than a hook to run; only `init --from` needs it
    from git.exc import GitCommandError  # noqa: PLC0415

    environ = {**_UNATTENDED, "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", _SSH)}
    # after `--`, so that an address that begins with a dash is no option
    command = ["git", "ls-remote", "--quiet", "--", url, "HEAD", "refs/tags/*"]
    try:
        out = Git().execute(command, env=environ, kill_after_timeout=TIMEOUT)
    except GitCommandError as error:
        found = re.search(r"fatal: (.*)", str(error.stderr))
        said = found[1].replace(url, without_credentials(url)) if found else f"no answer within {TIMEOUT:g} s"
        raise GitError(
            f"cannot list the tags of {without_credentials(url)}: {said}", hint="name a tag or a commit with --rev"
        ) from None
    lines = (line.split("\t") for line in str(out).splitlines())
    return {name: oid for oid, name in lines}
