-- Times are microseconds since 1970, UUIDs their 16 bytes. Text compares byte by byte.

CREATE TABLE installation (
    singleton  INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    id         BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Keys of the key ring. check_value recognizes a key without holding it.
CREATE TABLE root_keys (
    id          BLOB PRIMARY KEY,
    check_value BLOB NOT NULL
) STRICT;

-- Keys of the whole installation, wrapped under a root key.
CREATE TABLE system_keys (
    name        TEXT PRIMARY KEY,
    key_id      BLOB NOT NULL,
    root_key_id BLOB NOT NULL REFERENCES root_keys (id),
    wrapped     BLOB NOT NULL
) STRICT;

-- An owner with shredded_at has no keys; the row keeps its name from being used again.
CREATE TABLE owners (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL,
    shredded_at INTEGER
) STRICT;

CREATE TABLE owner_keys (
    owner_id    BLOB NOT NULL REFERENCES owners (id),
    version     INTEGER NOT NULL,
    key_id      BLOB NOT NULL,
    root_key_id BLOB NOT NULL REFERENCES root_keys (id),
    wrapped     BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (owner_id, version),
    UNIQUE (owner_id, key_id)
) STRICT;

CREATE INDEX owner_keys_root_key_id ON owner_keys (root_key_id);

-- expires_at is the end that the key was created with, retires_at the end of a rotated key's overlap.
CREATE TABLE api_keys (
    owner_id     BLOB NOT NULL REFERENCES owners (id),
    id           BLOB NOT NULL,
    name         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    token_hash   BLOB NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    retires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER,
    mac          BLOB NOT NULL,
    PRIMARY KEY (owner_id, id)
) STRICT;

CREATE INDEX api_keys_active
    ON api_keys (owner_id, (coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at)))
    WHERE revoked_at IS NULL;

-- Counts changes that invalidate what a replica knows of API keys, whoever makes them. New keys and uses do not count.
CREATE TABLE api_key_changes (
    singleton INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    count     INTEGER NOT NULL
) STRICT;

INSERT INTO api_key_changes (count) VALUES (1);

-- The number of the last change for each owner. Zeros stand for every owner.
CREATE TABLE api_key_owner_changes (
    owner_id BLOB PRIMARY KEY,
    number   INTEGER NOT NULL
) STRICT;

CREATE INDEX api_key_owner_changes_number ON api_key_owner_changes (number);

CREATE TRIGGER api_keys_count_change AFTER UPDATE OF owner_id, id, name, scopes, token_hash, created_at, expires_at, retires_at, revoked_at, mac ON api_keys
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

-- version counts values, revision every change. state is random and new with every change: no two states of any secrets share one.
-- folded_name is the form that a name shares with names that look alike. value_created_by is the API key that gave the value.
-- key_id is the owner key that encrypts the envelope, null if the owner was shredded: a key in use cannot be deleted.
-- There is no foreign key to owners: it would lock the owner's row at every create.
CREATE TABLE secrets (
    owner_id         BLOB NOT NULL,
    id               BLOB NOT NULL,
    name             TEXT NOT NULL,
    folded_name      TEXT NOT NULL,
    description      TEXT,
    version          INTEGER NOT NULL,
    revision         INTEGER NOT NULL,
    state            BLOB NOT NULL DEFAULT (randomblob(16)),
    key_id           BLOB,
    envelope         BLOB NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    value_created_at INTEGER NOT NULL,
    value_created_by BLOB,
    PRIMARY KEY (owner_id, id),
    UNIQUE (owner_id, name),
    FOREIGN KEY (owner_id, key_id) REFERENCES owner_keys (owner_id, key_id)
) STRICT;

CREATE INDEX secrets_folded_name ON secrets (owner_id, folded_name);

-- The values that a secret had before, and those of deleted secrets.
CREATE TABLE secret_versions (
    owner_id   BLOB NOT NULL,
    secret_id  BLOB NOT NULL,
    version    INTEGER NOT NULL,
    key_id     BLOB,
    envelope   BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    PRIMARY KEY (owner_id, secret_id, version),
    FOREIGN KEY (owner_id, key_id) REFERENCES owner_keys (owner_id, key_id)
) STRICT;

CREATE TABLE deleted_secrets (
    owner_id    BLOB NOT NULL,
    id          BLOB NOT NULL,
    name        TEXT NOT NULL,
    description TEXT,
    version     INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    deleted_at  INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id)
) STRICT;

CREATE INDEX deleted_secrets_deleted_at ON deleted_secrets (deleted_at);
CREATE INDEX deleted_secrets_listed ON deleted_secrets (owner_id, deleted_at, id);
CREATE INDEX deleted_secrets_name ON deleted_secrets (owner_id, name);

-- An owner has as many secrets, deleted ones included, as the sum of its rows here. Creating or destroying secrets adds a row.
CREATE TABLE secret_counts (
    id       INTEGER PRIMARY KEY,
    owner_id BLOB NOT NULL,
    change   INTEGER NOT NULL
) STRICT;

CREATE INDEX secret_counts_owner_id ON secret_counts (owner_id, change);

-- position orders the audit chain. There is one writer, so it is the order of commits.
CREATE TABLE audit_events (
    position         INTEGER PRIMARY KEY,
    owner_id         BLOB NOT NULL,
    id               BLOB NOT NULL,
    at               INTEGER NOT NULL,
    key_id           BLOB NOT NULL,
    action           TEXT NOT NULL,
    secret_id        BLOB,
    version          INTEGER,
    subject_key_id   BLOB,
    successor_key_id BLOB,
    result           TEXT NOT NULL,
    count            INTEGER NOT NULL,
    request_id       TEXT NOT NULL,
    client_ip        TEXT NOT NULL,
    mac              BLOB NOT NULL,
    UNIQUE (owner_id, id)
) STRICT;

CREATE INDEX audit_events_action ON audit_events (owner_id, action, id);
CREATE INDEX audit_events_key_id ON audit_events (owner_id, key_id, id);
CREATE INDEX audit_events_secret_id ON audit_events (owner_id, secret_id, id) WHERE secret_id IS NOT NULL;

-- A block covers the events after the block before it, up to last_position. event_ids are their ids in that order, 16 bytes each.
CREATE TABLE audit_blocks (
    number        INTEGER PRIMARY KEY,
    last_position INTEGER NOT NULL,
    event_ids     BLOB NOT NULL,
    digest        BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    mac           BLOB NOT NULL
) STRICT;

-- The last block ('head'), and the last block that was removed after its retention ('removed').
CREATE TABLE audit_checkpoints (
    name          TEXT PRIMARY KEY,
    block_number  INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    block_mac     BLOB NOT NULL,
    mac           BLOB NOT NULL
) STRICT;

-- The replica that does a job which only one may do at a time.
CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    holder     BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Running services. root_keys are the ids of the root keys that one has loaded, the active one first, separated by spaces.
-- clock_ahead is how far its clock is ahead of the database's, in microseconds.
CREATE TABLE replicas (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL,
    seen_at     INTEGER NOT NULL,
    root_keys   TEXT NOT NULL,
    clock_ahead INTEGER NOT NULL DEFAULT 0
) STRICT;

-- When a replica last read the database's clock, and the time before which nothing is destroyed for its age.
CREATE TABLE database_clock (
    singleton     INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    seen_at       INTEGER NOT NULL,
    destroy_after INTEGER NOT NULL
) STRICT;

INSERT INTO database_clock (seen_at, destroy_after) VALUES (CAST(unixepoch('subsec') * 1000000 AS INTEGER), 0);
