"""CI definitions of several systems as one record: jobs with their commands, triggers, environments."""

from ai_provenance.scorecard.pipelines.job_kinds import kinds_of
from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline, PipelineError
from ai_provenance.scorecard.pipelines.read import parse_pipeline

__all__ = ["Job", "Pipeline", "PipelineError", "kinds_of", "parse_pipeline"]
