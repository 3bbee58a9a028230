"""The way in of `ai-provenance` and `git-provenance`: what can be answered without the libraries is answered here."""

from __future__ import annotations

import sys

from ai_provenance import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.cli.warm import Question


def main() -> None:
    """Answer `--version` and a report with nothing new at once; everything else goes through `cli.main`."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        return _print(f"ai-provenance {__version__}\n", "")
    question = None
    if arguments[:1] == ["report"]:
        from ai_provenance.cli.warm import ask  # noqa: PLC0415 - each command line pays for what it uses

        question = ask(arguments)
        printed = _answer(question) if question else None
        if printed:
            return _print(*printed)
    if arguments[:1] == ["check"]:
        from ai_provenance.cli.plain_check import check  # noqa: PLC0415 - the same for a plain check

        judged = check(arguments)
        if judged:
            return _print(judged[1], "") or judged[0]
    from ai_provenance.cli.main import run  # noqa: PLC0415 - click and all that comes with it

    return run(arguments, question=question)


def _answer(question: Question) -> tuple[str, str] | None:
    """What a report prints and says beside it, kept or from a plain walk; None where it takes the libraries."""
    printed = question.answer()
    if printed is None and question.is_bare():
        from ai_provenance.cli.plain import report  # noqa: PLC0415 - a walk, but none of the libraries

        printed = report(question)
    return printed


def _print(out: str, err: str) -> int:
    sys.stderr.write(err)
    try:
        sys.stdout.write(out)
        sys.stdout.flush()
    except BrokenPipeError:
        import os  # noqa: PLC0415 - loaded already; named only here

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
