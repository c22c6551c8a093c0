"""``.venv-lint/bin/python -m infra.lint FOLDER``: cfn-lint and checkov on a packaged stage; the exit code is 1 when one finds something.

Reads ``sam.json`` and ``edge.json`` of the folder, writes ``cloudformation.json``: what AWS makes of the first.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform  # type: ignore[import-not-found,unused-ignore]  # installed in .venv-lint alone

from infra.stages import EDGE_REGION, REGION

SKIPPED = {
    # checkov's check: why it is not ours. One that finds nothing any more is told, too.
    "CKV_AWS_18": "The bucket of access logs logs itself nowhere",
    "CKV_AWS_76": "The functions tell of each request, by ids only",
    "CKV_AWS_86": "Addresses of people are not kept; the firewall logs what it blocks",
    "CKV_AWS_111": "EC2 knows no narrower resource for the interfaces that a function within a network makes",
    "CKV_AWS_115": "A bound on one function takes from the account's bound for all; the gateway bounds what comes in",
    "CKV_AWS_116": "A queue's function has its queue's dead letters, an event's function the queue of failures",
    "CKV_AWS_117": "Only what scans reaches into a network, the antivirus's",
    "CKV_AWS_120": "Answers are for one caller and one moment: nothing is cached",
    "CKV_AWS_173": "The variables hold names; secrets are in Secrets Manager",
    "CKV_AWS_174": "checkov does not see through Fn::If: TLS 1.2 at least, where there is a domain",
}
_PATHS = 3
"""Of the API: 700 methods, all alike, would take the linters minutes, and they know no rule for them."""
_PSEUDO = {"AccountId": "123456789012", "Partition": "aws", "Region": REGION}
"""What AWS puts in their place: checkov builds a grammar anew for each that it resolves, a third of its time."""
_BIN = Path(sys.executable).parent


def main(folder: Path) -> int:
    """Lint a stage. Answers the exit code."""
    edge, plain = folder / "edge.json", folder / "cloudformation.json"
    plain.write_text(json.dumps(_as_cloudformation(json.loads((folder / "sam.json").read_text(encoding="utf-8")))), encoding="utf-8")
    regions = ["--regions", REGION, EDGE_REGION]
    running = subprocess.Popen([_BIN / "cfn-lint", *regions, "--", plain, edge])  # noqa: S603 - both at once, on both cores
    faults = _checkov_faults(plain, edge)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    return int(running.wait() != 0 or bool(faults))


def _as_cloudformation(template: dict[str, Any]) -> dict[str, Any]:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://package/deployment.zip"
        if resource["Type"] == "AWS::Serverless::Api":
            paths = resource["Properties"]["DefinitionBody"]["paths"]
            resource["Properties"]["DefinitionBody"]["paths"] = dict(list(paths.items())[:_PATHS])
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)  # the translator names the partition by it
    translated: dict[str, Any] = transform(template, {}, _Policies())
    return translated


class _Policies:
    def load(self) -> dict[str, str]:
        """No policy of AWS is named in the template."""
        return {}


def _checkov_faults(*files: Path) -> list[str]:
    options = ["--framework", "cloudformation", "--quiet", "--compact", "--skip-download", "--output", "json", "--file"]
    command: list[str | Path] = [_BIN / "checkov", *options, *map(_resolved, files)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own tool on our own files
    assert done.stdout, f"checkov ended with {done.returncode} and said nothing: {done.stderr[-5_000:]}"
    told = json.loads(done.stdout)
    failed = [(each["check_id"], each["check_name"], each["resource"]) for each in told["results"]["failed_checks"]]
    assert told["summary"]["passed"] > 0, told["summary"]
    unneeded = SKIPPED.keys() - {check for check, _, _ in failed}
    return [
        *(f"{check} {name}: {resource}" for check, name, resource in failed if check not in SKIPPED),
        *(f"{check} is skipped for nothing" for check in sorted(unneeded)),
    ]


def _resolved(template: Path) -> Path:
    """A template without pseudo parameters, beside it."""
    text = template.read_text(encoding="utf-8")
    for name, value in _PSEUDO.items():
        text = text.replace(f"${{AWS::{name}}}", value).replace(f'{{"Ref": "AWS::{name}"}}', json.dumps(value))
    resolved = template.with_stem(f"{template.stem}-resolved")
    resolved.write_text(text, encoding="utf-8")
    return resolved


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
