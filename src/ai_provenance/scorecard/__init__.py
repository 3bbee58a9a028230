"""Scores a repository by the six phases of the methodology, and judges the gates between them.

Facts, judgement and wording are kept apart:

1. `facts.collect` reads the tree, the CI definitions (`pipelines`) and the history once; nothing of them is run.
2. `probes` answers each question of the methodology from the facts; "could not tell" is an answer of its own.
3. `attestations` reads what people state about tasks that no repository can show, and grades each statement.
4. `evaluate` combines both into the state and credit of each task and the score of each phase, `indicators` compares
   values with thresholds (`repository_indicators` measures those that a repository can answer, `junit_results` one
   from a test report, `delivery_indicators` those of `delivered`, which `snapshot.delivery` fills), `gates` decides
   without averaging, `derived` rates risks and capabilities.
5. `scoring.score` runs all this and returns a `Scorecard`.

Reasons are ids with values (`findings`); `score_wording` turns them into sentences, in two languages. The methodology
itself is `data/*.toml`, validated by `criteria`, which also merges a team's own file and names the result by a digest.
The report imports `indicators` alone, because `criteria` needs pydantic.

To add a probe see `probes`, a CI system `pipelines`, a task, indicator or gate `data/*.toml`; a kind of file that is
evidence goes into `data/evidence.toml` with examples that must match and must not.
"""
