"""The command: sources, formats, exit codes, baseline and audit; each format before its own judge where it has one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.export.findings import FORMATS
from repository import Repository
from tokens import ANTHROPIC, GITHUB

LINE = f'token = "{GITHUB}"\n'
Done = subprocess.CompletedProcess[str]


def secrets(repo: Repository, *arguments: str, answers: str = "", place: Path | None = None) -> Done:
    command = [sys.executable, "-m", "ai_provenance", "secrets", *arguments]
    done = subprocess.run(command, cwd=place or repo.path, input=answers, capture_output=True, text=True, check=False)
    assert GITHUB not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_staged_is_the_default(repo: Repository) -> None:
    repo.stage("a.py", "x = 1\n" + LINE)
    done = secrets(repo, "scan")
    assert done.returncode == 1
    assert "a.py:2: GitHub token [github-token]" in done.stdout


def test_json_holds_what_the_contract_says(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    document = json.loads(secrets(repo, "scan", "--format", "json").stdout)
    [finding] = document["findings"]
    assert document["complete"] is True
    assert list(finding) == ["path", "line", "end_line", "type", "rule", "fingerprint", "commit"]
    assert (finding["path"], finding["line"], finding["commit"]) == ("a.py", 1, None)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_names_the_place(repo: Repository, format_: str) -> None:
    repo.stage("a.py", LINE)
    done = secrets(repo, "scan", "--format", format_)
    assert done.returncode == 1
    assert "a.py" in done.stdout


def test_nothing_found(repo: Repository) -> None:
    repo.stage("a.py", "x = 1\n")
    done = secrets(repo, "scan", "--staged")
    assert (done.returncode, done.stdout) == (0, "no secrets found\n")


def test_a_range_names_commit_and_message(repo: Repository) -> None:
    repo.commit()
    repo.stage("a.py", LINE)
    bad = repo.commit(f"add\n\n{GITHUB}\n")
    lines = secrets(repo, "scan", "--range", "HEAD~1..HEAD").stdout.splitlines()
    assert lines[:2] == [
        f"{bad[:12]} COMMIT_MSG:3: GitHub token [github-token]",
        f"{bad[:12]} a.py:1: GitHub token [github-token]",
    ]


def test_all_refs(repo: Repository) -> None:
    repo.commit()
    repo.branch("side")
    repo.stage("a.py", LINE)
    repo.commit()
    repo.git("switch", "-q", "main")
    assert secrets(repo, "scan", "--range", "HEAD").returncode == 0
    assert secrets(repo, "scan", "--range", "--all").returncode == 1


def test_a_shallow_range_is_not_passed(repo: Repository, tmp_path: Path) -> None:
    for subject in "abc":
        repo.commit(subject)
    repo.git("clone", "-q", "--depth", "1", repo.path.as_uri(), str(tmp_path / "shallow"))
    done = secrets(repo, "scan", "--range", "HEAD", place=tmp_path / "shallow")
    assert done.returncode == 3
    assert "warning:" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--staged", "--range", "HEAD"], 2),
        (["--range", "nowhere"], 3),
        (["--range", "--output=x"], 3),
        (["missing.txt"], 3),
        (["--message-file", "missing.txt"], 3),
    ],
)
def test_what_cannot_be_done_is_said(repo: Repository, arguments: list[str], code: int) -> None:
    repo.commit()
    assert secrets(repo, "scan", *arguments).returncode == code
    assert not (repo.path / "x").exists()


def test_outside_a_repository(repo: Repository, tmp_path: Path) -> None:
    done = secrets(repo, "scan", "--staged", place=tmp_path)
    assert done.returncode == 3
    assert "not a git repository" in done.stderr


def test_a_directory_of_files(repo: Repository) -> None:
    repo.write("sub/a.env", f"ANTHROPIC_API_KEY={ANTHROPIC}\n")
    done = secrets(repo, "scan", ".")
    assert "sub/a.env:1: Anthropic API key" in done.stdout
    assert "console.anthropic.com" in done.stdout
    assert ANTHROPIC not in done.stdout


def test_exclude_and_baseline_of_the_configuration_hold_in_a_subdirectory(repo: Repository) -> None:
    repo.stage(".ai-provenance.toml", '[secrets]\nexclude = ["fixtures/*"]\nbaseline = "known"\n')
    repo.stage("fixtures/a.py", LINE)
    repo.stage("sub/b.py", LINE)
    assert secrets(repo, "baseline").returncode == 0
    assert secrets(repo, "scan", "--staged", place=repo.path / "sub").returncode == 0
    repo.stage("c.py", LINE)
    assert secrets(repo, "scan", "--staged", place=repo.path / "sub").returncode == 1


def test_baseline_says_what_is_stale(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    secrets(repo, "baseline")
    assert secrets(repo, "baseline", "--check").returncode == 0
    repo.stage("a.py", "x = 1\n")
    done = secrets(repo, "baseline", "--check")
    assert done.returncode == 1
    assert "stale: a.py [github-token]" in done.stderr


def test_two_branches_that_each_add_one_entry_merge(repo: Repository) -> None:
    for number in range(6):
        repo.stage(f"m{number}.py", LINE)
    secrets(repo, "baseline")
    repo.git("add", "-A")
    repo.commit()
    for branch, name in (("one", "a.py"), ("two", "z.py")):
        repo.git("switch", "-q", "-c", branch, "main")
        repo.stage(name, LINE)
        secrets(repo, "baseline")
        repo.git("add", "-A")
        repo.commit()
    repo.merge("one")
    assert secrets(repo, "baseline", "--check").returncode == 0


def test_audit_accepts_what_is_none_and_keeps_what_is_one(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    repo.stage("b.py", LINE)
    done = secrets(repo, "audit", answers="n\ny\n")
    assert done.returncode == 1
    assert 'token = "********"' in done.stdout
    rows = (repo.path / ".ai-provenance-baseline").read_text().splitlines()[1:]
    assert [row.split(" ")[1:] for row in rows] == [["github-token", "a.py"]]


def test_import_takes_what_detect_secrets_knew(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    known = subprocess.run(
        [str(Path(sys.executable).with_name("detect-secrets")), "scan", "--no-verify", "--all-files", "a.py"],
        cwd=repo.path,
        capture_output=True,
        check=True,
    )
    (repo.path / ".secrets.baseline").write_bytes(known.stdout)
    repo.stage("b.py", LINE)
    assert secrets(repo, "baseline", "--import", ".secrets.baseline").returncode == 0
    rows = (repo.path / ".ai-provenance-baseline").read_text().splitlines()[1:]
    assert [row.split(" ")[2] for row in rows] == ["a.py"]


def test_nothing_goes_to_the_network(repo: Repository) -> None:
    tokens = "xoxb-" + "1" * 5 + "23456789-" * 2 + "aZ3" * 8
    repo.stage("a.py", f'{LINE}slack = "{tokens}"\n')
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from ai_provenance.secretscan.gate import scan_staged\n"
        "assert scan_staged().findings\n"
        "from ai_provenance.secretscan.engine import plugin_values\n"
        "list(plugin_values('slack.SlackDetector', 'x'))\n"
        "assert 'requests' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=repo.path, check=True)


def test_a_clean_commit_loads_no_detector(repo: Repository) -> None:
    repo.stage("a.py", "x = 1\n" * 1000)
    code = (
        "import sys\n"
        "from ai_provenance.secretscan.gate import scan_staged\n"
        "assert not scan_staged().findings\n"
        "assert not [name for name in sys.modules if name.startswith(('detect_secrets', 'dataclasses'))]\n"
        "assert 'ai_provenance.secretscan.scan' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=repo.path, check=True)


def test_what_was_found_is_written_though_an_object_is_missing(repo: Repository) -> None:
    repo.stage("gone.txt", "gone\n")
    repo.commit()
    oid = repo.git("rev-parse", "HEAD:gone.txt").strip()
    repo.stage("a.py", LINE)
    repo.commit()
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    done = secrets(repo, "scan", "--range", "HEAD", "--format", "json")
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert document["complete"] is False
    assert [finding["path"] for finding in document["findings"]] == ["a.py"]
    assert "gone.txt" in done.stderr
    assert "exclude" in done.stderr


def test_a_missing_object_without_any_finding_is_inconclusive(repo: Repository) -> None:
    repo.stage("gone.txt", "gone\n")
    repo.commit()
    oid = repo.git("rev-parse", "HEAD:gone.txt").strip()
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    assert secrets(repo, "scan", "--range", "HEAD").returncode == 3
    (repo.path / ".ai-provenance.toml").write_text('[secrets]\nexclude = ["gone.txt"]\n')
    assert secrets(repo, "scan", "--range", "HEAD").returncode == 0


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../outside"])
def test_a_baseline_is_a_file_of_the_repository(repo: Repository, target: str) -> None:
    (repo.path.parent / "outside").write_text("ai-provenance-baseline 1 00\n")
    (repo.path / "bl").symlink_to(target)
    (repo.path / ".ai-provenance.toml").write_text('[secrets]\nbaseline = "bl"\n')
    repo.stage("a.py", LINE)
    done = secrets(repo, "scan")
    assert done.returncode == 3
    assert "cannot be read" in done.stderr


PRAGMA = LINE.rstrip() + "  # pragma: allowlist secret\n"


@pytest.fixture
def suppressing(repo: Repository) -> Repository:
    """A base with an exclusion, and a request whose three secrets pass by a pragma, an exclusion and the baseline."""
    repo.stage(".ai-provenance.toml", '[secrets]\nexclude = ["fixtures/*"]\nbaseline = "known"\n')
    repo.stage("listed.py", LINE)
    assert secrets(repo, "baseline").returncode == 0
    repo.git("rm", "-q", "--cached", "listed.py")
    repo.git("add", "known", ".ai-provenance.toml")
    repo.commit()
    repo.git("branch", "base")
    for path, text in (("fixtures/a.py", LINE), ("pragma.py", PRAGMA), ("listed.py", LINE)):
        repo.stage(path, text)
    repo.commit("request\n")
    return repo


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_counts_and_lists_what_passes(suppressing: Repository, format_: str) -> None:
    done = secrets(suppressing, "scan", "--range", "base..HEAD", "--format", format_)
    assert done.returncode == 0
    for reason, path in (("exclude", "fixtures/a.py"), ("pragma", "pragma.py"), ("baseline", "listed.py")):
        assert reason in done.stdout
        assert path in done.stdout
    if format_ not in ("json", "gitlab"):  # lists, which a reader counts
        assert "3 let pass: 1 by baseline, 1 by exclude, 1 by pragma" in done.stdout or "3 waived" in done.stdout


def test_a_report_counts_and_lists_what_passes(suppressing: Repository) -> None:
    for format_ in ("text", "json"):
        arguments = ["report", "base..HEAD", "--secrets", "--format", format_, "--repo", str(suppressing.path)]
        command = [sys.executable, "-m", "ai_provenance", *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0
        for reason, path in (("exclude", "fixtures/a.py"), ("pragma", "pragma.py"), ("baseline", "listed.py")):
            assert reason in done.stdout
            assert path in done.stdout
    assert len(json.loads(done.stdout)["secrets"]["suppressed"]) == 3


def test_the_base_says_whether_pragmas_count(suppressing: Repository) -> None:
    assert secrets(suppressing, "scan", "--range", "base..HEAD").returncode == 0
    configured = '[secrets]\nexclude = ["fixtures/*"]\nbaseline = "known"\npragmas = '
    for value, code in (("honour", 0), ("base-only", 1), ("ignore", 1)):
        suppressing.git("switch", "-q", "-C", "stricter", "base")
        suppressing.stage(".ai-provenance.toml", f'{configured}"{value}"\n')
        suppressing.commit("agree\n")
        suppressing.git("checkout", "-q", "main", "--", "pragma.py")
        suppressing.stage(".ai-provenance.toml", f'{configured}"honour"\n')
        suppressing.commit("request\n")
        done = secrets(suppressing, "scan", "--range", "HEAD~1..HEAD")
        assert done.returncode == code, value


def test_a_pragma_that_the_base_has_counts_where_its_line_comes_back(repo: Repository) -> None:
    repo.stage(".ai-provenance.toml", '[secrets]\npragmas = "base-only"\n')
    repo.stage("a.py", PRAGMA)
    repo.commit()
    repo.stage("a.py", "import os\n" + PRAGMA)
    repo.stage("b.py", PRAGMA)
    for arguments in (("--staged", "--whole-files"), ("a.py", "b.py"), ("sub/../a.py", "b.py")):
        (repo.path / "sub").mkdir(exist_ok=True)
        document = json.loads(secrets(repo, "scan", *arguments, "--format", "json").stdout)
        assert [one["path"] for one in document["findings"]] == ["b.py"]
        assert [one["by"] for one in document["suppressed"]] == ["pragma"]


def test_files_in_ci_are_judged_by_the_target_branch(suppressing: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secrets(suppressing, "scan", "pragma.py").returncode == 0
    suppressing.git("switch", "-q", "-C", "target", "base")
    suppressing.stage(".ai-provenance.toml", '[secrets]\npragmas = "ignore"\n')
    suppressing.commit("agree\n")
    suppressing.branch("request")
    suppressing.stage(".ai-provenance.toml", '[secrets]\nexclude = ["*"]\n')
    suppressing.stage("new.py", LINE)
    suppressing.commit("request\n")
    assert secrets(suppressing, "scan", ".").returncode == 0
    assert secrets(suppressing, "scan", ".", "--require-base").returncode == 3
    monkeypatch.setenv("GITHUB_BASE_REF", "target")
    done = secrets(suppressing, "scan", ".")
    assert done.returncode == 1
    assert "secrets.exclude" in done.stderr
