"""The command-line client of HubEE; it speaks the published interface, and knows nothing of how a hub is made."""

__version__ = "1.0.0"
