"""The small history of which the README and the pages of docs/ show reports: always with the same object ids."""

from __future__ import annotations

from pathlib import Path

from repository import Repository

CLAUDE = "Claude Opus 4.6 <noreply@anthropic.com>"
_HISTORY = (
    ("Ana Ruiz", "ana", "Read dates\n"),
    ("Ben Okoro", "ben", "Print the table\n\nAssisted-by: Claude:claude-opus-4-6\n"),
    ("Ben Okoro", "ben", "Sort by date\n\nAssisted-by: Copilot\n"),
    ("Ana Ruiz", "ana", "Quote names with a comma\n"),
    (
        "Ana Ruiz",
        "ana",
        "Fix symlink loops\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n\n"
        f"Co-Authored-By: {CLAUDE}\n",
    ),
    ("dependabot[bot]", "49699333+dependabot[bot]", "Bump click from 8.1 to 8.2\n"),
    (
        "Ben Okoro",
        "ben",
        "Stream the rows\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n",
    ),
    ("Ana Ruiz", "ana", "Document the columns\n"),
)


def build(place: Path) -> Repository:
    """Make the history at PLACE: `main` with a tag, and a branch `topic` ahead of it."""
    made = Repository.init(place, "-b", "main")
    for number, (name, box, message) in enumerate(_HISTORY, 1):
        made.stage("table.py", "".join(f"row{line} = {line}\n" for line in range(number)))
        domain = "users.noreply.github.com" if "[bot]" in box else "example.org"
        moment = f"2026-{number + 1:02}-10T09:00:00+00:00"
        who = {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": f"{box}@{domain}", "GIT_COMMITTER_DATE": moment}
        made.commit(message, author=f"{name} <{box}@{domain}>", env={**who, "GIT_AUTHOR_DATE": moment})
        if number == 4:
            made.git("tag", "v1.0")
    made.git("tag", "v2.0", "HEAD~1")
    made.git("branch", "topic")
    made.git("update-ref", "refs/remotes/origin/main", "HEAD~3")
    return made
