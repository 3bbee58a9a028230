"""Bundles of Sigstore: made in CI, where the job has an identity, and verified offline. Both need the extra."""

from __future__ import annotations

from ai_provenance.errors import ProvenanceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_INSTALL = 'pip install "git-ai-provenance[sigstore]"'


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
        context = SigningContext.from_trust_config(ClientTrustConfig.production())
        with context.signer(IdentityToken(token)) as signer:
            return "".join(signer.sign_dsse(Statement(payload)).to_json().split("\n")).encode()
    except ProvenanceError:
        raise
    except Exception as error:  # its errors have no base class of their own
        raise ProvenanceError(f"Sigstore did not sign: {error}", hint="ai-provenance attest --sign ssh") from error


def bundle_check(trusted_root: str | None = None) -> Callable[[bytes], tuple[str, bytes] | None] | None:
    """What verifies a bundle without the network; None where the extra is not installed.

    TRUSTED_ROOT is a file; by default the one that comes with the package. The check gives the identity in the
    certificate and the payload, or None for a bundle that does not hold.
    """
    try:
        from sigstore.models import Bundle, ClientTrustConfig, TrustedRoot  # noqa: PLC0415 - an extra, as all below
        from sigstore.verify import Verifier, policy  # noqa: PLC0415
    except ImportError:
        return None
    if trusted_root:
        root = TrustedRoot.from_file(trusted_root)
    else:
        root = ClientTrustConfig.production(offline=True).trusted_root
    verifier = Verifier(trusted_root=root)

    def check(line: bytes) -> tuple[str, bytes] | None:
        from cryptography.x509 import ExtensionNotFound, SubjectAlternativeName  # noqa: PLC0415

        try:
            bundle = Bundle.from_json(line)
            # whose identity counts is for the roles: here only that the certificate and the log hold
            _, payload = verifier.verify_dsse(bundle, policy.UnsafeNoOp())
            names = bundle.signing_certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
        except (Exception, ExtensionNotFound):  # noqa: BLE001 - a stranger's bundle, and errors without a base class
            return None
        return next((str(name.value) for name in names), ""), payload

    return check
