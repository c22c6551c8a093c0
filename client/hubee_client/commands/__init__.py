"""One file a command: options read, a use called, a report made."""
