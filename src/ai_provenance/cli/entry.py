"""The way in of `ai-provenance` and `git-provenance`: what can be answered without the libraries is answered here."""

from __future__ import annotations

import gc
import os
import sys

from ai_provenance import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.cli.warm import Question
    from ai_provenance.cli.words import Words


def main() -> None:
    """Answer `--version`, a plain report, check and classify at once; everything else goes through `cli.main`."""
    arguments = sys.argv[1:]
    gc.disable()  # what is made here lives to the end: looking for cycles finds none, and takes a fiftieth of a walk
    question = None
    if arguments[:1] == ["report"]:
        from ai_provenance.cli.warm import ask  # noqa: PLC0415 - each command line pays for what it uses

        question = ask(arguments)
    code = _answered(arguments, question)
    if code is not None:
        os._exit(code)  # all is written, and to take the interpreter apart costs as much as to start it
    gc.enable()
    from ai_provenance.cli.main import run  # noqa: PLC0415 - click and all that comes with it

    sys.exit(run(arguments, question=question))


def _answered(arguments: list[str], question: Question | None) -> int | None:
    """The exit code of what could be answered; None where the whole way must be gone, with what it has words for."""
    try:
        return _answer(arguments, question)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.stderr.flush()
        return 130  # 128 + SIGINT, as shells report it
    except Exception:  # noqa: BLE001 - nothing was printed yet: the whole way meets it again, and reports it as a bug
        return None


def _answer(arguments: list[str], question: Question | None) -> int | None:
    """The exit code of what needs no library; None where it must go the whole way."""
    if arguments == ["--version"]:
        return _print(f"ai-provenance {__version__}\n", "")
    if question:
        printed = question.answer() or _report(question)
        return None if printed is None else _print(*printed)
    return _judge(arguments) if arguments[:1] in (["check"], ["classify"]) else None


def _report(question: Question) -> tuple[str, str] | None:
    """What a report without a configuration prints, and says beside it; it is walked while Python loads the rules."""
    if not question.is_bare():
        return None
    from ai_provenance.cli.plain import report  # noqa: PLC0415 - a walk, but none of the libraries

    return report(question)


def _judge(arguments: list[str]) -> int | None:
    """The exit code of a plain check or classify, which are walked in the same way."""
    from ai_provenance.cli.words import read_words  # noqa: PLC0415 - each command line pays for what it uses

    asked = read_words(arguments)
    if asked is None:
        return None
    return _classify(asked) if arguments[0] == "classify" else _check(asked)


def _classify(asked: Words) -> int | None:
    from ai_provenance.cli.plain_classify import classify  # noqa: PLC0415 - as for a report

    return classify(asked)


def _check(asked: Words) -> int | None:
    from ai_provenance.cli.plain_check import check  # noqa: PLC0415 - as for a report

    judged = check(asked)
    if judged is None:
        return None
    _print(judged[1], "")
    return judged[0]


def _print(out: str, err: str) -> int:
    sys.stderr.write(err)
    sys.stderr.flush()
    try:
        sys.stdout.write(out)
        sys.stdout.flush()
    except BrokenPipeError:
        from ai_provenance.cli.printing import forget_output  # noqa: PLC0415 - where a reader went away

        forget_output()
    return 0
