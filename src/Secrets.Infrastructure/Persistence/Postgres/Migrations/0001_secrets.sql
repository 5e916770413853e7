-- Times are microseconds since 1970. Keys begin with the owner, so that the tables can be distributed by it.
CREATE TABLE installation (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id         uuid NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE ring_keys (
    id          bytea PRIMARY KEY,
    check_value bytea NOT NULL
);

CREATE TABLE system_keys (
    name    text COLLATE "C" PRIMARY KEY,
    key_id  bytea NOT NULL,
    ring_id bytea NOT NULL REFERENCES ring_keys (id),
    wrapped bytea NOT NULL
);

CREATE TABLE owners (
    id         uuid PRIMARY KEY,
    name       text COLLATE "C" NOT NULL UNIQUE,
    created_at bigint NOT NULL
);

CREATE TABLE owner_keys (
    owner_id   uuid NOT NULL REFERENCES owners (id),
    generation bigint NOT NULL,
    key_id     bytea NOT NULL,
    ring_id    bytea NOT NULL REFERENCES ring_keys (id),
    wrapped    bytea NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (owner_id, generation)
);

CREATE INDEX owner_keys_ring_id ON owner_keys (ring_id);

CREATE TABLE api_keys (
    owner_id   uuid NOT NULL REFERENCES owners (id),
    id         uuid NOT NULL,
    name       text COLLATE "C" NOT NULL,
    scopes     text COLLATE "C" NOT NULL,
    lookup     bytea NOT NULL UNIQUE,
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    mac        bytea NOT NULL,
    PRIMARY KEY (owner_id, id)
);

-- No foreign key to owners: it would lock the owner's row at every create.
CREATE TABLE secrets (
    owner_id    uuid NOT NULL,
    id          uuid NOT NULL,
    name        text COLLATE "C" NOT NULL,
    description text,
    version     bigint NOT NULL,
    envelope    bytea NOT NULL,
    created_at  bigint NOT NULL,
    updated_at  bigint NOT NULL,
    PRIMARY KEY (owner_id, id),
    UNIQUE (owner_id, name)
);
