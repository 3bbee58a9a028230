"""Quarterly audits: what each repository showed at the end of a quarter, frozen so that git alone can check it.

`evidence` judges one repository and makes its record; `bundle` writes the records of a quarter as canonical JSON with
an index of their digests, a summary and an in-toto statement, all of which follow from the records: reading computes
them again, so that one changed byte is found. The evidence is kept in a repository of its own, and signed as a tag
there by the user's own git (`tags`): no key is held here. `due` says which audits were due and which passed (I2.5,
I6.5), `pack` puts the evidence beside the controls of a framework, and `quarters` knows when a quarter begins.
"""
