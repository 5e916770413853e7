-- Entity tags.

-- Quotas of an owner.

-- Names that look alike.

-- API keys.

-- Owner keys.

-- Audit events and leases.

-- Replicas and clocks.

