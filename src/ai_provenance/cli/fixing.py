"""What `check --fix` prints: each commit that broke a rule, what became of it, and how to take it back."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.cli.output import print_lines
from ai_provenance.errors import ExitCode
from ai_provenance.export.wording import count, one_line
from ai_provenance.gate import CheckRequest
from ai_provenance.gate.completeness import missing_history
from ai_provenance.gate.fixes import NOTES_REF, Action, Applied, Fix, Plan, apply_fixes, plan_fixes
from ai_provenance.repo import Selection
from ai_provenance.repo.history import batches

_DONE = {Action.AMEND: "amended", Action.NOTE: "noted", Action.LEAVE: "left"}
_WOULD = {Action.AMEND: "would amend", Action.NOTE: "would note", Action.LEAVE: "would leave"}


def fix_range(request: CheckRequest, selection: Selection, *, dry_run: bool, others: bool, output: str | None) -> int:
    """Fix a range, or (DRY_RUN) print what would be done; 1 when an error is left in it, or would be fixed."""
    repository = request.repository
    stream = ((batch, request.branch) for batch in batches(repository, selection))
    unseen = missing_history(repository, selection.revisions)
    plan = plan_fixes(request, stream, others=others, incomplete=unseen)
    applied = Applied({}, 0) if dry_run else apply_fixes(repository, plan)
    print_lines(_lines(plan, applied, old_head=repository.head or "", dry_run=dry_run), output)
    unfinished = [fix for fix in plan.fixes if fix.leaves_errors or (dry_run and fix.action is not Action.LEAVE)]
    if unfinished:
        return ExitCode.VIOLATION_FOUND
    return ExitCode.OK if plan.complete else ExitCode.INCONCLUSIVE


def _lines(plan: Plan, applied: Applied, *, old_head: str, dry_run: bool) -> Iterator[str]:
    for fix in plan.fixes:
        yield from _of_fix(fix, applied, dry_run=dry_run)
    for notice in plan.notices:
        yield f"{notice.code}: {notice.message}; {notice.hint}"
    yield _summary(plan, applied, dry_run=dry_run)
    if applied.renamed:
        yield f"index and files are as they were; to take it back: git reset --soft {old_head[:12]}"
    if applied.notes:
        yield f"publish the notes: git push origin {NOTES_REF}"


def _of_fix(fix: Fix, applied: Applied, *, dry_run: bool) -> Iterator[str]:
    new = applied.renamed.get(fix.oid)
    became = f" -> {new[:12]}" if new else ""
    verb = (_WOULD if dry_run else _DONE)[fix.action]
    yield f"{verb} {fix.oid[:12]}{became} {one_line(fix.subject)}"
    if fix.reason:
        yield f"  {fix.reason}"
    yield from (f"  - {line}" for line in fix.removed)
    yield from (f"  + {line}" for line in fix.added)
    yield from (f"  + {line} (in a note)" for line in fix.noted if fix.action is Action.AMEND)
    if fix.action is Action.LEAVE:
        for finding in fix.findings:
            yield f"  {finding.severity.value} {finding.rule}: {finding.message}"
            yield f"    fix: {finding.hint}"


def _summary(plan: Plan, applied: Applied, *, dry_run: bool) -> str:
    amended, noted, left = (len(plan.of(action)) for action in Action)
    if not plan.fixes:
        return f"{count(plan.commits, 'commit')} judged: nothing to fix"
    rebuilt = len(applied.renamed) - amended
    above = f", {count(rebuilt, 'commit')} above them with a new id alone" if rebuilt > 0 else ""
    would = "would be " if dry_run else ""
    return f"{count(amended, 'commit')} {would}amended{above}, {noted} {would}noted, {left} left"
