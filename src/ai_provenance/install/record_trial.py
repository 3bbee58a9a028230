"""Tries the way of a record once: a commit in a scratch repository, signed with a throw-away key, has to reach level 4.

Nothing of it is in the user's repository: a trial there would leave its record in the notes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ai_provenance.install import native
from ai_provenance.install.shim import RECORDING, TRIED, interpreter
from ai_provenance.install.steps import apply
from ai_provenance.model import Level
from ai_provenance.project import open_project
from ai_provenance.repo import Selection
from ai_provenance.repo.as_user import run_as_user, try_as_user
from ai_provenance.repo.run import TIMED_OUT
from ai_provenance.repo.ssh_keygen import make_key
from ai_provenance.report.classify import classify_history
from ai_provenance.report.settings import ClassifierSettings

_CONFIGURATION = '[records]\nwrite = "commit"\n'
_SIGNER = "doctor@localhost"
_QUIET = ("-c", "commit.gpgSign=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false")


def try_record(*, time_limit: float) -> str:
    """Why a commit that is recorded and signed does not reach level 4 here; empty where it does.

    TIME_LIMIT is that of the commit, in seconds.

    Raises:
        GitError: git or `ssh-keygen` cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="ai-provenance-record-") as name:
        top = Path(name) / "repository"
        top.mkdir()
        key = make_key(str(Path(name) / "key"))
        _lay_out(top, key)
        base = run_as_user(top, "rev-parse", "HEAD").strip()
        message = "chore: try the record"
        variables = {"AI_PROVENANCE": "", "AI_PROVENANCE_AGENT": "claude"}
        answer = try_as_user(
            top, *_QUIET, "commit", "-q", "--allow-empty", "-m", message, extra=variables, timeout=time_limit
        )
        if answer.status:
            return "the commit took too long" if answer.status == TIMED_OUT else f"the commit failed: {answer.err}"
        return _shortcoming(top, base, answer.err)


def _lay_out(top: Path, key: str) -> None:
    """Make a repository at TOP whose base trusts KEY, and whose commits are recorded and signed with it."""
    run_as_user(top, "init", "-q", "--template=")
    settings = {
        "user.name": "ai-provenance",
        "user.email": _SIGNER,
        "gpg.format": "ssh",
        "gpg.ssh.program": "ssh-keygen",
        "user.signingKey": key,
        "core.hooksPath": str(top / ".git" / "hooks"),
    }
    for name, value in settings.items():
        run_as_user(top, "config", name, value)
    (top / ".ai-provenance").mkdir()
    public = Path(f"{key}.pub").read_text("ascii")
    (top / ".ai-provenance" / "allowed_signers").write_text(f"{_SIGNER} {public}", "ascii")
    (top / ".ai-provenance.toml").write_text(_CONFIGURATION, "ascii")
    run_as_user(top, "add", "--all")
    run_as_user(top, *_QUIET, "commit", "-q", "-m", "chore: configure")
    apply(native.plan_install(top / ".git" / "hooks", (*TRIED, *RECORDING), python=interpreter()))


def _shortcoming(top: Path, base: str, printed: str) -> str:
    """What the commit at HEAD lacks for level 4; PRINTED is what git and the hooks said when it was made."""
    judged = (f"{base}..HEAD",)
    project = open_project(top, judged=judged)
    settings = ClassifierSettings(project.config, base=project.commit, judged=judged)
    found = list(classify_history(project.repository, Selection(revisions=judged), settings))
    if found and found[0][1].level is Level.VERIFIED:
        return ""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    level = f"level {int(found[0][1].level)}" if found else "no commit"
    return f"{level}, expected 4: {lines[-1] if lines else 'the hooks printed nothing'}"
