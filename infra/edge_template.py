"""The stack of the edge: what CloudFront can only take from us-east-1, the firewall, the certificate, the ingress of large files,
and what watches the front.
"""

from typing import Any

from infra.firewall import firewall_resources
from infra.front_alarm import front_alarm_conditions, front_alarm_parameters, front_alarm_resources
from infra.ingress import ingress_outputs, ingress_resources
from infra.stages import Stage


def edge_template(stage: Stage) -> dict[str, Any]:
    """Its template. ``Domain`` empty: no certificate, the distribution answers under its own name. ``Zone``: the domain's hosted
    zone in this account, which proves it by itself; empty: whoever keeps the zone copies the record that the console shows.
    """
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"HubEE {stage.name}: the edge",
        "Parameters": {
            "Domain": {"Type": "String", "Default": stage.domain},
            "Zone": {"Type": "String", "Default": ""},
            **front_alarm_parameters(),
        },
        "Conditions": {
            "HasDomain": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Domain"}, ""]}]},
            "HasZone": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Zone"}, ""]}]},
            **front_alarm_conditions(),
        },
        "Resources": {
            **firewall_resources(stage),
            **ingress_resources(stage),
            **front_alarm_resources(stage),
            "Certificate": {
                "Type": "AWS::CertificateManager::Certificate",
                "Condition": "HasDomain",
                "Properties": {
                    "DomainName": {"Ref": "Domain"},
                    "ValidationMethod": "DNS",
                    "DomainValidationOptions": {
                        "Fn::If": ["HasZone", [{"DomainName": {"Ref": "Domain"}, "HostedZoneId": {"Ref": "Zone"}}], {"Ref": "AWS::NoValue"}]
                    },
                },
            },
        },
        "Outputs": {
            **ingress_outputs(stage),
            "FirewallArn": {"Value": {"Fn::GetAtt": ["Firewall", "Arn"]}},
            "CertificateArn": {"Condition": "HasDomain", "Value": {"Ref": "Certificate"}},
        },
    }
