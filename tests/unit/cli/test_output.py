"""Where results go: every command that has `-o` says in the same way that it cannot write there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ai_provenance.cli.main import cli, run
from ai_provenance.cli.output import open_output, print_lines, read_input
from ai_provenance.delivery.experiment_plans import plan_text
from ai_provenance.delivery.surveys import default_questionnaire
from ai_provenance.errors import ExitCode, ProvenanceError
from experimented import plan
from repository import Repository

WORDS = {
    "completion": ["bash"],
    "experiment check": ["speed"],
    "survey summary": ["ai"],
    "conform": ["--governance", "governance"],
    "fleet conform": ["--governance", "governance"],
    "fleet import": ["csv", "listing.csv"],
    "monitoring": ["rules"],
    "verify": ["--trust", "signers"],
    "store export": ["--store", ".git/ai-provenance-store.sqlite"],
}
"""What a command needs besides, to have something to write."""
SIGNERS = "ana@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n"
"""Any public key does: nothing here is signed."""


def with_output(command: click.Command = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every command that takes `-o FILE`."""
    if any("--output" in parameter.opts for parameter in command.params):
        yield path
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from with_output(inner, (*path, name))


COMMANDS = [path for path in with_output() if path != ("fleet", "report")]
"""All but the one that has nothing to write before a fleet was scanned."""


def test_the_table_holds_the_commands_that_write() -> None:
    assert {"report", "check", "secrets scan", "score", "history", "squash audit", "config show", "monitoring"} <= {
        " ".join(path) for path in COMMANDS
    }


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("output", ["no/such/directory", "."], ids=["missing", "directory"])
def test_an_output_that_cannot_be_written_is_exit_3(
    repo: Repository,
    path: tuple[str, ...],
    output: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo.write("governance/governance.toml", 'organisation = "example"\n')
    repo.write("fleet.toml", 'organisation = "example"\n')
    repo.stage(plan().path, plan_text(plan()))
    repo.write(".ai-provenance/surveys/ai.toml", default_questionnaire())
    repo.commit()
    run(["history", "--backfill", "month", "--repo", str(repo.path)])
    repo.write("signers", SIGNERS)
    repo.write("listing.csv", "url\nhttps://git.example.org/o/a.git\n")
    monkeypatch.chdir(repo.path)
    assert run([*path, *WORDS.get(" ".join(path), []), "-o", output]) == ExitCode.INCONCLUSIVE
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["report", "score"])
def test_a_metrics_file_that_cannot_be_written_is_exit_3(
    repo: Repository, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit()
    assert run([command, "--metrics", str(repo.path), "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert "hint: name another place with --metrics" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "--metrics"],
        ["report", "-o"],
        ["check", "--policy"],
        ["check", "--message-file"],
        ["score", "--criteria"],
    ],
)
def test_an_empty_file_name_is_no_missing_option(repo: Repository, arguments: list[str]) -> None:
    repo.commit()
    assert run([*arguments, "", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE


def test_the_error_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(ProvenanceError, match="cannot write") as raised, open_output(str(tmp_path / "no" / "file")):
        pass
    assert raised.value.hint == "name another place with -o"


def test_a_full_disk_is_an_error_too() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device that is always full")
    with pytest.raises(ProvenanceError, match="cannot write /dev/full"), open_output(str(full)) as out:
        out.write("x")


def test_lines_are_printed_without_control_characters(tmp_path: Path) -> None:
    print_lines(["a\x1b[31m", "b\udcff"], str(tmp_path / "out"))
    assert (tmp_path / "out").read_text("utf-8") == "a\N{REPLACEMENT CHARACTER}[31m\nb\N{REPLACEMENT CHARACTER}\n"


def test_an_input_that_cannot_be_read_names_its_option(tmp_path: Path) -> None:
    with pytest.raises(ProvenanceError, match="cannot read") as raised:
        read_input(str(tmp_path / "gone"), "--junit")
    assert raised.value.hint == "name another file with --junit"
