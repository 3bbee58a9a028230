"""Who may sign: allowed signers, roles, revoked keys, and signatures verified here and by ssh-keygen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ai_provenance.attest import ssh_verification
from ai_provenance.attest.history import check_with_ssh_keygen
from ai_provenance.attest.judgement import State, Verifier, judge
from ai_provenance.attest.ssh_signature import armoured, fingerprint, parse, unarmoured
from ai_provenance.attest.trust import allowed_signers, revoked_keys, trust_of
from records import RECORD, SecurityKey, key, line, public, signed_by, trust

KINDS = ["ed25519", "rsa", "ecdsa-256", "ecdsa-384", "ecdsa-521"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_ssh_keygen_signs_is_verified(tmp_path: Path, kind: str) -> None:
    blob = unarmoured(signed_by(key(tmp_path, kind), b"text"))
    assert ssh_verification.verify(parse(blob), b"text") is True
    assert ssh_verification.verify(parse(blob), b"texT") is False


@pytest.mark.parametrize("kind", KINDS)
def test_what_we_armour_is_verified_by_ssh_keygen(tmp_path: Path, kind: str) -> None:
    path = key(tmp_path, kind)
    blob = unarmoured(signed_by(path, b"text"))
    (tmp_path / "signature").write_bytes(armoured(blob))
    (tmp_path / "signers").write_text(f"me {public(path)}\n")
    command = ["ssh-keygen", "-Y", "verify", "-n", "ai-provenance", "-I", "me", "-f", str(tmp_path / "signers")]
    done = subprocess.run([*command, "-s", str(tmp_path / "signature")], input=b"text", check=False)
    assert done.returncode == 0
    assert check_with_ssh_keygen(blob, b"text") is True
    assert check_with_ssh_keygen(blob, b"other") is False


def test_a_signature_of_a_commit_is_verified_by_ssh_keygen(tmp_path: Path) -> None:
    blob = unarmoured(signed_by(key(tmp_path), b"text", namespace="git"))
    assert check_with_ssh_keygen(blob, b"text") is True
    assert check_with_ssh_keygen(blob, b"other") is False


def test_a_key_on_hardware_is_verified_by_ssh_keygen(tmp_path: Path) -> None:
    hardware = SecurityKey(tmp_path)
    judged = judge(hardware.line(), Verifier(trust(hardware.path), check_with_ssh_keygen))
    assert (judged.state, judged.signer, judged.is_verified) == (State.GOOD, "hardware@example.com", True)
    assert judge(hardware.line(), Verifier(trust(hardware.path))).state is State.UNCHECKED


def test_where_nothing_can_verify_a_signature_it_is_not_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hardware = SecurityKey(tmp_path)
    known: dict[bytes, bool] = {}
    monkeypatch.setenv("PATH", str(tmp_path))  # no ssh-keygen
    judged = judge(hardware.line(), Verifier(trust(hardware.path), check_with_ssh_keygen, known=known))
    assert (judged.state, judged.fails, known) == (State.UNCHECKED, False, {})


def test_the_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    path = key(tmp_path)
    listed = subprocess.run(["ssh-keygen", "-l", "-f", f"{path}.pub"], capture_output=True, check=True).stdout.decode()
    assert fingerprint(parse(unarmoured(signed_by(path, b"x"))).key) == listed.split()[1]


def test_a_key_that_is_not_allowed_is_unknown(tmp_path: Path) -> None:
    mine, other = key(tmp_path, name="mine"), key(tmp_path, name="other")
    assert judge(line(mine), Verifier(trust(other))).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ('namespaces="ai-provenance"', State.GOOD),
        ('namespaces="git,ai-*"', State.GOOD),
        ('namespaces="git"', State.EXPIRED),
        ('valid-after="20261127"', State.GOOD),
        ('valid-after="20261128Z"', State.EXPIRED),
        ('valid-before="20261127150000Z"', State.EXPIRED),
        ('namespaces="ai-provenance",valid-before="202611271501"', State.GOOD),
    ],
)
def test_purpose_and_time_of_a_key(tmp_path: Path, options: str, state: State) -> None:
    path = key(tmp_path)
    assert judge(line(path), Verifier(trust(path, options=options))).state is state


def test_a_record_without_a_time_is_in_no_period(tmp_path: Path) -> None:
    path = key(tmp_path)
    verifier = Verifier(trust(path, options='valid-before="20300101"'))
    assert judge(line(path, RECORD._replace(created="")), verifier).state is State.EXPIRED


def test_a_revoked_key_counts_no_more(tmp_path: Path) -> None:
    path = key(tmp_path)
    for revoked in (public(path), fingerprint(parse(unarmoured(signed_by(path, b"x"))).key)):
        judged = judge(line(path), Verifier(trust(path, revoked=f"# stolen\n{revoked}\n")))
        assert (judged.state, judged.is_verified, judged.fails) == (State.REVOKED, False, True)


@pytest.mark.parametrize(
    ("roles", "role", "verified"),
    [
        ({}, "person", True),
        ({"*": "ci"}, "ci", True),
        ({"key@*": "forge"}, "forge", False),
        ({"key@*": "agent"}, "agent", False),
        ({"someone": "person"}, "", False),
        ({"key@*": "agent", "*": "person"}, "agent", False),
    ],
)
def test_the_role_decides(tmp_path: Path, roles: dict[str, str], role: str, verified: bool) -> None:
    path = key(tmp_path)
    judged = judge(line(path), Verifier(trust(path, roles=roles)))
    assert (judged.role, judged.is_verified) == (role, verified)


def test_lines_of_the_file_as_ssh_keygen_takes_them(tmp_path: Path) -> None:
    path = key(tmp_path)
    text = f'# comment\n\n"a@x,b@x" namespaces="n" {public(path)} a comment\n*@ca cert-authority {public(path)}\n'
    (signer,) = allowed_signers(text.encode())
    assert (signer.principal, signer.namespaces) == ("a@x,b@x", ("n",))


@pytest.mark.parametrize(
    "text", ["me", "me ssh-ed25519", "me ssh-ed25519 !!", "me what=1 ssh-rsa AAAA", "me ssh-rsa AAAA"]
)
def test_a_file_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        trust_of(text.encode(), b"", {}, source="test")


def test_revoked_keys_that_cannot_be_read_are_an_error() -> None:
    with pytest.raises(ValueError, match="line 2"):
        revoked_keys(b"# ok\nnonsense\n")


def test_without_the_extra_ssh_keygen_verifies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = key(tmp_path)
    monkeypatch.setattr(ssh_verification, "verify", lambda *_: None)
    assert judge(line(path), Verifier(trust(path), check_with_ssh_keygen)).is_verified
    assert judge(line(path), Verifier(trust(path))).state is State.UNCHECKED
