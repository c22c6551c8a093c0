"""What the use cases stand on: one technology per file."""
