"""Whatever comes in: no exception, and no value in anything that goes out."""

from __future__ import annotations

from io import StringIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.export.findings import Run, writer
from ai_provenance.repo.patch_parser import Fragment, PatchParser
from ai_provenance.secretscan.anchors import TOKEN_RULES, candidate_offsets
from ai_provenance.secretscan.gate import refusal
from ai_provenance.secretscan.review import covered
from ai_provenance.secretscan.scan import matches, scan_with
from tokens import expand

TOKENS = st.builds(
    expand, st.sampled_from([example for rule in TOKEN_RULES for example in rule.true]), st.integers(0, 9)
)
NOISE = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b'password = "', b'"\n', b"\n+", b"\n@@ -1 +1 @@\n", b"\ndiff --git a/x b/x\n", b"\ncommit ", b"\xff", b"\\"]
    ),
)
DATA = st.lists(st.one_of(NOISE, TOKENS.map(str.encode)), max_size=12).map(b"".join)
PATHS = st.one_of(st.sampled_from(["a.py", ".env", "id_rsa", ".pgpass", "a\x1b[31m", "\udcff"]), st.text(max_size=10))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(path=PATHS, data=DATA)
def test_no_value_goes_out(path: str, data: bytes) -> None:
    findings = list(scan_with([Fragment(path, 1, data)]))
    out = StringIO()
    for format_ in ("text", "json"):
        writer(format_, "secrets")(Run("secrets", tuple(findings)), out)
    said = refusal(findings) + out.getvalue() + repr(findings)
    for match in matches(path, data):
        value = data[match.start : match.end].decode("utf-8", "replace")
        assert len(value) < 12 or value in path or value not in said


@settings(max_examples=100)
@given(data=DATA)
def test_audit_covers_every_value(data: bytes) -> None:
    found = matches("a.py", data)
    shown = [line for _, line in covered([Fragment("a.py", 1, data)], allowed=lambda *_: "")]
    for match in found:
        value = data[match.start : match.end].decode("utf-8", "replace")
        assert len(value) < 12 or not any(value in line for line in shown)


@settings(max_examples=150)
@given(blocks=st.lists(DATA, max_size=3))
def test_any_bytes_pass_through_the_reader(blocks: list[bytes]) -> None:
    reader = PatchParser(candidate_offsets)
    for block in blocks:
        for fragment in reader.read(block.replace(b"\0", b"")):
            assert fragment.suspects is None or all(0 <= at <= len(fragment.data) for at in fragment.suspects)
            matches("a.py", fragment.data, fragment.suspects)
