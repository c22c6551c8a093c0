"""The stack that is there before all others: the bucket that packages are put into, for CloudFormation to take them from."""

from typing import Any

from infra.stages import Stage


def packages_template(stage: Stage) -> dict[str, Any]:
    """Its template. A package stays: the one that runs may be old, and a change that is undone takes it from here."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"HubEE {stage.name}: packages",
        "Resources": {
            "Packages": {
                "Type": "AWS::S3::Bucket",
                "DeletionPolicy": "Retain",
                "UpdateReplacePolicy": "Retain",
                "Properties": {
                    "BucketName": {"Fn::Sub": f"{stage.prefix}packages-${{AWS::AccountId}}"},
                    "PublicAccessBlockConfiguration": dict.fromkeys(
                        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
                    ),
                    "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                    "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
                    "VersioningConfiguration": {"Status": "Enabled"},
                    "LifecycleConfiguration": {
                        "Rules": [
                            {
                                "Id": "packages-put-twice",
                                "Status": "Enabled",
                                "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                            }
                        ]
                    },
                },
            }
        },
        "Outputs": {"Bucket": {"Value": {"Ref": "Packages"}}},
    }
