"""Finds secrets in text that is about to be published.

Fragments (path, first line, bytes, commit) come in, findings go out. The value of a secret never leaves this room: a
finding has its place, its kind and a keyed hash.

The way of a fragment:

1. It comes from `repo.patch_stream` (what is staged, tracked or in a range of commits) or from `sources` (plain files).
2. `anchors.candidate_offsets` searches the whole buffer for the few places where a secret could be. Where there is
   none, no detector is imported: this is the case for most commits. It is handed down to `repo.patch_parser`, which
   then builds only the hunks that have a candidate.
3. `scan.matches` runs the detectors at these places: `tokens` (credentials with a shape of their own), `formats`
   (private keys, password hashes, URLs, files of credentials) and `assignments` (a value beside the name of a
   credential; `credential_names` classifies the name, `plausibility` the value, `filekind` the text around them).
4. `exemptions` and `baseline` let known values pass; `scan` makes findings of the rest, with a hint from `revocation`.

`gate` is the entry point of the hooks and imports the detectors only when there is a candidate. `review` shows a
finding with its value covered. `engine` calls plugins of detect-secrets; `plugins` offers our tables as such plugins.

To add a kind of token, add a row to `tables/ai.py` or `tables/vendors.py`; for a value that the fixed text around it
gives away, to `tables/contexts.py`. Each row carries its source and examples, which the tests run.
"""
