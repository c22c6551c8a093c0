"""The antivirus of a stage: a clamd that its account runs in a network of its own, and the functions that ask it, within that network."""

from typing import Any

from infra.stages import Stage

ADDRESS, SUBNETS, GROUPS = "ClamdAddress", "ClamdSubnets", "ClamdGroups"
"""The parameters. The stack keeps what it was given once."""
HAS_CLAMD = "HasClamd"
_LIST = {"Type": "CommaDelimitedList"}
_INTERFACES = ("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")


def antivirus_parameters(stage: Stage) -> dict[str, Any]:
    """Where clamd listens. Without it the embedded signatures scan, which is no protection: CloudFormation makes no stage of real files so."""
    address = {"MinLength": 3} if stage.carries_real_files else {"Default": ""}
    return {
        ADDRESS: {"Type": "String", "Description": "host:port of clamd; empty: the embedded signatures", **address},
        # The defaults name nothing, and are in nobody's use: lists want one.
        SUBNETS: {**_LIST, "Default": "subnet-00000000", "Description": "Subnets from which clamd, and the endpoints of AWS's services, are reached"},
        GROUPS: {**_LIST, "Default": "sg-00000000", "Description": "Security groups of the functions that scan"},
    }


def antivirus_conditions() -> dict[str, Any]:
    """Whether the stage has one."""
    return {HAS_CLAMD: {"Fn::Not": [{"Fn::Equals": [{"Ref": ADDRESS}, ""]}]}}


def network() -> dict[str, Any]:
    """Where a function that scans lives."""
    return {"Fn::If": [HAS_CLAMD, {"SubnetIds": {"Ref": SUBNETS}, "SecurityGroupIds": {"Ref": GROUPS}}, {"Ref": "AWS::NoValue"}]}


def network_statement() -> dict[str, Any]:
    """The IAM statement of its role."""
    return {"Sid": "Network", "Effect": "Allow", "Action": list(_INTERFACES), "Resource": ["*"]}
