-- How often values of a secret were sent, and when the last one was. Replicas add to it in batches, so it lags by half a minute.
CREATE TABLE secret_reveals (
    owner_id         BLOB NOT NULL,
    secret_id        BLOB NOT NULL,
    reveals          INTEGER NOT NULL,
    last_revealed_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, secret_id)
) STRICT;

-- The reveals before this table.
INSERT INTO secret_reveals (owner_id, secret_id, reveals, last_revealed_at)
SELECT owner_id, secret_id, count(*), max(at)
FROM audit_events
WHERE action IN ('secret.reveal', 'secret.export') AND result = 'done'
  AND (EXISTS (SELECT 1 FROM secrets WHERE secrets.owner_id = audit_events.owner_id AND secrets.id = secret_id AND key_id IS NOT NULL)
       OR EXISTS (SELECT 1 FROM deleted_secrets WHERE deleted_secrets.owner_id = audit_events.owner_id AND deleted_secrets.id = secret_id))
GROUP BY owner_id, secret_id;
