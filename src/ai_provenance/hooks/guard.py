"""Fail open: whatever happens to a tagging hook, in time or not, the commit goes on, and a warning says why."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.secretscan.gate import Outcome

# the default of `hooks.timeout` once more: it limits the reading of the configuration too, and importing the table of
# keys would cost every commit of a person; a test compares the two
TIMEOUT = 5.0
"""Seconds that a tagging hook may take before it lets the commit through."""


class RefusedError(Exception):
    """The project's configuration requires that this commit is refused; the message says why."""


class TimeUpError(BaseException):
    """The hook's time is up. Not an Exception, so that no handler on the way catches it."""


def let_through(hook: str, module: str, arguments: list[str]) -> int:
    """Run a tagging hook: 0, but for a message that the configuration refuses (1) and an interrupt (130)."""
    try:
        _arm(TIMEOUT)
        __import__(f"ai_provenance.hooks.{module}", fromlist=["run"]).run(arguments)
        _disarm()
    except RefusedError as refusal:
        warn(str(refusal))
        return 1
    except TimeUpError:
        warn(f"{hook} took longer than {TIMEOUT:g} s and was given up; {_consequence(hook)}")
    except KeyboardInterrupt:
        return 130
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - a bug of ours must not cost anyone a commit
        hint = getattr(error, "hint", None)
        reason = str(error) or type(error).__name__
        warn(f"{hook}: {reason}; {_consequence(hook)}" + (f" (hint: {hint})" if hint else ""))
    return 0


def _consequence(hook: str) -> str:
    if hook == "post-rewrite":
        return "no note is carried"
    # after these the commit has been made
    return "the commit is not recorded" if hook.startswith("post-") else "the commit goes on untagged"


def limit(seconds: float) -> None:
    """Limit the time that is left to the hook to SECONDS."""
    _arm(seconds)


def warn(text: str) -> None:
    """Print one line to standard error, as `ai-provenance: TEXT`."""
    from ai_provenance.text import log_line  # noqa: PLC0415 - few hooks print anything

    # a repository may have put control characters into a name or a path
    print(f"ai-provenance: {log_line(text, instead='?')}", file=sys.stderr)


def complain(text: str, hint: str) -> None:
    """Print what went wrong, as `warn` does, and a line with what to do about it."""
    from ai_provenance.text import log_line  # noqa: PLC0415 - as above

    warn(text)
    print(f"hint: {log_line(hint)}", file=sys.stderr)


def conclude(outcome: Outcome) -> int:
    """Print what a scan of secrets found and let pass, and give the exit code of the hook.

    Raises ProvenanceError where nothing was found, but a file could not be read to its end.
    """
    from ai_provenance.errors import ExitCode  # noqa: PLC0415 - as above
    from ai_provenance.secretscan.gate import text_of  # noqa: PLC0415 - as above

    text = text_of(outcome)
    if text:
        print(text, file=sys.stderr)
    return ExitCode.VIOLATION_FOUND if outcome.findings else ExitCode.OK


def _arm(seconds: float) -> None:
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415 - no stubs; `signal` would import enum

    if hasattr(_signal, "setitimer"):
        _signal.signal(_signal.SIGALRM, _time_is_up)
        _signal.setitimer(_signal.ITIMER_REAL, seconds)
    else:  # Windows: no alarm; a thread ends the process
        _arm_with_thread(seconds)


def _disarm() -> None:
    import _signal  # noqa: PLC0415 - as above

    if hasattr(_signal, "setitimer"):
        _signal.setitimer(_signal.ITIMER_REAL, 0)


def _time_is_up(_number: int, _frame: object) -> None:
    raise TimeUpError


def _arm_with_thread(seconds: float) -> None:
    import _thread  # noqa: PLC0415 - only where there is no alarm
    import time  # noqa: PLC0415 - as above

    def end() -> None:
        time.sleep(seconds)
        warn(f"the hook took longer than {seconds:g} s and was given up; the commit goes on untagged")
        os._exit(0)

    _thread.start_new_thread(end, ())
