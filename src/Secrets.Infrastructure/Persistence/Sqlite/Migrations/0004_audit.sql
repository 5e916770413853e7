-- What was done, and by whom. position is the order in which events are sealed; there is one writer, so it is that of commits.
CREATE TABLE audit_events (
    position       INTEGER PRIMARY KEY,
    owner_id       BLOB NOT NULL,
    id             BLOB NOT NULL,
    at             INTEGER NOT NULL,
    key_id         BLOB NOT NULL,
    action         TEXT NOT NULL,
    secret_id      BLOB,
    version        INTEGER,
    subject_key_id BLOB,
    result         TEXT NOT NULL,
    count          INTEGER NOT NULL,
    request_id     TEXT NOT NULL,
    peer           TEXT NOT NULL,
    mac            BLOB NOT NULL,
    UNIQUE (owner_id, id)
) STRICT;

-- Each seals the events after the one before it, up to last_position; event_ids are their ids in that order, 16 bytes each.
CREATE TABLE audit_seals (
    number        INTEGER PRIMARY KEY,
    last_position INTEGER NOT NULL,
    event_ids     BLOB NOT NULL,
    digest        BLOB NOT NULL,
    sealed_at     INTEGER NOT NULL,
    mac           BLOB NOT NULL
) STRICT;

-- The last seal, and the last one that was removed after its time, if any.
CREATE TABLE audit_marks (
    name          TEXT PRIMARY KEY,
    number        INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    seal_mac      BLOB NOT NULL,
    mac           BLOB NOT NULL
) STRICT;

-- Who does a job that only one replica is to do.
CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    holder     BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
