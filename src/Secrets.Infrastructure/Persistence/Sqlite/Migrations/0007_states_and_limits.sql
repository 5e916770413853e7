-- Entity tags.

-- state is new with every change of the row, and random, so that no two states of any secrets share one. The table is copied because
-- SQLite adds no column with a default that differs from row to row.
CREATE TABLE secrets_with_state (
    owner_id         BLOB NOT NULL,
    id               BLOB NOT NULL,
    name             TEXT NOT NULL,
    description      TEXT,
    version          INTEGER NOT NULL,
    envelope         BLOB NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    revision         INTEGER NOT NULL,
    value_created_at INTEGER NOT NULL,
    value_created_by BLOB,
    state            BLOB NOT NULL DEFAULT (randomblob(16)),
    PRIMARY KEY (owner_id, id),
    UNIQUE (owner_id, name)
) STRICT;
INSERT INTO secrets_with_state (owner_id, id, name, description, version, envelope, created_at, updated_at, revision, value_created_at, value_created_by)
SELECT owner_id, id, name, description, version, envelope, created_at, updated_at, revision, value_created_at, value_created_by FROM secrets ORDER BY rowid;
DROP TABLE secrets;
ALTER TABLE secrets_with_state RENAME TO secrets;
CREATE INDEX secrets_folded_name ON secrets (owner_id, lower(name));

-- Quotas of an owner.

-- The secrets of an owner, deleted ones included, are the sum of its rows here. What adds or destroys secrets adds a row.
CREATE TABLE secret_counts (
    id       INTEGER PRIMARY KEY,
    owner_id BLOB NOT NULL,
    change   INTEGER NOT NULL
) STRICT;

CREATE INDEX secret_counts_owner_id ON secret_counts (owner_id, change);

INSERT INTO secret_counts (owner_id, change)
SELECT owner_id, count(*) FROM (SELECT owner_id FROM secrets UNION ALL SELECT owner_id FROM deleted_secrets) GROUP BY owner_id;

CREATE INDEX deleted_secrets_listed ON deleted_secrets (owner_id, deleted_at, id);

-- Names that look alike.
-- The form that names which look alike share. The service computes that of older rows, which the second index finds.
ALTER TABLE secrets ADD COLUMN folded_name TEXT;
DROP INDEX secrets_folded_name;
CREATE INDEX secrets_folded_name ON secrets (owner_id, folded_name);
CREATE INDEX secrets_unfolded_name ON secrets (owner_id, id) WHERE folded_name IS NULL;

-- API keys. retires_at is the end of a rotated key's overlap; expires_at stays the end that it was created with.
ALTER TABLE api_keys ADD COLUMN retires_at INTEGER;
CREATE INDEX api_keys_active ON api_keys (owner_id, (coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at))) WHERE revoked_at IS NULL;
ALTER TABLE audit_events ADD COLUMN successor_key_id BLOB;

-- Which owner's keys the changes of api_key_changes were about: the number of the last one for each.
CREATE TABLE api_key_owner_changes (
    owner_id BLOB PRIMARY KEY,
    number   INTEGER NOT NULL
) STRICT;

CREATE INDEX api_key_owner_changes_number ON api_key_owner_changes (number);

DROP TRIGGER api_keys_count_change;
DROP TRIGGER api_keys_count_delete;
DROP TRIGGER owners_count_change;

CREATE TRIGGER api_keys_count_change AFTER UPDATE OF owner_id, id, name, scopes, lookup, created_at, expires_at, retires_at, revoked_at, mac ON api_keys
BEGIN
    UPDATE api_key_changes SET count = count + 1;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT OLD.owner_id, count FROM api_key_changes WHERE true
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END;

CREATE TRIGGER api_keys_count_delete AFTER DELETE ON api_keys
BEGIN
    UPDATE api_key_changes SET count = count + 1;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT OLD.owner_id, count FROM api_key_changes WHERE true
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END;

CREATE TRIGGER owners_count_change AFTER UPDATE OF id, shredded_at ON owners
BEGIN
    UPDATE api_key_changes SET count = count + 1;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT OLD.id, count FROM api_key_changes WHERE true
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END;

-- Owner keys.

-- Audit events and leases.

-- For the filters of audit queries.
CREATE INDEX audit_events_action ON audit_events (owner_id, action, id);
CREATE INDEX audit_events_key_id ON audit_events (owner_id, key_id, id);
CREATE INDEX audit_events_secret_id ON audit_events (owner_id, secret_id, id) WHERE secret_id IS NOT NULL;

-- For deleted secrets by name.
CREATE INDEX deleted_secrets_name ON deleted_secrets (owner_id, name);

-- Replicas and clocks.

-- How far the replica's own clock was ahead of the database's, in microseconds.
ALTER TABLE replicas ADD COLUMN clock_ahead INTEGER NOT NULL DEFAULT 0;

-- When a replica last read the database's clock, and the time before which nothing is destroyed for its age.
CREATE TABLE database_clock (
    singleton     INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    seen_at       INTEGER NOT NULL,
    destroy_after INTEGER NOT NULL
) STRICT;

INSERT INTO database_clock (seen_at, destroy_after) SELECT coalesce((SELECT at FROM audit_marks WHERE name = 'head'), CAST(unixepoch('subsec') * 1000000 AS INTEGER)), 0;

