"""``.venv-lint/bin/python -m infra.lint FOLDER``: cfn-lint and checkov on a packaged stage; the exit code is 1 when one finds something.

Reads ``sam.json`` and ``edge.json`` of the folder, writes ``cloudformation.json``: what AWS makes of the first.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform

SKIPPED = {
    # checkov's check: why it is not ours
    "CKV_AWS_18": "The bucket of access logs logs itself nowhere",
    "CKV_AWS_115": "A bound on one function takes from the account's bound for all; the gateway bounds what comes in",
    "CKV_AWS_116": "A queue's function has its queue's dead letters, an event's function the queue of failures",
    "CKV_AWS_117": "No function reaches into a network of the hub's own: there is none",
    "CKV_AWS_173": "The variables hold names; secrets are in Secrets Manager",
    "CKV_AWS_272": "Only the deployment's role writes code",
    "CKV_AWS_120": "Answers are for one caller and one moment: nothing is cached",
    "CKV_AWS_76": "The functions tell of each request, by ids only",
    "CKV2_AWS_51": "A distribution shows no client certificate; it shows a key",
    "CKV_AWS_86": "Addresses of people are not kept; the firewall logs what it blocks",
    "CKV_AWS_174": "The linter does not see through Fn::If: TLS 1.2 where there is a domain",
    "CKV_AWS_149": "checked: the key is a reference",
}


_PATHS = 3


def main(folder: Path) -> int:
    """Lint a stage. Answers the exit code."""
    template = json.loads((folder / "sam.json").read_text(encoding="utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://package/deployment.zip"
        if resource["Type"] == "AWS::Serverless::Api":  # 700 methods, all alike, that no linter knows a rule for: some do for all
            paths = resource["Properties"]["DefinitionBody"]["paths"]
            resource["Properties"]["DefinitionBody"]["paths"] = dict(list(paths.items())[:_PATHS])
    translated: dict[str, Any] = transform(template, {}, _Policies())
    plain = folder / "cloudformation.json"
    plain.write_text(json.dumps(translated), encoding="utf-8")
    bin_folder = Path(sys.executable).parent
    linted = subprocess.run([bin_folder / "cfn-lint", "--regions", "eu-west-3", "--", plain], check=False)
    edge = subprocess.run([bin_folder / "cfn-lint", "--regions", "us-east-1", "--", folder / "edge.json"], check=False)
    command = [bin_folder / "checkov", "--framework", "cloudformation", "--quiet", "--compact", "--skip-download"]
    checked = subprocess.run([*command, "--skip-check", ",".join(SKIPPED), "-f", plain, folder / "edge.json"], check=False)
    return int(any(each.returncode for each in (linted, edge, checked)))


class _Policies:
    def load(self) -> dict[str, str]:
        """No policy of AWS is named in the template."""
        return {}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
