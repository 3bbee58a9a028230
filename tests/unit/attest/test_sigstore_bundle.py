"""Records in bundles of Sigstore: signed and verified by its own library, and judged by its own command line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from sigstore.models import ClientTrustConfig

from ai_provenance.attest.judgement import State, Verifier, judge
from ai_provenance.attest.sigstore_bundle import bundle_check, sign_payload
from ai_provenance.attest.statement import written
from ai_provenance.attest.trust import Trust
from ai_provenance.errors import ConfigError, ProvenanceError
from records import RECORD
from sigstores import ISSUER, Sigstore, token

JOB = "https://github.com/org/app/.github/workflows/ci.yml@refs/heads/main"
FILE = b"a file\n"
RECORD_READ = RECORD._replace(evidence=())
"""Evidence is not read back."""


class Signed(NamedTuple):
    """What one instance signed as JOB, and what verifies it."""

    record: bytes
    of_file: bytes
    """A statement about FILE: `sigstore verify` reads no digest of a commit."""
    configuration: Path
    root: Path

    def state(self, bundle: bytes) -> State:
        return bundle_check(str(self.root))(bundle).state


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    directory = tmp_path_factory.mktemp("sigstore")
    instance = Sigstore()
    statement = json.loads(written(RECORD, version="1"))
    digest = {"sha256": hashlib.sha256(FILE).hexdigest()}
    about_file = statement | {"subject": [{"name": "file", "digest": digest}]}
    with instance.serving() as url, pytest.MonkeyPatch.context() as patch:
        configuration = instance.client_configuration(url)
        # the instance is the one thing that differs from CI
        patch.setattr(ClientTrustConfig, "production", lambda: ClientTrustConfig.from_json(configuration))
        patch.setenv("GITLAB_CI", "true")
        patch.setenv("SIGSTORE_ID_TOKEN", token(JOB))
        bundles = [sign_payload(json.dumps(one).encode()) for one in (statement, about_file)]
    (directory / "root.json").write_text(json.dumps(instance.trusted_root()))
    (directory / "configuration.json").write_text(configuration)
    return Signed(bundles[0], bundles[1], directory / "configuration.json", directory / "root.json")


def verifier(signed: Signed, roles: dict[str, str]) -> Verifier:
    return Verifier(Trust(roles=roles), None, bundle_check(str(signed.root)))


@pytest.mark.parametrize(
    ("glob", "is_verified"),
    [
        (JOB, True),
        ("https://github.com/org/*", True),
        ("https://github.com/org/app/.github/workflows/*@refs/heads/main", True),
        ("https://github.com/other/*", False),
        # for the keys of a file: anyone has an identity that these match
        ("*", False),
        ("https://*/org/*", False),
        ("https://github.com/*", False),
        ("https://github.com/o?g/*", False),
        ("*main", False),
    ],
)
def test_a_role_that_says_whose_it_is_makes_an_identity_count(signed: Signed, glob: str, is_verified: bool) -> None:
    judged = judge(signed.record, verifier(signed, {glob: "ci"}))
    assert (judged.is_verified, judged.signer) == (is_verified, JOB)
    assert judged.state is (State.GOOD if is_verified else State.UNKNOWN)


def test_roles_of_addresses_name_the_domain() -> None:
    roles = {"*": "person", "ci@*": "ci", "*@*.example.com": "ci", "bot@example.com": "agent", "*@example.com": "ci"}
    trust = Trust(roles=roles)
    found = [trust.role_of_identity(name) for name in ("ci@evil.example", "a@b.example.com", "bot@example.com")]
    assert found == ["", "", "agent"]
    assert trust.role_of_identity("ci@example.com") == "ci"


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.soak), pytest.param(16)])
def test_no_changed_byte_is_verified(signed: Signed, step: int) -> None:
    by = verifier(signed, {JOB: "ci"})
    line = signed.record
    assert judge(line, by).is_verified
    # of what comes with the envelope, the library takes some characters for others: the bits beyond the end of base64,
    # and the name of a log beside its signature, which no one signs
    envelope = line.index(b'"dsseEnvelope"')
    for at in range(0, len(line), step):
        judged = judge(line[:at] + bytes([line[at] ^ 1]) + line[at + 1 :], by)
        assert not judged.is_verified or (at < envelope and judged.signer == JOB and judged.record == RECORD_READ), at


def test_another_instance_is_not_trusted(signed: Signed, tmp_path: Path) -> None:
    other = tmp_path / "root.json"
    other.write_text(json.dumps(Sigstore().trusted_root()))
    assert bundle_check(str(other))(signed.record).state is State.BAD
    assert bundle_check()(signed.record).state is State.BAD  # the public one


@pytest.mark.parametrize("is_changed", [False, True])
def test_sigstore_says_the_same(signed: Signed, tmp_path: Path, is_changed: bool) -> None:
    """By `sigstore verify identity --offline`."""
    at = signed.of_file.index(b'"sig":"') + 20
    text = signed.of_file
    changed = text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :] if is_changed else text
    (tmp_path / "file").write_bytes(FILE)
    (tmp_path / "bundle").write_bytes(changed)
    program = [sys.executable, "-m", "sigstore", "--trust-config", str(signed.configuration), "verify", "identity"]
    options = ["--offline", "--bundle", str(tmp_path / "bundle"), "--cert-identity", JOB, "--cert-oidc-issuer", ISSUER]
    done = subprocess.run([*program, *options, str(tmp_path / "file")], capture_output=True, text=True, check=False)
    assert (done.returncode == 0, "OK:" in done.stderr) == (not is_changed, not is_changed), done.stderr
    assert signed.state(changed) is (State.BAD if is_changed else State.GOOD)


def test_a_root_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "root.json").write_text("{}")
    with pytest.raises(ConfigError, match="cannot read the trusted root"):
        bundle_check(str(tmp_path / "root.json"))


def test_without_an_identity_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITLAB_CI", "GITHUB_ACTIONS", "CIRCLECI", "BUILDKITE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ProvenanceError, match="no identity"):
        sign_payload(b"{}")
