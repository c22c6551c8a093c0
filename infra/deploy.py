"""``python -m infra.deploy recette`` deploys what ``python -m infra.package`` made, by CloudFormation alone; ``--diff`` shows what it would change.

Three stacks: the bucket that packages are put into, the edge (us-east-1), the hub; the edge once more, to watch the distribution.
Then the portal's files. Run again, it changes what is not as it should be, and nothing else.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.antivirus import ADDRESS, GROUPS, SUBNETS
from infra.chalice_template import ROOT
from infra.packages_bucket import packages_template
from infra.site import upload_site
from infra.stacks import Stack, StackFailed
from infra.stages import EDGE_REGION, REGION, STAGES, Stage

_TO_BE_MADE = f"arn:aws:lambda:{EDGE_REGION}:000000000000:function:to-be-made:1"
_OF_THE_EDGE = ("Domain", "Zone", "AlarmAddress")
Client = Callable[[str, str], Any]
"""A boto3 client of a service in a region."""


class Deployment:
    """The stacks of one stage. ``given``: parameters that somebody chose; the others stay as they are, or as the template has them."""

    def __init__(self, stage: Stage, folder: Path, given: Mapping[str, str], *, client: Client) -> None:
        self._stage = stage
        self._folder = folder
        self._given = given
        self._files = client("s3", REGION)
        self._packages = Stack(client("cloudformation", REGION), f"{stage.stack}-packages")
        self._edge = Stack(client("cloudformation", EDGE_REGION), f"{stage.stack}-edge")
        self._hub = Stack(client("cloudformation", REGION), stage.stack)

    def deploy(self, site: Path) -> dict[str, str]:
        """Deploy everything; answers the outputs of the hub's stack."""
        self._packages.put(json.dumps(packages_template(self._stage)), {})
        edge, for_edge = self._read("edge.json"), self._chosen(*_OF_THE_EDGE)
        self._edge.put(edge, for_edge)
        url = self._upload()
        self._hub.put(url, self._parameters(self._edge.outputs()))
        outputs = self._hub.outputs()
        own_name = f"https://{outputs['DistributionDomain']}"
        if not self._edge.outputs().get("CertificateArn") and outputs["BaseUrl"] != own_name:  # without a domain it is only known now
            self._hub.put(url, {**self._parameters(self._edge.outputs()), "BaseUrl": own_name})
            outputs = self._hub.outputs()
        self._edge.put(edge, {**for_edge, "DistributionId": outputs["DistributionId"]})  # what watches it is in its region
        upload_site(site, bucket=outputs["PortalBucketName"], files=self._files)
        return outputs

    def diff(self) -> list[str]:
        """What a deployment would change, a line a resource; nothing is changed but the package's arrival in its bucket.

        That the edge would be told of another distribution is not shown: it is known once that is made.
        """
        if not self._packages.is_deployed:
            return [f"{self._stage.stack} is not there: everything would be made."]
        edge = self._edge.changes(self._read("edge.json"), self._chosen(*_OF_THE_EDGE))
        return edge + self._hub.changes(self._upload(), self._parameters(self._foreseen(edge)))

    def _chosen(self, *names: str) -> dict[str, str]:
        return {name: self._given[name] for name in names if name in self._given}

    def _foreseen(self, changes: Collection[str]) -> dict[str, str]:
        """The edge's outputs as its changes will leave them; of what is still to be made, something that only differs from what is there."""
        made = {tuple(line.split()[1:4]) for line in changes}
        outputs = {name: each for name, each in json.loads(self._read("edge.json"))["Outputs"].items() if "Condition" not in each}
        known = self._edge.outputs()
        new = {name for name, each in outputs.items() if name not in known or ("Add", "AWS::Lambda::Version", each["Value"].get("Ref")) in made}
        return known | dict.fromkeys(new, _TO_BE_MADE)

    def _parameters(self, edge: Mapping[str, str]) -> dict[str, str]:
        named = {name: value for name, value in edge.items() if name in json.loads(self._read("sam.json"))["Parameters"]}
        domain = self._given.get("Domain")
        url = {"BaseUrl": f"https://{domain}"} if domain else {}
        return {
            "CertificateArn": "",
            **named,
            **url,
            **self._chosen("AlarmAddress", "OriginTurn", "Turn", ADDRESS, SUBNETS, GROUPS),
            **({"Domain": domain} if domain else {}),
        }

    def _upload(self) -> str:
        """Put the package and its template where CloudFormation finds them, under names made of their content; answers the template's address."""
        bucket = self._packages.outputs()["Bucket"]
        code = (self._folder / "deployment.zip").read_bytes()
        key = f"{hashlib.sha256(code).hexdigest()}.zip"
        self._files.put_object(Bucket=bucket, Key=key, Body=code, ChecksumAlgorithm="SHA256")
        template = json.loads(self._read("sam.json"))
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["CodeUri"] = f"s3://{bucket}/{key}"
        text = json.dumps(template, ensure_ascii=False, separators=(",", ":")).encode()
        name = f"{hashlib.sha256(text).hexdigest()}.json"
        self._files.put_object(Bucket=bucket, Key=name, Body=text, ChecksumAlgorithm="SHA256")
        return f"https://{bucket}.s3.{REGION}.amazonaws.com/{name}"

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")


def main() -> None:
    """Deploy, or show what would change."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("stage", choices=sorted(STAGES))
    asked.add_argument("--diff", action="store_true", help="show what would change, and change nothing")
    asked.add_argument("--alarms", metavar="ADDRESS", help="who is mailed when an alarm rings; the first time at least")
    asked.add_argument("--domain", help="another domain than infra/stages.py has; empty: the distribution's own name")
    asked.add_argument("--zone", help="the domain's hosted zone in this account, if it is in this account")
    asked.add_argument(
        "--origin-turn", metavar="VERSION", help="the version of the origin's secret that the distribution shows the gateway from now on"
    )
    asked.add_argument("--clamd", metavar="HOST:PORT", help="the antivirus; with the network that the functions that scan reach it from")
    asked.add_argument("--clamd-subnets", metavar="ID,ID", help="the subnets that the functions that scan live in; kept unless given")
    asked.add_argument("--clamd-groups", metavar="ID,ID", help="their security groups; kept unless given")
    asked.add_argument("--turn", help="another word: every function starts anew, every secret is read again")
    told = asked.parse_args()
    chosen = {
        "AlarmAddress": told.alarms,
        "Domain": told.domain,
        "Zone": told.zone,
        "OriginTurn": told.origin_turn,
        "Turn": told.turn,
        ADDRESS: told.clamd,
        SUBNETS: told.clamd_subnets,
        GROUPS: told.clamd_groups,
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    deployment = Deployment(STAGES[told.stage], ROOT / "out" / told.stage, given, client=_client)
    if told.diff:
        sys.stdout.write("\n".join(deployment.diff() or ["Nothing would change."]) + "\n")
        return
    for name, value in sorted(deployment.deploy(ROOT / "portal" / "dist").items()):
        sys.stdout.write(f"{name}: {value}\n")


def _client(service: str, region: str) -> Any:
    return boto3.client(service, region_name=region)


if __name__ == "__main__":
    try:
        main()
    except (BotoCoreError, ClientError, FileNotFoundError, StackFailed) as error:  # no credentials, no right, no package, a stack that failed
        sys.exit(str(error))
