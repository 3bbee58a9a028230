"""Bundles of Sigstore: made in CI, where the job has an identity, and verified offline. Both need the extra."""

from __future__ import annotations

from ai_provenance.attest.judgement import BundleSignature, State
from ai_provenance.errors import ConfigError, ProvenanceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.verify import Verifier

    from ai_provenance.attest.judgement import CheckBundle

_INSTALL = "pip install sigstore"


def sign_payload(payload: bytes) -> bytes:
    """A statement, PAYLOAD, in a bundle on one line, signed by the identity of this CI job. Uses the network.

    Raises ProvenanceError where the extra is not installed, or the job has no identity.
    """
    try:
        from sigstore.dsse import Statement  # noqa: PLC0415 - an extra, as all below
        from sigstore.models import ClientTrustConfig  # noqa: PLC0415
        from sigstore.oidc import IdentityToken, detect_credential  # noqa: PLC0415
        from sigstore.sign import SigningContext  # noqa: PLC0415
    except ImportError as error:
        raise ProvenanceError("signing by Sigstore needs the package sigstore", hint=_INSTALL) from error
    try:
        token = detect_credential()
        if token is None:
            raise ProvenanceError(
                "this job has no identity to sign with", hint="permissions: id-token: write (GitHub Actions)"
            )
        # a statement made by its class would have to be about files: it takes no digest of a commit or a change
        statement = Statement.__new__(Statement)
        statement._contents = payload
        context = SigningContext.from_trust_config(ClientTrustConfig.production())
        with context.signer(IdentityToken(token)) as signer:
            return "".join(signer.sign_dsse(statement).to_json().split("\n")).encode()
    except ProvenanceError:
        raise
    except Exception as error:  # its errors have no base class of their own
        raise ProvenanceError(f"Sigstore did not sign: {error}", hint="ai-provenance attest --sign ssh") from error


def bundle_check(trusted_root: str | None = None) -> CheckBundle:
    """What verifies a bundle without the network; without the extra, nothing here can tell.

    TRUSTED_ROOT is a file; by default the one that comes with the package.

    Raises:
        ConfigError: TRUSTED_ROOT cannot be read.
    """
    try:
        verifier = _verifier(trusted_root)
        from sigstore.models import Bundle  # noqa: PLC0415
    except ImportError:
        return lambda _: BundleSignature(State.UNCHECKED)

    def check(line: bytes) -> BundleSignature:
        signer = _Signer()
        try:
            _, payload = verifier.verify_dsse(Bundle.from_json(line), signer)
        except Exception:  # noqa: BLE001 - a stranger's bundle, and errors without a base class
            return BundleSignature(State.BAD)
        return BundleSignature(State.GOOD, signer.identity, payload)

    return check


def _verifier(trusted_root: str | None) -> Verifier:
    import logging  # noqa: PLC0415

    from sigstore.models import ClientTrustConfig, TrustedRoot  # noqa: PLC0415
    from sigstore.verify import Verifier  # noqa: PLC0415

    # it would say on standard error that it is offline, as requested
    logging.getLogger("sigstore").addHandler(logging.NullHandler())
    try:
        if trusted_root:
            return Verifier(trusted_root=TrustedRoot.from_file(trusted_root))
        return Verifier(trusted_root=ClientTrustConfig.production(offline=True).trusted_root)
    except Exception as error:  # errors without a base class, and those of the files
        place = trusted_root or "that comes with the package sigstore"
        raise ConfigError(
            f"cannot read the trusted root {place}: {error}", hint="name one: ai-provenance verify --trusted-root FILE"
        ) from error


class _Signer:
    """A policy of `sigstore` that takes any identity and remembers it: whose counts is for the roles."""

    identity = ""

    def verify(self, cert: Certificate) -> None:
        """Remember of whom CERT is. Raises ExtensionNotFound where it names no one."""
        from cryptography.x509 import SubjectAlternativeName  # noqa: PLC0415

        names = cert.extensions.get_extension_for_class(SubjectAlternativeName).value
        self.identity = next((str(name.value) for name in names), "")
