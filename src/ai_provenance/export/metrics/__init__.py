"""Figures for machines: the samples of a run, the formats written from them, and the metrics file."""
