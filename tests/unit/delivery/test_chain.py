"""The chained ledger: whatever is done to it, it is found."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from ai_provenance.delivery.chain import BrokenChainError, appended, verified

COUNT = 50


def ledger(count: int = COUNT) -> tuple[bytes, bytes]:
    content, end = b"", b""
    for number in range(count):
        entry = {"id": f"c{number}", "value": number / 8}
        content, end = appended(content, entry)
    return content, end


LEDGER, END = ledger()
LINES = LEDGER.splitlines(keepends=True)


def is_found(content: bytes, end: bytes | None = END) -> bool:
    try:
        verified(content, end)
    except BrokenChainError:
        return True
    return False


def test_what_was_recorded_is_read_back() -> None:
    found = verified(LEDGER, END)
    assert [entry["seq"] for entry in found] == list(range(1, COUNT + 1))
    assert found[8]["value"] == 1.0
    assert json.loads(LINES[0])["prev"] == "0" * 64
    assert verified(b"", None) == []


def _edits(at: int) -> list[bytes]:
    old, before, after = LEDGER[at], LEDGER[:at], LEDGER[at + 1 :]
    edited = [before + bytes([old ^ mask]) + after for mask in (0x01, 0x20)]
    return [*edited, before + after]


def test_every_byte_that_is_edited_or_removed_is_found() -> None:
    missed = [at for at in range(len(LEDGER)) for content in _edits(at) if not is_found(content)]
    assert missed == []


def test_every_line_that_is_removed_doubled_or_swapped_is_found() -> None:
    for at in range(COUNT):
        assert is_found(b"".join(LINES[:at] + LINES[at + 1 :])), at
        assert is_found(b"".join([*LINES[:at], LINES[at], *LINES[at:]])), at
    for one, other in combinations(range(COUNT), 2):
        swapped = list(LINES)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert is_found(b"".join(swapped)), (one, other)


@pytest.mark.parametrize("kept", [0, 1, 25, 49])
def test_a_ledger_that_lost_its_end_is_found(kept: int) -> None:
    assert is_found(b"".join(LINES[:kept]))


def test_a_ledger_without_its_end_file_is_found() -> None:
    assert is_found(LEDGER, None)


def test_a_ledger_that_was_made_anew_is_found_by_what_was_committed() -> None:
    content, end = ledger(30)
    committed = [("0" * 40, LEDGER)]
    assert not is_found(content, end)
    with pytest.raises(BrokenChainError, match="line 31 of the ledger is not what 000000000000 has"):
        verified(content, end, committed=committed)
    grown, end = appended(LEDGER, {"id": "next"})
    assert len(verified(grown, end, committed=committed)) == COUNT + 1


@pytest.mark.parametrize("line", ["[1]", "{}", '{"seq":1}', "null", '"x"', "{" * 10_000])
def test_a_line_that_is_no_entry_is_found(line: str) -> None:
    assert is_found(f"{line}\n".encode())


def test_no_line_end_of_any_reader_is_in_a_line() -> None:
    content, end = appended(b"", {"reason": "a\u2028b\x85c\nd"})
    assert len(content.decode().splitlines()) == 1
    assert verified(content, end)[0]["reason"] == "a\u2028b\x85c\nd"
