"""The buckets: attachments, the audit trail put away for good, the portal's files, and who read them."""

from typing import Any

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.preparations import PREFIX
from infra.keys import KEY_ARN
from infra.stages import Stage

BUCKETS = {
    # logical id: (what comes between the stage's prefix and the account's number, whether it outlives its stack)
    "AttachmentsBucket": ("attachments", True),
    "AuditBucket": ("audit", True),
    "PortalBucket": ("portal", False),
    "AccessLogsBucket": ("access-logs", False),
}


def attachment_lifecycle() -> dict[str, Any]:
    """Archives and exports go after their day in every version, should the job that removes them miss one; uploads cut off, too.

    Other versions that are not the newest stay: a row names the one that was checked, and a cut-off upload may have left
    a newer one that no row knows. Whoever erases a file erases every version of it.
    """
    return {
        "Rules": [
            {
                "Id": "preparations",
                "Status": "Enabled",
                "Prefix": PREFIX,
                "ExpirationInDays": 2,
                "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
            },
            {
                "Id": "uploads-cut-off",
                "Status": "Enabled",
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": LIMITS.upload_life.days + 1},
            },
        ]
    }


def bucket_resources(stage: Stage) -> dict[str, Any]:
    """Every bucket and its policy."""
    own: dict[str, dict[str, Any]] = {
        "AttachmentsBucket": {
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": attachment_lifecycle(),
            "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
        },
        "AuditBucket": {
            "VersioningConfiguration": {"Status": "Enabled"},
            "ObjectLockEnabled": True,
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": LIMITS.audit_retention.days}},
            },
        },
        "PortalBucket": {
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": {"Rules": [{"Id": "sites-before", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]},
        },
        "AccessLogsBucket": {
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "old-logs",
                        "Status": "Enabled",
                        "ExpirationInDays": min(stage.log_days, 30),  # a link's query holds its file's name
                        "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                    }
                ]
            },
        },
    }
    resources: dict[str, Any] = {}
    for name in BUCKETS:
        resources[name] = _bucket(stage, name, own[name])
        resources[f"{name}Policy"] = _policy(name)
    return resources


def _bucket(stage: Stage, name: str, own: dict[str, Any]) -> dict[str, Any]:
    told, outlives = BUCKETS[name]
    is_log = name == "AccessLogsBucket"
    # S3 writes its own logs to a bucket of its own encryption only.
    encryption = {"SSEAlgorithm": "AES256"} if is_log else {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY_ARN}
    properties: dict[str, Any] = {
        "BucketName": {"Fn::Sub": f"{stage.prefix}{told}-${{AWS::AccountId}}"},  # names are the world's: the account's number makes it ours
        "PublicAccessBlockConfiguration": dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": not is_log}]},
        **({} if is_log else {"LoggingConfiguration": {"DestinationBucketName": {"Ref": "AccessLogsBucket"}, "LogFilePrefix": f"{told}/"}}),
        **own,
    }
    fate = "Retain" if outlives else "Delete"
    return {"Type": "AWS::S3::Bucket", "DeletionPolicy": fate, "UpdateReplacePolicy": fate, "Properties": properties}


def _policy(name: str) -> dict[str, Any]:
    arn = {"Fn::GetAtt": [name, "Arn"]}
    objects = {"Fn::Sub": f"${{{name}.Arn}}/*"}
    statements: list[dict[str, Any]] = [
        {
            "Sid": "EncryptedConnectionsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, objects],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]
    if name == "AuditBucket":
        statements.append(
            {
                # Object Lock keeps what was put, and would take another version over it.
                "Sid": "WrittenOnce",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:PutObject",
                "Resource": objects,
                "Condition": {"Null": {"s3:if-none-match": "true"}},
            }
        )
    if name == "PortalBucket":
        statements.append(
            {
                "Sid": "Distribution",
                "Effect": "Allow",
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Action": "s3:GetObject",
                "Resource": objects,
                "Condition": {
                    "StringEquals": {"aws:SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}}
                },
            }
        )
    if name == "AccessLogsBucket":
        statements.append(
            {
                "Sid": "AccessLogs",
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": objects,
                "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
            }
        )
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": name}, "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}},
    }
