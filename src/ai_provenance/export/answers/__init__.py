"""The answers of `explain` and `doctor` as JSON, for scripts: one commit, one installation."""
