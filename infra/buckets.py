"""What the buckets' lifecycles remove by themselves, beside the jobs that do it on the hour."""

from typing import Any

from chalicelib.domain.preparations import PREFIX


def attachment_lifecycle() -> dict[str, Any]:
    """Archives and exports go after their day in every version, should the job that removes them miss one; uploads cut off, after their life."""
    return {
        "Rules": [
            {
                "ID": "preparations",
                "Status": "Enabled",
                "Filter": {"Prefix": PREFIX},
                "Expiration": {"Days": 2},
                "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
            },
            {
                "ID": "uploads-cut-off",
                "Status": "Enabled",
                "Filter": {"Prefix": ""},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 8},
            },
        ]
    }
