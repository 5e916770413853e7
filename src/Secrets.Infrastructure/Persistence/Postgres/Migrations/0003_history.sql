-- revision counts every change of the row, version those of the value; value_created_by is the API key that gave the value.
ALTER TABLE secrets
    ADD COLUMN revision         bigint NOT NULL DEFAULT 1,
    ADD COLUMN value_created_at bigint NOT NULL DEFAULT 0,
    ADD COLUMN value_created_by uuid;
UPDATE secrets SET value_created_at = created_at;
ALTER TABLE secrets ALTER COLUMN revision DROP DEFAULT, ALTER COLUMN value_created_at DROP DEFAULT;

-- For names that differ only in the case of ASCII letters; the collation C knows no others.
CREATE INDEX secrets_folded_name ON secrets (owner_id, lower(name));

-- The values that a secret had before, and those of deleted secrets.
CREATE TABLE secret_versions (
    owner_id   uuid NOT NULL,
    secret_id  uuid NOT NULL,
    version    bigint NOT NULL,
    envelope   bytea NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid,
    PRIMARY KEY (owner_id, secret_id, version)
);

CREATE TABLE deleted_secrets (
    owner_id    uuid NOT NULL,
    id          uuid NOT NULL,
    name        text COLLATE "C" NOT NULL,
    description text,
    version     bigint NOT NULL,
    revision    bigint NOT NULL,
    created_at  bigint NOT NULL,
    deleted_at  bigint NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX deleted_secrets_deleted_at ON deleted_secrets (deleted_at);
