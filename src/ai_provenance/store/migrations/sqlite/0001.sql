-- Schema 1: values by commit, events by subject. The repository is named by the address of its remote.
CREATE TABLE value (
    repository TEXT NOT NULL,
    head TEXT NOT NULL,
    definition TEXT NOT NULL,
    metric TEXT NOT NULL,
    label TEXT NOT NULL,
    value REAL NOT NULL,
    head_time INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (repository, metric, label, head, definition)
) WITHOUT ROWID;
CREATE TABLE event (
    repository TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (repository, kind, subject)
) WITHOUT ROWID;
