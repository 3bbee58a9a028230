"""A Sigstore of one's own on this machine: what Fulcio and Rekor answer, with real certificates, proofs and signatures.

Only the two services are ours. What signs and what verifies is `sigstore`, as it does with the public instance.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ISSUER = "https://token.example.com"
_ISSUER_OID = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
"""The extension in which Fulcio names who vouches for an identity."""
_SCT_OID = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
"""The extension in which a log of certificates promises to list one (RFC 6962, 3.3)."""
_FROM = datetime.now(UTC) - timedelta(days=1)


class Sigstore:
    """The keys of an instance: its authority, its log of certificates and its log of signatures."""

    def __init__(self) -> None:
        self._authority, self._certificates, self._log = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        usage = _usage(signs_certificates=True)
        public = self._authority.public_key()
        builder = _builder(name, name, public, timedelta(days=365))
        self._root = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self._authority, hashes.SHA256())
        )

    def trusted_root(self) -> dict[str, Any]:
        """What verifies needs of it, as `TrustedRoot` of Sigstore's protobuf specifications."""
        authority = {"rawBytes": _base64(self._root.public_bytes(Encoding.DER))}
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "certificateAuthorities": [
                {
                    "subject": {"organization": "example", "commonName": "authority"},
                    "uri": "http://localhost",
                    "certChain": {"certificates": [authority]},
                    "validFor": {"start": _FROM.isoformat()},
                }
            ],
            "ctlogs": [_log_of(self._certificates)],
            "tlogs": [_log_of(self._log)],
            "timestampAuthorities": [],
        }

    def client_configuration(self, url: str) -> str:
        """The JSON of a `ClientTrustConfig`: what `sigstore --trust-config` takes."""
        validity = {"start": _FROM.isoformat()}
        service = {"url": url, "majorApiVersion": 1, "validFor": validity, "operator": "example"}
        signing = {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": [service],
            "oidcUrls": [],
            "rekorTlogUrls": [service],
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaUrls": [],
            "tsaConfig": {"selector": "ANY"},
        }
        media = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json"
        return json.dumps({"mediaType": media, "trustedRoot": self.trusted_root(), "signingConfig": signing})

    def certified(self, request: dict[str, str], token: str) -> dict[str, Any]:
        """Fulcio's answer: the key of the REQUEST and the subject of TOKEN in a certificate for ten minutes."""
        asked = x509.load_pem_x509_csr(base64.b64decode(request["certificateSigningRequest"]))
        public = asked.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        subject, issuer = claims["sub"], claims["iss"].encode()
        named = x509.UniformResourceIdentifier(subject) if "://" in subject else x509.RFC822Name(subject)
        promised = _builder(x509.Name([]), self._root.subject, public, timedelta(minutes=10))
        for extension, critical in (
            (_usage(signs_certificates=False), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._authority.public_key()), False),
            (x509.SubjectAlternativeName([named]), True),
            (x509.UnrecognizedExtension(_ISSUER_OID, issuer), False),
        ):
            promised = promised.add_extension(extension, critical)
        draft = promised.add_extension(x509.UnrecognizedExtension(_SCT_OID, self._promise(b"")), critical=False)
        listed = draft.sign(self._authority, hashes.SHA256()).tbs_precertificate_bytes
        promise = x509.UnrecognizedExtension(_SCT_OID, self._promise(listed))
        made = promised.add_extension(promise, critical=False).sign(self._authority, hashes.SHA256())
        chain = [one.public_bytes(Encoding.PEM).decode() for one in (made, self._root)]
        return {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}

    def _promise(self, certificate: bytes) -> bytes:
        """The extension with one promise of the log to list CERTIFICATE, which is without it (RFC 6962, 3.2)."""
        at = int(time.time() * 1000).to_bytes(8, "big")
        issuer = _identifier(self._authority.public_key())
        entry = issuer + len(certificate).to_bytes(3, "big") + certificate
        value = self._certificates.sign(b"\0\0" + at + b"\0\1" + entry + b"\0\0", ec.ECDSA(hashes.SHA256()))
        promise = b"\0" + _identifier(self._certificates.public_key()) + at + b"\0\0\4\3" + _sized(value)
        content = _sized(_sized(promise))
        return b"\x04" + (bytes([len(content)]) if len(content) < 128 else bytes([0x81, len(content)])) + content

    def logged(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Rekor's answer: the proposed ENTRY, a DSSE envelope, as the only one of a log, with proof and promise."""
        proposed = entry["spec"]["proposedContent"]
        envelope, verifiers = json.loads(proposed["envelope"]), proposed["verifiers"]
        signatures = [{"signature": envelope["signatures"][0]["sig"], "verifier": verifiers[0]}]
        payload = base64.b64decode(envelope["payload"])
        digests = {"envelopeHash": _digest(proposed["envelope"].encode()), "payloadHash": _digest(payload)}
        body = _canonical({"apiVersion": "0.0.1", "kind": "dsse", "spec": {**digests, "signatures": signatures}})
        root = hashlib.sha256(b"\0" + body).digest()
        identifier, now = _identifier(self._log.public_key()), int(time.time())
        note = f"localhost - 1\n1\n{_base64(root)}\n"
        checkpoint = f"{note}\n\u2014 localhost {_base64(identifier[:4] + self._signed(note.encode()))}\n"
        listed = {"body": _base64(body), "integratedTime": now, "logID": identifier.hex(), "logIndex": 0}
        proof = {"checkpoint": checkpoint, "hashes": [], "logIndex": 0, "rootHash": root.hex(), "treeSize": 1}
        promise = _base64(self._signed(_canonical(listed)))
        return {root.hex(): listed | {"verification": {"inclusionProof": proof, "signedEntryTimestamp": promise}}}

    def _signed(self, content: bytes) -> bytes:
        return self._log.sign(content, ec.ECDSA(hashes.SHA256()))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The address at which Fulcio and Rekor answer."""
        instance = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                is_fulcio = self.path == "/api/v2/signingCert"
                answer = json.dumps(instance.certified(content, token) if is_fulcio else instance.logged(content))
                self.send_response(201)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Write nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()


def token(subject: str) -> str:
    """What a CI job presents as SUBJECT: a token that is not signed, as no one here verifies it."""
    now = int(time.time())
    claims = {"aud": "sigstore", "sub": subject, "iss": ISSUER, "iat": now, "exp": now + 600}
    words = [{"alg": "none", "typ": "JWT"}, claims]
    return ".".join([*(base64.urlsafe_b64encode(_canonical(word)).decode().rstrip("=") for word in words), ""])


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, valid: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + valid)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _log_of(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    raw = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "baseUrl": "http://localhost",
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": _base64(raw),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": {"start": _FROM.isoformat()},
        },
        "logId": {"keyId": _base64(_identifier(key.public_key()))},
    }


def _identifier(key: ec.EllipticCurvePublicKey) -> bytes:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def _sized(content: bytes) -> bytes:
    return len(content).to_bytes(2, "big") + content


def _digest(content: bytes) -> dict[str, str]:
    return {"algorithm": "sha256", "value": hashlib.sha256(content).hexdigest()}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
