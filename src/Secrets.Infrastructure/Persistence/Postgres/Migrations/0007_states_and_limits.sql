-- Entity tags.

-- state is new with every change of the row, and random, so that no two states of any secrets share one.
ALTER TABLE secrets ADD COLUMN state uuid NOT NULL DEFAULT gen_random_uuid();

-- Quotas of an owner.

-- The secrets of an owner, deleted ones included, are the sum of its rows here. What adds or destroys secrets adds a row.
CREATE TABLE secret_counts (
    owner_id uuid NOT NULL,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    change   bigint NOT NULL,
    PRIMARY KEY (owner_id, id)
);

INSERT INTO secret_counts (owner_id, change)
SELECT owner_id, count(*) FROM (SELECT owner_id FROM secrets UNION ALL SELECT owner_id FROM deleted_secrets) AS kept GROUP BY owner_id;

CREATE INDEX deleted_secrets_listed ON deleted_secrets (owner_id, deleted_at, id);

-- Names that look alike.
-- The form that names which look alike share. The service computes that of older rows, which the second index finds.
ALTER TABLE secrets ADD COLUMN folded_name text COLLATE "C";
DROP INDEX secrets_folded_name;
CREATE INDEX secrets_folded_name ON secrets (owner_id, folded_name);
CREATE INDEX secrets_unfolded_name ON secrets (owner_id, id) WHERE folded_name IS NULL;

-- API keys. retires_at is the end of a rotated key's overlap; expires_at stays the end that it was created with.
ALTER TABLE api_keys ADD COLUMN retires_at bigint;
CREATE INDEX api_keys_active ON api_keys (owner_id, (coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at))) WHERE revoked_at IS NULL;
ALTER TABLE audit_events ADD COLUMN successor_key_id uuid;

-- Which owner's keys the changes of api_key_changes were about: the number of the last one for each. Zeros stand for every owner.
CREATE TABLE api_key_owner_changes (
    owner_id uuid PRIMARY KEY,
    number   bigint NOT NULL
);

CREATE INDEX api_key_owner_changes_number ON api_key_owner_changes (number);

CREATE FUNCTION note_api_key_change(owner uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    -- The row stays locked until the end of the transaction, so that numbers become visible in their order.
    UPDATE api_key_changes SET count = count + 1 RETURNING count INTO last;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT owner, last WHERE last IS NOT NULL
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END
$$;

CREATE OR REPLACE FUNCTION count_api_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP TRIGGER api_keys_count_change ON api_keys;
DROP TRIGGER owners_count_change ON owners;

CREATE TRIGGER api_keys_count_change
    AFTER UPDATE OF owner_id, id, name, scopes, lookup, created_at, expires_at, retires_at, revoked_at, mac OR DELETE ON api_keys
    FOR EACH ROW EXECUTE FUNCTION count_api_key_change();

CREATE TRIGGER api_keys_count_truncation AFTER TRUNCATE ON api_keys FOR EACH STATEMENT EXECUTE FUNCTION count_api_key_change();

CREATE TRIGGER owners_count_change AFTER UPDATE OF id, shredded_at OR DELETE ON owners FOR EACH ROW EXECUTE FUNCTION count_api_key_change();

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
ALTER TABLE replicas ADD COLUMN clock_ahead bigint NOT NULL DEFAULT 0;

-- When a replica last read the database's clock, and the time before which nothing is destroyed for its age.
CREATE TABLE database_clock (
    singleton     boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    seen_at       bigint NOT NULL,
    destroy_after bigint NOT NULL
);

INSERT INTO database_clock (seen_at, destroy_after) SELECT coalesce((SELECT at FROM audit_marks WHERE name = 'head'), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint), 0;

