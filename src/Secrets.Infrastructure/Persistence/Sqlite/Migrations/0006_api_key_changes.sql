-- Counts what makes an API key another one or void, whoever does it: while the count stays, a key that was read before is as it was.
CREATE TABLE api_key_changes (
    singleton INTEGER PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
    count     INTEGER NOT NULL
) STRICT;

INSERT INTO api_key_changes (count) VALUES (1);

CREATE TRIGGER api_keys_count_change AFTER UPDATE OF owner_id, id, name, scopes, lookup, created_at, expires_at, revoked_at, mac ON api_keys
BEGIN
    UPDATE api_key_changes SET count = count + 1;
END;

CREATE TRIGGER api_keys_count_delete AFTER DELETE ON api_keys
BEGIN
    UPDATE api_key_changes SET count = count + 1;
END;

CREATE TRIGGER owners_count_change AFTER UPDATE OF id, shredded_at ON owners
BEGIN
    UPDATE api_key_changes SET count = count + 1;
END;
