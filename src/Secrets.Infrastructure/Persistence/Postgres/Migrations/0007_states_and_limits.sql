-- Entity tags.

-- state is new with every change of the row, and random, so that no two states of any secrets share one.
ALTER TABLE secrets ADD COLUMN state uuid NOT NULL DEFAULT gen_random_uuid();

-- Quotas of an owner.

-- Names that look alike.

-- API keys.

-- Owner keys.

-- Audit events and leases.

-- Replicas and clocks.

