"""Audits with a real key and a real git: taken, verified, replayed, due, packed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from ai_provenance.cli.main import run
from ai_provenance.export.findings import FORMATS
from ai_provenance.export.governance.audits import FORMATS as DUE_FORMATS
from ai_provenance.export.governance.schema import governance_schemas
from audited import evidence, key
from governed import release
from repository import CLAUDE_TRAILER, Repository

PERSON = "Ana Test"
FILE = ".github/workflows/provenance.yml"


class Organisation:
    """A governance repository with an allowed key, two consumers, and an evidence repository."""

    def __init__(self, base: Path) -> None:
        line = key(base / "key")
        self.gov = release(base / "gov", files={"allowed-signers": line})
        self.evidence = evidence(base / "evidence", base / "key")
        self.members = [self.member(base / name) for name in ("pay", "ship")]

    def member(self, path: Path) -> Repository:
        made = Repository.init(path)
        made.git("remote", "add", "origin", f"https://git.example.org/example/{path.name}")
        assert run(["onboard", "--repo", str(path), "--governance", str(self.gov.path), "--team", "platform"]) == 0
        made.git("add", "--all")
        made.commit(f"Join\n\nBody\n\n{CLAUDE_TRAILER}\n")
        return made

    def audit(self, *words: str) -> int:
        scope = [word for one in self.members for word in ("--scope", str(one.path))]
        common = ["--governance", str(self.gov.path), "-o", str(self.evidence.path)]
        return run(["audit", *words, *common, *(scope if words[0] in ("take", "due") else [])])


@pytest.fixture
def org(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path)


def test_a_quarter_is_taken_signed_and_verified(org: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    assert org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04") == 0, capsys.readouterr()
    assert org.evidence.git("tag") == "audit/2026Q4/1"
    assert org.evidence.git("status", "--porcelain") == ""
    assert org.audit("verify", "audit/2026Q4/1") == 0
    assert org.audit("verify", str(org.evidence.path / "2026Q4/1")) == 0
    replay = [word for one in org.members for word in ("--replay", str(one.path))]
    assert org.audit("verify", "audit/2026Q4/1", *replay) == 0, capsys.readouterr()


def test_the_files_of_an_audit_are_what_their_schemas_say(org: Organisation) -> None:
    org.members[1].stage(".ai-provenance.toml", "profile = 3\n")
    org.members[1].commit("Break\n")
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04", "--sign", "none")
    schemas, folder = governance_schemas(), org.evidence.path / "2026Q4/1"
    jsonschema.validate(json.loads((folder / "index.json").read_text()), schemas["audit-index-1.0.json"])
    records = [json.loads(path.read_text()) for path in (folder / "repositories").iterdir()]
    for record in records:
        jsonschema.validate(record, schemas["audit-record-1.0.json"])
    assert sorted(len(record["errors"]) for record in records) == [0, 1]
    assert str(org.evidence.path.parent) not in json.dumps(records)


def test_one_changed_byte_fails(org: Organisation) -> None:
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04")
    folder = org.evidence.path / "2026Q4/1"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
            assert org.audit("verify", str(folder)) == 1, path
            path.write_bytes(content)
    assert org.audit("verify", str(folder)) == 0


def test_a_tag_that_was_moved_or_is_unsigned_does_not_count(
    org: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04")
    org.evidence.git("tag", "-f", "audit/2026Q4/1")
    assert org.audit("verify", "audit/2026Q4/1") == 1
    assert "no allowed signer" in capsys.readouterr().out
    org.audit("due", "--at", "2027-01-20")
    assert "audit/2026Q4/1 does not count" in capsys.readouterr().out


def test_a_key_that_is_not_allowed_signs_nothing(org: Organisation, tmp_path: Path) -> None:
    key(tmp_path / "other", "mallory@example.org")
    org.evidence.git("config", "user.signingKey", str(tmp_path / "other"))
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04")
    assert org.audit("verify", "audit/2026Q4/1") == 1


def test_a_second_take_stays_beside_the_first(org: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04")
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-05", "--sign", "none")
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-06")
    assert org.evidence.git("tag").split() == ["audit/2026Q4/1", "audit/2026Q4/3"]
    assert sorted(path.name for path in (org.evidence.path / "2026Q4").iterdir()) == ["1", "2", "3"]


def test_what_is_due_is_printed_with_the_indicators(org: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    # the clones were first seen on the day of this test: the day of judgement follows it
    assert org.audit("due", "--at", "2100-01-01", "--format", "json") == 1
    org.audit("take", "--quarter", "2099Q4", "--at", "2099-12-31")
    capsys.readouterr()
    org.audit("due", "--at", "2099-12-31", "--format", "json")
    document = json.loads(capsys.readouterr().out)
    rows = [row for row in document["due"] if row["quarter"] == "2099Q4"]
    assert [row["state"] for row in rows] == ["passed", "passed"]
    assert document["indicators"]["I2.5"]["numerator"] == 2
    assert document["indicators"]["I2.5"]["denominator"] == len(document["due"])


def test_critical_findings_are_named(org: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    pay = org.members[0]
    pay.stage("key.py", "token = 'ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'\n")
    pay.stage(".ai-provenance.toml", (pay.path / ".ai-provenance.toml").read_text().replace('"declare"', '"allow"'))
    pay.commit("Leak\n")
    assert org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04") == 1
    said = capsys.readouterr().out
    assert "git.example.org/example/pay: policy-loosened" in said
    assert "git.example.org/example/pay: secret" in said


def test_a_repository_that_cannot_be_read_is_not_covered(org: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    org.members[1].stage(".ai-provenance.toml", "profile = 3\n")
    org.members[1].commit("Break\n")
    assert org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04") == 1
    assert "profile" in capsys.readouterr().out


@pytest.mark.parametrize("framework", ["osps-baseline", "iso-42001"])
def test_a_pack_has_gaps_first_and_claims_no_compliance(org: Organisation, tmp_path: Path, framework: str) -> None:
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04")
    words = ["--framework", framework, "-o", str(tmp_path / "pack"), "--evidence", str(org.evidence.path)]
    assert run(["audit", "pack", *words, "--governance", str(org.gov.path), "--at", "2027-01-10"]) == 0
    with (tmp_path / "pack/controls.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    claims = [row["claim"] for row in rows]
    assert claims == sorted(claims, key=["gap", "evidence for a part", "evidence for"].index)
    assert len({row["statement_sha256"] for row in rows if row["audit"]}) == 1
    page = (tmp_path / "pack/index.html").read_text()
    assert "complian" not in page.lower()
    assert "http" not in page.replace("https://www.iso.org", "").replace("https://baseline.openssf.org", "")


def test_no_persons_name_is_in_any_output(
    org: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    org.audit("take", "--quarter", "2026Q4", "--at", "2027-01-04")
    for form in DUE_FORMATS:
        org.audit("due", "--at", "2027-02-01", "--format", form)
    words = ["--framework", "iso-42001", "-o", str(tmp_path / "pack"), "--evidence", str(org.evidence.path)]
    run(["audit", "pack", *words, "--governance", str(org.gov.path)])
    for form in (*FORMATS, "patch"):
        run(["conform", "--repo", str(org.members[0].path), "--governance", str(org.gov.path), "--format", form])
    said = "".join(capsys.readouterr())
    places = (org.evidence.path / "2026Q4", tmp_path / "pack")
    said += "".join(path.read_text() for place in places for path in place.rglob("*") if path.is_file())
    assert not [name for name in (PERSON, "ana@example.org", "Ana") if name in said]
