-- What restricts a key beside its scopes: names and prefixes of secrets, one a line; networks, separated by spaces. Null for none.
-- A child ends with its parent, which may be SESSION_API_KEY and have no row. depth is the number of its ancestors. max_uses is the
-- number of values that can be revealed with the key; uses counts them then.
ALTER TABLE api_keys ADD COLUMN secret_names TEXT;
ALTER TABLE api_keys ADD COLUMN client_networks TEXT;
ALTER TABLE api_keys ADD COLUMN parent_id BLOB;
ALTER TABLE api_keys ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN max_uses INTEGER;
ALTER TABLE api_keys ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;

-- The limit of an owner's keys does not count children.
DROP INDEX api_keys_active;
CREATE INDEX api_keys_active
    ON api_keys (owner_id, (coalesce(CASE WHEN retires_at < expires_at THEN retires_at ELSE expires_at END, retires_at)))
    WHERE revoked_at IS NULL AND parent_id IS NULL;
CREATE INDEX api_keys_children ON api_keys (owner_id, parent_id, expires_at) WHERE parent_id IS NOT NULL AND revoked_at IS NULL;
CREATE INDEX api_keys_ended_children ON api_keys (expires_at) WHERE parent_id IS NOT NULL;

DROP TRIGGER api_keys_count_change;
CREATE TRIGGER api_keys_count_change
    AFTER UPDATE OF owner_id, id, name, scopes, token_hash, created_at, expires_at, retires_at, revoked_at, mac,
                    secret_names, client_networks, parent_id, depth, max_uses
    ON api_keys
BEGIN
    UPDATE api_key_changes SET count = count + 1;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT OLD.owner_id, count FROM api_key_changes WHERE true
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END;

-- No replica accepts a child that has expired, so nothing is invalid when it is deleted.
DROP TRIGGER api_keys_count_delete;
CREATE TRIGGER api_keys_count_delete AFTER DELETE ON api_keys
WHEN OLD.parent_id IS NULL OR OLD.expires_at > CAST(unixepoch('subsec') * 1000000 AS INTEGER)
BEGIN
    UPDATE api_key_changes SET count = count + 1;
    INSERT INTO api_key_owner_changes (owner_id, number) SELECT OLD.owner_id, count FROM api_key_changes WHERE true
    ON CONFLICT (owner_id) DO UPDATE SET number = excluded.number;
END;
