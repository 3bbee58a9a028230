"""The detectors as data: one row a kind of credential, with its source and its own examples."""
