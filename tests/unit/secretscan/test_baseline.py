"""The list of known findings: no line numbers, no dates, mergeable; detect-secrets' own form is read."""

from __future__ import annotations

import json
from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.errors import ConfigError
from ai_provenance.repo.patch_parser import Fragment
from ai_provenance.secretscan.baseline import format_baseline, new_baseline, read_baseline
from ai_provenance.secretscan.scan import scan, scan_with
from tokens import GITHUB

LINE = f'token = "{GITHUB}"\n'.encode()
HEX = st.text("0123456789abcdef", min_size=32, max_size=32)


def baseline_of(path: Path, *fragments: Fragment) -> str:
    known = new_baseline()
    found = scan(fragments, key=known.key)
    path.write_text(format_baseline(known, [(f.fingerprint, f.rule, f.path or "") for f in found]))
    return str(path)


def test_a_known_finding_passes_wherever_its_line_goes(tmp_path: Path) -> None:
    known = baseline_of(tmp_path / "b", Fragment("a.py", 1, LINE))
    assert not list(scan_with([Fragment("a.py", 90, b"x = 1\n" + LINE)], baseline=known))


def test_the_same_value_elsewhere_is_a_new_finding(tmp_path: Path) -> None:
    known = baseline_of(tmp_path / "b", Fragment("a.py", 1, LINE))
    assert list(scan_with([Fragment("b.py", 1, LINE)], baseline=known))


def test_the_file_holds_no_value_no_line_and_no_date(tmp_path: Path) -> None:
    text = Path(baseline_of(tmp_path / "b", Fragment("a.py", 77, LINE))).read_text()
    head, row = text.splitlines()
    assert head.startswith("ai-provenance-baseline 1 ")
    assert row.split(" ")[1:] == ["github-token", "a.py"]
    assert GITHUB not in text


def test_two_baselines_have_different_keys(tmp_path: Path) -> None:
    one = Path(baseline_of(tmp_path / "1", Fragment("a.py", 1, LINE))).read_text()
    two = Path(baseline_of(tmp_path / "2", Fragment("a.py", 1, LINE))).read_text()
    assert one.splitlines()[1] != two.splitlines()[1]


def test_what_was_not_met_is_stale(tmp_path: Path) -> None:
    known = read_baseline(baseline_of(tmp_path / "b", Fragment("a.py", 1, LINE)))
    assert known.stale() == [("github-token", "a.py")]
    [fingerprint] = known.entries
    known.knows(fingerprint, "a.py", b"")
    assert not known.stale()


@given(
    st.lists(st.tuples(HEX, st.sampled_from(["password", "github-token"]), st.text("abc/ .é", min_size=1)), max_size=8)
)
def test_reading_gives_what_was_written(entries: list[tuple[str, str, str]]) -> None:
    known = new_baseline()
    text = format_baseline(known, entries)
    rows = text.splitlines()[1:]
    assert [row.split(" ", 2) for row in rows] == [[f, r, p] for p, r, f in sorted({(p, r, f) for f, r, p in entries})]


def test_a_baseline_of_detect_secrets_is_read(tmp_path: Path) -> None:
    entry = {"type": "GitHub Token", "hashed_secret": sha1(GITHUB.encode()).hexdigest(), "line_number": 3}
    path = tmp_path / ".secrets.baseline"
    path.write_text(json.dumps({"version": "1.5.0", "results": {"a.py": [entry]}}))
    assert not list(scan_with([Fragment("a.py", 1, LINE)], baseline=str(path)))
    assert list(scan_with([Fragment("b.py", 1, LINE)], baseline=str(path)))


@pytest.mark.parametrize("text", ["", "nonsense", "{", '{"results": 3}', "ai-provenance-baseline 1 zz\n", "[]"])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "b").write_text(text)
    with pytest.raises(ConfigError):
        read_baseline(str(tmp_path / "b"))


def test_a_baseline_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        read_baseline(str(tmp_path / "none"))
