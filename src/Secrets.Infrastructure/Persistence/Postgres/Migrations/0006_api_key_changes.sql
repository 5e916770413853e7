-- Counts what makes an API key another one or void, whoever does it: while the count stays, a key that was read before is as it was.
CREATE TABLE api_key_changes (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    count     bigint NOT NULL
);

INSERT INTO api_key_changes (count) VALUES (1);

CREATE FUNCTION count_api_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE api_key_changes SET count = count + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER api_keys_count_change
    AFTER UPDATE OF owner_id, id, name, scopes, lookup, created_at, expires_at, revoked_at, mac OR DELETE OR TRUNCATE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION count_api_key_change();

CREATE TRIGGER owners_count_change AFTER UPDATE OF id, shredded_at OR DELETE ON owners FOR EACH STATEMENT EXECUTE FUNCTION count_api_key_change();
