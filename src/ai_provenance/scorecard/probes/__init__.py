"""Questions put to the facts, each a pure function; `run_probes` asks all that the methodology names."""

from ai_provenance.scorecard.probes.run import PROBES, run_probes

__all__ = ["PROBES", "run_probes"]
