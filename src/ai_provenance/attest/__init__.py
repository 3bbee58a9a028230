"""Provenance records: one in-toto statement about one commit, sealed, bound to the commit and judged by who signed it.

- `statement` makes and reads what a record says; `docs/records.md` describes it.
- `envelope` seals a statement on one line (DSSE, https://github.com/secure-systems-lab/dsse) and opens such a line, or
  a bundle of Sigstore.
- `written_form` reads lines that are written as we write them, which nearly all are, in less time.
- `binding` says whether a record is about a commit, or about the same change in another one.
- `ssh_signature` reads SSH signatures (OpenSSH, PROTOCOL.sshsig); `ssh_verification` verifies them where `cryptography`
  is installed.
- `trust` says who signed: allowed signers, revoked keys, roles.
- `judgement` takes them together: a line of a note to what it is worth.
- `history` looks the records of a whole history up by commit; `kept_claims` keeps what they claim between runs.

Nothing here starts git or prints. Hooks load `statement`, `envelope` and `binding`, which import next to nothing.
"""
