-- labels are key=value pairs, separated by commas, in the order of the keys. canary is 1 for a canary. value_warnings has a bit for each
-- warning about the current value. due_at is the time at which the value needs a successor, and due_event_at the one that an event told.
ALTER TABLE secrets ADD COLUMN labels TEXT;
ALTER TABLE secrets ADD COLUMN expires_at INTEGER;
ALTER TABLE secrets ADD COLUMN rotate_every_days INTEGER;
ALTER TABLE secrets ADD COLUMN canary INTEGER NOT NULL DEFAULT 0;
ALTER TABLE secrets ADD COLUMN value_warnings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE secrets ADD COLUMN due_at INTEGER;
ALTER TABLE secrets ADD COLUMN due_event_at INTEGER;

ALTER TABLE deleted_secrets ADD COLUMN labels TEXT;
ALTER TABLE deleted_secrets ADD COLUMN expires_at INTEGER;
ALTER TABLE deleted_secrets ADD COLUMN rotate_every_days INTEGER;
ALTER TABLE deleted_secrets ADD COLUMN canary INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deleted_secrets ADD COLUMN value_warnings INTEGER NOT NULL DEFAULT 0;

-- For lists.
CREATE INDEX secrets_due ON secrets (owner_id, due_at, id) WHERE due_at IS NOT NULL;

-- For all owners: the number of due secrets, and the events.
CREATE INDEX secrets_due_at ON secrets (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX secrets_due_event ON secrets (due_at) WHERE due_at IS NOT NULL AND (due_event_at IS NULL OR due_event_at <> due_at);
