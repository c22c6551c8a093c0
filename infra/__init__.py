"""Where the hub runs: its resources as data, and the local sandbox."""
