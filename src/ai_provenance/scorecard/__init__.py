"""The methodology as data, and what a run's evidence says about it."""
