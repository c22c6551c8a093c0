"""What the hub decides: pure rules and values; no clock, no storage, no network."""
