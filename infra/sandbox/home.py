"""Where a sandbox keeps its credentials and its log: ``.sandbox`` of the checkout, or HUB_SANDBOX_HOME."""

import os
from pathlib import Path


def sandbox_home() -> Path:
    """The folder of the sandbox that this environment is about; it may not exist yet."""
    return Path(os.environ.get("HUB_SANDBOX_HOME") or Path(__file__).parents[2] / ".sandbox")
