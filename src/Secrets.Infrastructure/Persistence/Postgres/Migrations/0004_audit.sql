-- What was done, and by whom. position is the order in which events are sealed: it is taken once the transaction has an id,
-- so that all of a position may be known to be there, or never to be, once all transactions of that time have ended.
CREATE SEQUENCE audit_position;

CREATE TABLE audit_events (
    owner_id       uuid NOT NULL,
    id             uuid NOT NULL,
    position       bigint NOT NULL DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('audit_position') END,
    at             bigint NOT NULL,
    key_id         uuid NOT NULL,
    action         text NOT NULL,
    secret_id      uuid,
    version        bigint,
    subject_key_id uuid,
    result         text NOT NULL,
    count          bigint NOT NULL,
    request_id     text NOT NULL,
    peer           text NOT NULL,
    mac            bytea NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX audit_events_position ON audit_events (position);

-- Each seals the events after the one before it, up to last_position; event_ids are their ids in that order, 16 bytes each.
CREATE TABLE audit_seals (
    number        bigint PRIMARY KEY,
    last_position bigint NOT NULL,
    event_ids     bytea NOT NULL,
    digest        bytea NOT NULL,
    sealed_at     bigint NOT NULL,
    mac           bytea NOT NULL
);

-- The last seal, and the last one that was removed after its time, if any.
CREATE TABLE audit_marks (
    name          text PRIMARY KEY,
    number        bigint NOT NULL,
    last_position bigint NOT NULL,
    at            bigint NOT NULL,
    seal_mac      bytea NOT NULL,
    mac           bytea NOT NULL
);

-- Who does a job that only one replica is to do.
CREATE TABLE leases (
    name       text PRIMARY KEY,
    holder     uuid NOT NULL,
    expires_at bigint NOT NULL
);
