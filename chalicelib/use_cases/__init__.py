"""One file per flow: read, decide, write last. Ports come as keyword arguments."""
