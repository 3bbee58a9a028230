"""What records claim, kept between runs."""

from __future__ import annotations

from pathlib import Path

from ai_provenance.attest.history import NO_RECORD
from ai_provenance.attest.kept_claims import KeptClaims
from ai_provenance.model import AgentUse, Level, Origin, RecordClaim
from ai_provenance.repo.cache import CacheDirectory

CLAIM = RecordClaim(Origin.AI, (AgentUse("claude-code", "m"), AgentUse("aider")), Level.VERIFIED, True, "person")
LINES = [("1" * 40, "2" * 64, "3" * 64, 1, CLAIM), ("4" * 40, "", "", 0, CLAIM._replace(flags=("a", "b"))), NO_RECORD]
NOTE = (b"a" * 40, "b" * 40)


def kept(directory: Path, judged_by: str = "trust") -> KeptClaims:
    return KeptClaims(CacheDirectory(str(directory)), judged_by=judged_by)


def test_lines_are_read_as_they_were(tmp_path: Path) -> None:
    first = kept(tmp_path)
    first.add(*NOTE, LINES)
    first.save(dict([NOTE]))
    assert kept(tmp_path).lines(*NOTE) == LINES
    assert kept(tmp_path).lines(NOTE[0], "c" * 40) is None
    assert kept(tmp_path, "another trust").lines(*NOTE) is None


def test_a_note_that_is_gone_is_not_kept(tmp_path: Path) -> None:
    first = kept(tmp_path)
    first.add(*NOTE, LINES)
    first.save({})
    assert kept(tmp_path).lines(*NOTE) is None


def test_a_file_that_holds_no_records_is_thrown_away(tmp_path: Path) -> None:
    for nonsense in (
        b"[]",
        b"{",
        b'{"claims": [[1]], "notes": {}}',
        b'{"claims": [], "notes": {"a": [[1, 2, 3, 4, 5]]}}',
    ):
        store = CacheDirectory(str(tmp_path))
        first = kept(tmp_path)
        store.save_for("records", first._key, nonsense)
        assert kept(tmp_path).lines(*NOTE) is None
        assert store.load_for("records", first._key) is None
