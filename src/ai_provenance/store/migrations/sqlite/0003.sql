-- Schema 3: the runs of a fleet, on which day each repository was seen and how it was judged, and what is never pruned.
ALTER TABLE run ADD COLUMN organisation TEXT;
ALTER TABLE run ADD COLUMN definition TEXT;
ALTER TABLE run ADD COLUMN stale_after INTEGER;
ALTER TABLE run ADD COLUMN repositories INTEGER;
CREATE TABLE observation (
    repository INTEGER NOT NULL REFERENCES repository,
    day INTEGER NOT NULL,
    run INTEGER NOT NULL REFERENCES run,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    few_authors INTEGER NOT NULL,
    PRIMARY KEY (repository, day)
) WITHOUT ROWID;
CREATE INDEX observation_by_run ON observation (run);
CREATE TABLE value_of_quarter (
    metric INTEGER NOT NULL REFERENCES metric,
    repository INTEGER NOT NULL REFERENCES repository,
    day INTEGER NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshot,
    definition INTEGER NOT NULL REFERENCES definition,
    num REAL,
    den REAL,
    val REAL,
    PRIMARY KEY (repository, metric, day, snapshot)
) WITHOUT ROWID;
