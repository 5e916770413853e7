-- Times are microseconds since 1970. Keys begin with the owner, so that the owners' tables can be distributed by it. Text compares byte by
-- byte. Tables without an owner are small, or are searched before the owner is known.

CREATE TABLE installation (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id         uuid NOT NULL,
    created_at bigint NOT NULL
);

-- Keys of the key ring. check_value recognizes a key without holding it.
CREATE TABLE root_keys (
    id          bytea PRIMARY KEY,
    check_value bytea NOT NULL
);

-- Keys of the whole installation, wrapped under a root key.
CREATE TABLE system_keys (
    name        text COLLATE "C" PRIMARY KEY,
    key_id      bytea NOT NULL,
    root_key_id bytea NOT NULL REFERENCES root_keys (id),
    wrapped     bytea NOT NULL
);

-- An owner with shredded_at has no keys; the row keeps its name from being used again.
CREATE TABLE owners (
    id          uuid PRIMARY KEY,
    name        text COLLATE "C" NOT NULL UNIQUE,
    created_at  bigint NOT NULL,
    shredded_at bigint
);

CREATE TABLE owner_keys (
    owner_id    uuid NOT NULL REFERENCES owners (id),
    version     bigint NOT NULL,
    key_id      bytea NOT NULL,
    root_key_id bytea NOT NULL REFERENCES root_keys (id),
    wrapped     bytea NOT NULL,
    created_at  bigint NOT NULL,
    PRIMARY KEY (owner_id, version),
    UNIQUE (owner_id, key_id)
);

CREATE INDEX owner_keys_root_key_id ON owner_keys (root_key_id);

-- expires_at is the end that the key was created with, retires_at the end of a rotated key's overlap.
CREATE TABLE api_keys (
    owner_id     uuid NOT NULL REFERENCES owners (id),
    id           uuid NOT NULL,
    name         text COLLATE "C" NOT NULL,
    scopes       text COLLATE "C" NOT NULL,
    token_hash   bytea NOT NULL UNIQUE,
    created_at   bigint NOT NULL,
    expires_at   bigint,
    retires_at   bigint,
    revoked_at   bigint,
    last_used_at bigint,
    mac          bytea NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX api_keys_active
    ON api_keys (owner_id, (coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at)))
    WHERE revoked_at IS NULL;

-- Counts changes that invalidate what a replica knows of API keys, whoever makes them. New keys and uses do not count.
CREATE TABLE api_key_changes (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    count     bigint NOT NULL
);

INSERT INTO api_key_changes (count) VALUES (1);

-- The number of the last change for each owner. Zeros stand for every owner.
CREATE TABLE api_key_owner_changes (
    owner_id uuid PRIMARY KEY,
    number   bigint NOT NULL
);

CREATE INDEX api_key_owner_changes_number ON api_key_owner_changes (number);

CREATE FUNCTION note_api_key_change(owner uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    -- The row stays locked until the transaction ends, so that numbers become visible in their order.
    UPDATE api_key_changes SET count = count + 1 RETURNING count INTO last;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT owner, last WHERE last IS NOT NULL
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END
$$;

CREATE FUNCTION count_api_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM note_api_key_change('00000000-0000-0000-0000-000000000000');
    ELSIF TG_TABLE_NAME = 'owners' THEN
        PERFORM note_api_key_change(OLD.id);
    ELSE
        PERFORM note_api_key_change(OLD.owner_id);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER api_keys_count_change
    AFTER UPDATE OF owner_id, id, name, scopes, token_hash, created_at, expires_at, retires_at, revoked_at, mac OR DELETE ON api_keys
    FOR EACH ROW EXECUTE FUNCTION count_api_key_change();

CREATE TRIGGER api_keys_count_truncation AFTER TRUNCATE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION count_api_key_change();

CREATE TRIGGER owners_count_change AFTER UPDATE OF id, shredded_at OR DELETE ON owners
    FOR EACH ROW EXECUTE FUNCTION count_api_key_change();

-- version counts values, revision every change. state is random and new with every change: no two states of any secrets share one.
-- folded_name is the form that a name shares with names that look alike. value_created_by is the API key that gave the value.
-- key_id is the owner key that encrypts the envelope, null if the owner was shredded: a key in use cannot be deleted.
-- There is no foreign key to owners: it would lock the owner's row at every create.
CREATE TABLE secrets (
    owner_id         uuid NOT NULL,
    id               uuid NOT NULL,
    name             text COLLATE "C" NOT NULL,
    folded_name      text COLLATE "C" NOT NULL,
    description      text,
    version          bigint NOT NULL,
    revision         bigint NOT NULL,
    state            uuid NOT NULL DEFAULT gen_random_uuid(),
    key_id           bytea,
    envelope         bytea NOT NULL,
    created_at       bigint NOT NULL,
    updated_at       bigint NOT NULL,
    value_created_at bigint NOT NULL,
    value_created_by uuid,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, key_id) REFERENCES owner_keys (owner_id, key_id)
);

-- In an empty table, all indexes that begin with owner_id cost the same, and a prepared statement keeps the plan that was made then. The
-- conditions, which are always true, leave the planner no choice: a statement without the name cannot use these indexes.
CREATE UNIQUE INDEX secrets_name ON secrets (owner_id, name) WHERE name IS NOT NULL;
CREATE INDEX secrets_folded_name ON secrets (owner_id, folded_name) WHERE folded_name IS NOT NULL;

-- The values that a secret had before, and those of deleted secrets.
CREATE TABLE secret_versions (
    owner_id   uuid NOT NULL,
    secret_id  uuid NOT NULL,
    version    bigint NOT NULL,
    key_id     bytea,
    envelope   bytea NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid,
    PRIMARY KEY (owner_id, secret_id, version),
    FOREIGN KEY (owner_id, key_id) REFERENCES owner_keys (owner_id, key_id)
);

CREATE TABLE deleted_secrets (
    owner_id    uuid NOT NULL,
    id          uuid NOT NULL,
    name        text COLLATE "C" NOT NULL,
    description text,
    version     bigint NOT NULL,
    revision    bigint NOT NULL,
    created_at  bigint NOT NULL,
    deleted_at  bigint NOT NULL
);

-- Of indexes that cost the same, the planner takes the one that was created last.
CREATE INDEX deleted_secrets_deleted_at ON deleted_secrets (deleted_at);
CREATE INDEX deleted_secrets_listed ON deleted_secrets (owner_id, deleted_at, id);
ALTER TABLE deleted_secrets ADD PRIMARY KEY (owner_id, id);
CREATE INDEX deleted_secrets_name ON deleted_secrets (owner_id, name) WHERE name IS NOT NULL;

-- An owner has as many secrets, deleted ones included, as the sum of its rows here. Creating or destroying secrets adds a row.
CREATE TABLE secret_counts (
    owner_id uuid NOT NULL,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    change   bigint NOT NULL,
    PRIMARY KEY (owner_id, id)
);

-- position orders the audit chain. It is taken once the transaction has an id: when all transactions of that time have ended, every
-- event up to that position is there or never will be.
CREATE SEQUENCE audit_position;

CREATE TABLE audit_events (
    owner_id         uuid NOT NULL,
    id               uuid NOT NULL,
    position         bigint NOT NULL DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('audit_position') END,
    at               bigint NOT NULL,
    key_id           uuid NOT NULL,
    action           text NOT NULL,
    secret_id        uuid,
    version          bigint,
    subject_key_id   uuid,
    successor_key_id uuid,
    result           text NOT NULL,
    count            bigint NOT NULL,
    request_id       text NOT NULL,
    client_ip        text NOT NULL,
    mac              bytea NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX audit_events_position ON audit_events (position);
CREATE INDEX audit_events_action ON audit_events (owner_id, action, id);
CREATE INDEX audit_events_key_id ON audit_events (owner_id, key_id, id);
CREATE INDEX audit_events_secret_id ON audit_events (owner_id, secret_id, id) WHERE secret_id IS NOT NULL;

-- A block covers the events after the block before it, up to last_position. event_ids are their ids in that order, 16 bytes each.
CREATE TABLE audit_blocks (
    number        bigint PRIMARY KEY,
    last_position bigint NOT NULL,
    event_ids     bytea NOT NULL,
    digest        bytea NOT NULL,
    created_at    bigint NOT NULL,
    mac           bytea NOT NULL
);

-- The last block ('head'), and the last block that was removed after its retention ('removed').
CREATE TABLE audit_checkpoints (
    name          text PRIMARY KEY,
    block_number  bigint NOT NULL,
    last_position bigint NOT NULL,
    at            bigint NOT NULL,
    block_mac     bytea NOT NULL,
    mac           bytea NOT NULL
);

-- The replica that does a job which only one may do at a time.
CREATE TABLE leases (
    name       text PRIMARY KEY,
    holder     uuid NOT NULL,
    expires_at bigint NOT NULL
);

-- Running services. root_keys are the ids of the root keys that one has loaded, the active one first, separated by spaces.
-- clock_ahead is how far its clock is ahead of the database's, in microseconds.
CREATE TABLE replicas (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    seen_at     bigint NOT NULL,
    root_keys   text NOT NULL,
    clock_ahead bigint NOT NULL DEFAULT 0
);

-- When a replica last read the database's clock, and the time before which nothing is destroyed for its age.
CREATE TABLE database_clock (
    singleton     boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    seen_at       bigint NOT NULL,
    destroy_after bigint NOT NULL
);

INSERT INTO database_clock (seen_at, destroy_after) VALUES ((extract(epoch FROM clock_timestamp()) * 1000000)::bigint, 0);
