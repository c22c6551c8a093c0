"""Who sends mails: the identity that SES signs for, and what it does with addresses that refuse."""

from typing import Any

from infra.stages import Stage


def mail_resources(stage: Stage) -> dict[str, Any]:
    """The sender and its settings. Its DKIM records are outputs, for whoever keeps the domain's zone."""
    return {
        "MailSettings": {
            "Type": "AWS::SES::ConfigurationSet",
            "Properties": {
                "Name": f"{stage.prefix}mails",
                "DeliveryOptions": {"TlsPolicy": "REQUIRE"},  # codes and links travel in them: a server that takes none in cipher is told as a bounce
                "ReputationOptions": {"ReputationMetricsEnabled": True},
                "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
                "SendingOptions": {"SendingEnabled": True},
            },
        },
        "MailEvents": {
            "Type": "AWS::SES::ConfigurationSetEventDestination",
            "Properties": {
                "ConfigurationSetName": {"Ref": "MailSettings"},
                "EventDestination": {
                    "Name": "metrics",
                    "Enabled": True,
                    "MatchingEventTypes": ["bounce", "complaint", "reject"],
                    "CloudWatchDestination": {
                        "DimensionConfigurations": [
                            {"DimensionName": "ses:configuration-set", "DimensionValueSource": "messageTag", "DefaultDimensionValue": "none"}
                        ]
                    },
                },
            },
        },
        "SenderIdentity": {
            "Type": "AWS::SES::EmailIdentity",
            "Properties": {
                "EmailIdentity": stage.sender.partition("@")[2] or stage.sender,
                "ConfigurationSetAttributes": {"ConfigurationSetName": {"Ref": "MailSettings"}},
                "FeedbackAttributes": {"EmailForwardingEnabled": False},  # nobody reads the sender's mailbox: bounces are counted, and alarm
                "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
            },
        },
    }


def mail_outputs() -> dict[str, Any]:
    """The three records that prove the domain to whoever receives its mails."""
    return {
        f"Dkim{number}": {"Value": {"Fn::Sub": f"${{SenderIdentity.DkimDNSTokenName{number}}} CNAME ${{SenderIdentity.DkimDNSTokenValue{number}}}"}}
        for number in (1, 2, 3)
    }
