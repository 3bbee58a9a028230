-- Schema 2: many repositories by identity, ratios with numerator and denominator, a definition for each family of
-- metrics. `folded_identity` is a function of ours: the names of schema 1 that mean one repository become one.
ALTER TABLE value RENAME TO value_of_schema_1;
ALTER TABLE event RENAME TO event_of_schema_1;

CREATE TABLE repository (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    team TEXT,
    labels TEXT NOT NULL DEFAULT '{}',
    first_seen INTEGER NOT NULL,
    gone_at INTEGER
);
CREATE TABLE alias (
    identity TEXT PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES repository
) WITHOUT ROWID;
CREATE TABLE metric (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    UNIQUE (name, label)
);
CREATE TABLE definition (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    tool TEXT NOT NULL
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,
    coverage REAL
);
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES repository,
    head TEXT NOT NULL,
    definition INTEGER NOT NULL REFERENCES definition,
    head_time INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'ok',
    UNIQUE (repository, head, definition)
);
CREATE TABLE value (
    metric INTEGER NOT NULL REFERENCES metric,
    repository INTEGER NOT NULL REFERENCES repository,
    day INTEGER NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshot,
    definition INTEGER NOT NULL REFERENCES definition,
    num REAL,
    den REAL CHECK (den <> 0),
    val REAL,
    PRIMARY KEY (repository, metric, day, snapshot),
    CHECK ((num IS NULL) = (den IS NULL) AND (den IS NULL) <> (val IS NULL))
) WITHOUT ROWID;
CREATE INDEX value_by_metric ON value (metric, day);
CREATE TABLE event (
    repository INTEGER NOT NULL REFERENCES repository,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (repository, kind, subject)
) WITHOUT ROWID;

INSERT INTO repository (identity, first_seen)
    SELECT folded_identity(repository), min(recorded_at) FROM (
        SELECT repository, recorded_at FROM value_of_schema_1
        UNION ALL SELECT repository, recorded_at FROM event_of_schema_1
    ) GROUP BY folded_identity(repository);
INSERT INTO metric (name, label) SELECT DISTINCT metric, label FROM value_of_schema_1;
INSERT INTO definition (digest, tool) SELECT DISTINCT definition, '' FROM value_of_schema_1;
INSERT INTO snapshot (repository, head, definition, head_time, recorded_at)
    SELECT r.id, v.head, d.id, v.head_time, max(v.recorded_at)
    FROM value_of_schema_1 AS v
    JOIN repository AS r ON r.identity = folded_identity(v.repository)
    JOIN definition AS d ON d.digest = v.definition
    GROUP BY r.id, v.head, d.id;
-- where two names of one repository had a value of the same commit, the one that was recorded last stays
INSERT OR REPLACE INTO value (metric, repository, day, snapshot, definition, val)
    SELECT m.id, s.repository, s.head_time / 86400, s.id, s.definition, v.value
    FROM value_of_schema_1 AS v
    JOIN repository AS r ON r.identity = folded_identity(v.repository)
    JOIN definition AS d ON d.digest = v.definition
    JOIN snapshot AS s ON s.repository = r.id AND s.head = v.head AND s.definition = d.id
    JOIN metric AS m ON m.name = v.metric AND m.label = v.label
    ORDER BY v.recorded_at;
-- the first observation of a subject stays, but that an audit can be held again
INSERT OR IGNORE INTO event
    SELECT r.id, e.kind, e.subject, e.occurred_at, e.recorded_at, e.value
    FROM event_of_schema_1 AS e JOIN repository AS r ON r.identity = folded_identity(e.repository)
    WHERE e.kind <> 'seen'
    ORDER BY CASE e.kind WHEN 'audit' THEN -e.recorded_at ELSE e.recorded_at END;
DROP TABLE value_of_schema_1;
DROP TABLE event_of_schema_1;
