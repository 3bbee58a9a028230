"""Delivery: what was deployed, and DORA's five metrics over it.

Everything can be had from git alone; better sources take the place of weaker ones and are never mixed with them. A
number that cannot be known is null with a reason, a failure rate from git alone is a lower bound and says so, and
nothing is about a person. In the order of the way of data:

- `tags` reads the names of tags, `exports` the documents of forges and CI, `sources` makes deployments of the most
  reliable of them.
- `walk` reads the history once into a `Ledger` (`records`), with `graph` for what has what in its history and
  `messages` for what commits say of each other. `ledger_file` keeps it between runs.
- `metrics` computes the five for a window, with `statistics` and, from the extra `stats`, `intervals`.
- `slices`, `sizes` and `code_rework` look at the changes of a window, `bands` places metrics among the teams of a DORA
  report, `changes` holds one window against another, `runs` are those of CI. `patterns` limits the time that an
  expression of a repository may take.
- `compare` sets AI commits against the rest, with `inference`, which needs the extra.
- `regress` raises alarms against a `baseline`, a frozen window.
- `assess` is all of it: what the commands call.

To improve by measurement:

- `experiment_plans` is the plan of an experiment, `experiments` its analysis (`environment.experiment` chooses arms).
- `cycles` judges a planned change by a number, and `chain` is the ledger of the verdicts.
- `validations` reads what tools wrote, `batches` joins it with deployments, `feedback` is the dataset of all that.
- `surveys` has the answers of developers.
"""
