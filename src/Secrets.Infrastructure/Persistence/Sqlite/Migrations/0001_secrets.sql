-- Times are microseconds since 1970, UUIDs their 16 bytes. Text compares byte by byte (BINARY), which is the default.
CREATE TABLE installation (
    singleton  INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    id         BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE ring_keys (
    id          BLOB PRIMARY KEY,
    check_value BLOB NOT NULL
) STRICT;

CREATE TABLE system_keys (
    name    TEXT PRIMARY KEY,
    key_id  BLOB NOT NULL,
    ring_id BLOB NOT NULL REFERENCES ring_keys (id),
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE owners (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE owner_keys (
    owner_id   BLOB NOT NULL REFERENCES owners (id),
    generation INTEGER NOT NULL,
    key_id     BLOB NOT NULL,
    ring_id    BLOB NOT NULL REFERENCES ring_keys (id),
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, generation)
) STRICT;

CREATE INDEX owner_keys_ring_id ON owner_keys (ring_id);

CREATE TABLE api_keys (
    owner_id   BLOB NOT NULL REFERENCES owners (id),
    id         BLOB NOT NULL,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    lookup     BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    mac        BLOB NOT NULL,
    PRIMARY KEY (owner_id, id)
) STRICT;

-- No foreign key to owners: it would lock the owner's row at every create.
CREATE TABLE secrets (
    owner_id    BLOB NOT NULL,
    id          BLOB NOT NULL,
    name        TEXT NOT NULL,
    description TEXT,
    version     INTEGER NOT NULL,
    envelope    BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id),
    UNIQUE (owner_id, name)
) STRICT;
