"""The whole hub on one machine: ``make run``."""
