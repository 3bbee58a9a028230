"""Secrets in what is being committed: fragments in, findings out; a secret's value never leaves this room."""
