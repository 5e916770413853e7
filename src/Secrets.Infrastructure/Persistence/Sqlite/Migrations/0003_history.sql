-- revision counts every change of the row, version those of the value; value_created_by is the API key that gave the value.
ALTER TABLE secrets ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE secrets ADD COLUMN value_created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE secrets ADD COLUMN value_created_by BLOB;
UPDATE secrets SET value_created_at = created_at;

-- For names that differ only in the case of ASCII letters; lower() knows no others.
CREATE INDEX secrets_folded_name ON secrets (owner_id, lower(name));

-- The values that a secret had before, and those of deleted secrets.
CREATE TABLE secret_versions (
    owner_id   BLOB NOT NULL,
    secret_id  BLOB NOT NULL,
    version    INTEGER NOT NULL,
    envelope   BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    PRIMARY KEY (owner_id, secret_id, version)
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
