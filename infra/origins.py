"""What the distribution's origins have in common."""

from typing import Any

from infra.stages import Stage

ENCRYPTED_ORIGIN = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"], "OriginReadTimeout": 60, "OriginKeepaliveTimeout": 60}


def origin_access(stage: Stage, name: str, kind: str) -> dict[str, Any]:
    """The distribution signs what it asks of an origin: ``kind`` is s3 or lambda."""
    signing = {"SigningBehavior": "always", "SigningProtocol": "sigv4", "OriginAccessControlOriginType": kind}
    return {
        "Type": "AWS::CloudFront::OriginAccessControl",
        "Properties": {"OriginAccessControlConfig": {"Name": f"{stage.prefix}{name}", **signing}},
    }
