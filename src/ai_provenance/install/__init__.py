"""Putting the hooks in place, taking them out again, and proving that they fire."""
