-- What the service runs for a create, with a value's envelope and an event of the usual lengths: one round trip, one transaction.
\set n :n + 1
\set id (:start + :n) * 1000 + :client_id
\startpipeline
BEGIN;
INSERT INTO secrets (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
VALUES (:owner, ('0000000000000' || :id)::uuid, 'bench-' || :id, 'bench-' || :id, 'd', 1, 1,
        '\x43530101000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828384858687'::bytea,
        :start, :start, :start, :owner)
ON CONFLICT (owner_id, name) WHERE name IS NOT NULL DO NOTHING
RETURNING (SELECT other.name FROM secrets AS other WHERE other.owner_id = :owner AND other.folded_name = 'bench-' || :id AND other.id <> ('0000000000000' || :id)::uuid LIMIT 1);
INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac)
SELECT :owner, ('0000000000000' || :id)::uuid, :start, :owner, 'secret.create', ('0000000000000' || :id)::uuid, 1, 'done', 1, '0HNABCDEFGHIJ:00000001', '127.0.0.1',
       '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'::bytea
WHERE EXISTS (SELECT 1 FROM secrets WHERE owner_id = :owner AND id = ('0000000000000' || :id)::uuid);
COMMIT;
\endpipeline
