"""What chalice makes of the application: the template of its functions and its API, without packing their code."""

import json
from pathlib import Path
from typing import Any

from chalice.config import Config
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import BaseDeployStep, BuildStage, InjectDefaults, LambdaEventSourcePolicyInjector, PolicyGenerator, SwaggerBuilder
from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.package import PackageOptions, ResourceBuilder, SAMTemplateGenerator
from chalice.policy import AppPolicyGenerator
from chalice.utils import OSUtils

ROOT = Path(__file__).parents[1]


class _Unpacked(BaseDeployStep):
    def handle_deploymentpackage(self, config: Config, resource: Any) -> None:  # noqa: ARG002 - chalice's own step packs, in minutes
        """Name the package, as it will be once ``chalice package`` has made it."""
        resource.filename = "./deployment.zip"


class _Principals(PackageOptions):
    def __init__(self) -> None:
        """Know no client: nothing is asked of AWS."""

    def service_principal(self, service: str) -> str:
        """Who calls functions, in AWS's commercial regions."""
        return f"{service}.amazonaws.com"


def chalice_template(app: Any, stage_name: str) -> dict[str, Any]:
    """The template that ``chalice package`` would write for a stage, before anything is merged into it."""
    told = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    settings = {"chalice_app": app, "project_dir": str(ROOT), "package_format": "cloudformation"}
    config = Config(chalice_stage=stage_name, user_provided_params=settings, config_from_disk=told)
    files = OSUtils()
    events, swagger = LambdaEventSourcePolicyInjector(), SwaggerBuilder(CFNSwaggerGenerator())
    steps = [InjectDefaults(), _Unpacked(), PolicyGenerator(AppPolicyGenerator(files), files), swagger, events]
    resources = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), BuildStage(steps)).construct_resources(config, stage_name)
    template: dict[str, Any] = SAMTemplateGenerator(config, _Principals()).generate(resources)
    return template
