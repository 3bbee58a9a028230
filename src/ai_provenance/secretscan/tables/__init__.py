"""The detectors as data: one row for each kind of credential, with its source and its own examples."""
