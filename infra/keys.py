"""The key that everything stored is encrypted with, and the secrets."""

from typing import Any

from infra.stages import Stage

SECRETS = {
    # logical id: (name under the stage's, the variable that tells it to the code, what it is; each is made empty, and filled by the runbook)
    "SigningKeysSecret": ("signing-keys", "HUB_SIGNING_KEYS_SECRET", "The keys that sign tokens: a JSON list of private JWKs, the first signs"),
    "WebhookKeysSecret": ("webhook-keys", "HUB_WEBHOOK_KEYS_SECRET", "The keys that seal webhooks' secrets: a JSON list of JWKs, the first seals"),
    "CanarySecret": ("canary", "HUB_CANARY_SECRET", "The canary's address, process and credentials, in JSON"),
}
ORIGIN_KEY = {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}:SecretString:::${OriginTurn}}}"}
"""What the distribution shows the gateway: one version of the secret. CloudFormation reads it anew whenever it changes a resource that names
it, so that one which is not pinned could change the distribution's and not the gateway's. Without a turn yet it is the one that AWS made, which
stays current: the runbook never moves that label.
"""
KEY_ARN = {"Fn::GetAtt": ["DataKey", "Arn"]}
_ENCRYPTS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


def key_resources(stage: Stage) -> dict[str, Any]:
    """One key for the stage's data, renewed every year by AWS; what is encrypted with an older turn of it stays readable."""
    return {
        "DataKey": {
            "Type": "AWS::KMS::Key",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "Description": f"Everything the hub stores ({stage.name})",
                "EnableKeyRotation": True,
                "PendingWindowInDays": 30,
                "KeyPolicy": {
                    "Version": "2012-10-17",
                    "Statement": [
                        # A key's policy names itself by "*". Without this first statement the key could never be administered again.
                        _allow("Administration", {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}, ["kms:*"]),
                        _allow(
                            "Logs",
                            {"Service": {"Fn::Sub": "logs.${AWS::Region}.amazonaws.com"}},
                            _ENCRYPTS,
                            {
                                "ArnLike": {
                                    "kms:EncryptionContext:aws:logs:arn": {
                                        "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"
                                    }
                                }
                            },
                        ),
                        _allow(
                            "AlarmsAndFailures",  # alarms to the topic, lost events to the queue of failures
                            {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"]},
                            ["kms:Decrypt", "kms:GenerateDataKey*"],
                            {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
                        ),
                        _allow(
                            "Portal",  # the distribution reads the portal's files
                            {"Service": "cloudfront.amazonaws.com"},
                            ["kms:Decrypt"],
                            {"ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"}}},
                        ),
                    ],
                },
            },
        },
        "DataKeyAlias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": f"alias/{stage.prefix}data", "TargetKeyId": {"Ref": "DataKey"}},
        },
    }


def secret_resources(stage: Stage) -> dict[str, Any]:
    """The secrets, without a value: none is ever in a template. Also what CloudFront proves itself to the gateway with, made by AWS."""
    empty = {
        name: {
            "Type": "AWS::SecretsManager::Secret",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {"Name": f"hubee-{stage.name}/{told}", "Description": what, "KmsKeyId": KEY_ARN},
        }
        for name, (told, _, what) in SECRETS.items()
    }
    return {
        **empty,
        "OriginSecret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {
                "Name": f"hubee-{stage.name}/origin",
                "Description": "What the distribution shows the gateway, which answers nobody else",
                "KmsKeyId": KEY_ARN,
                "GenerateSecretString": {"PasswordLength": 48, "ExcludePunctuation": True},
            },
        },
    }


def _allow(sid: str, principal: Any, actions: list[str], condition: dict[str, Any] | None = None) -> dict[str, Any]:
    told = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*"}
    return told if condition is None else {**told, "Condition": condition}
