-- What a reveal reads.
\set i random(0, :seeded - 1)
SELECT id, version, envelope FROM secrets WHERE owner_id = :owner AND name = 'seed-' || :i;
