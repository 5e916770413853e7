-- Running services: ring_keys are the ids of the ring keys that one has loaded, the active one first, separated by spaces.
CREATE TABLE replicas (
    id        uuid PRIMARY KEY,
    name      text NOT NULL,
    seen_at   bigint NOT NULL,
    ring_keys text NOT NULL
);

-- Where it is set, the owner's keys were destroyed and the row only keeps the name from being taken again.
ALTER TABLE owners ADD COLUMN shredded_at bigint;
