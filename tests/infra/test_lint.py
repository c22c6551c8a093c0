"""The linters of CloudFormation find nothing, but for what is skipped with its reason."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app import app
from infra.edge_template import edge_template
from infra.merge_template import merged
from infra.stages import STAGES

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-lint" / "bin" / "python"
pytestmark = pytest.mark.skipif(not (PYTHON.parent / "checkov").exists(), reason="NOT TESTED: no linters of templates (make .venv-lint/.installed)")


def _lint(folder: Path, template: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    (folder / "sam.json").write_text(json.dumps(template), encoding="utf-8")
    (folder / "edge.json").write_text(json.dumps(edge_template(STAGES["prod"])), encoding="utf-8")
    return subprocess.run([PYTHON, "-m", "infra.lint", folder], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_linters_find_nothing(tmp_path: Path) -> None:
    done = _lint(tmp_path, merged(app, STAGES["prod"]))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    linted = json.loads((tmp_path / "cloudformation.json").read_text(encoding="utf-8"))["Resources"]
    stages = [each["Properties"] for each in linted.values() if each["Type"] == "AWS::ApiGateway::Stage"]
    assert [each["StageName"] for each in stages] == ["prod"]  # and not SAM's second one
    (api,) = (each["Properties"]["Body"] for each in linted.values() if each["Type"] == "AWS::ApiGateway::RestApi")
    methods = [method for path in api["paths"].values() for method in path.values()]
    assert methods
    assert all(method["security"] == [{"api_key": []}] for method in methods)
