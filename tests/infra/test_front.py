"""One origin: people and programs pass the firewall and the same security headers as in the sandbox, and nobody goes around them."""

import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from chalicelib.handlers.errors import error_body
from chalicelib.handlers.every_route import ROUTES
from infra.alarms import alarms
from infra.distribution import API_PATHS, SECURITY_HEADERS
from infra.front_alarm import FRONT_ERRORS
from infra.stages import Stage

EDGE = Path(__file__).parents[2] / "infra" / "edge"
Properties = dict[str, dict[str, Any]]


def _config(properties: Properties) -> dict[str, Any]:
    config: dict[str, Any] = properties["Distribution"]["DistributionConfig"]
    return config


def test_every_path_of_the_api_reaches_it(properties: Properties) -> None:
    from fnmatch import fnmatchcase

    told = [each["PathPattern"] for each in _config(properties)["CacheBehaviors"]]
    paths = {operation.path.replace("{", "").replace("}", "") for routes in ROUTES for operation in routes.operations}
    assert [path for path in sorted(paths) if not any(fnmatchcase(path, each) for each in told)] == []
    assert set(API_PATHS) <= set(told)


def test_nothing_of_the_api_is_cached_and_nothing_travels_in_clear(properties: Properties) -> None:
    for each in _config(properties)["CacheBehaviors"]:
        assert each["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", each["PathPattern"]
        assert each["ViewerProtocolPolicy"] == "https-only"
    origins = [each["CustomOriginConfig"] for each in _config(properties)["Origins"] if "CustomOriginConfig" in each]
    assert {each["OriginProtocolPolicy"] for each in origins} == {"https-only"}


def test_the_distribution_stands_behind_the_firewall(properties: Properties) -> None:
    assert _config(properties)["WebACLId"] == {"Ref": "FirewallArn"}


def test_the_gateway_answers_the_distribution_alone(properties: Properties) -> None:
    assert properties["RestAPI"]["Auth"]["ApiKeyRequired"] is True
    shown = [header["HeaderValue"] for each in _config(properties)["Origins"] for header in each.get("OriginCustomHeaders", ())]
    assert [each for each in shown if "resolve" in str(each)] == [properties["OriginKey"]["Value"]] * 2  # the API, and the ingress of large files


@pytest.mark.parametrize("turn", ["", "0b9e7f1c-3c8a-4c55-9d34-6f1f0a1f7f3e"])
def test_the_key_shown_to_the_gateway_is_one_version_of_its_secret(template: dict[str, Any], properties: Properties, turn: str) -> None:
    assert re.fullmatch(template["Parameters"]["OriginTurn"]["AllowedPattern"], turn)
    (reference,) = properties["OriginKey"]["Value"].values()
    told = reference.replace("${OriginSecret}", "SECRET").replace("${OriginTurn}", turn).removeprefix("{{").removesuffix("}}").split(":")
    # CloudFormation's order: secret, its string, a key of its JSON, a label, a version; without the last two the label is AWSCURRENT.
    assert told == ["resolve", "secretsmanager", "SECRET", "SecretString", "", "", turn]


def test_the_runbook_never_moves_the_label_of_the_first_key() -> None:
    runbook = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"put-secret-value --secret-id hubee-\$STAGE/origin .*", runbook)
    assert "--version-stages turn-" in written


def test_another_version_makes_another_key_for_the_gateway_before_the_distribution_shows_it(template: dict[str, Any], properties: Properties) -> None:
    assert "${OriginTurn}" in properties["OriginKey"]["Name"]["Fn::Sub"]
    assert properties["OriginPlanKey"]["KeyId"] == {"Ref": "OriginKey"}
    assert template["Resources"]["Distribution"]["DependsOn"] == ["OriginPlanKey"]


def test_no_error_is_kept_for_whoever_asks_next(properties: Properties) -> None:
    kept = {each["ErrorCode"]: each["ErrorCachingMinTTL"] for each in _config(properties)["CustomErrorResponses"]}
    assert kept == dict.fromkeys((400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504), 0)


def test_one_word_makes_every_function_start_anew(functions: Properties) -> None:
    assert {str(each["Environment"]["Variables"]["HUB_TURN"]) for each in functions.values()} == {"{'Ref': 'Turn'}"}


def test_the_portal_is_read_through_the_distribution_alone(properties: Properties) -> None:
    statements = properties["PortalBucketPolicy"]["PolicyDocument"]["Statement"]
    (reading,) = (each for each in statements if each["Effect"] == "Allow")
    assert (reading["Principal"], reading["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert list(reading["Condition"]) == ["StringEquals"]


@pytest.mark.parametrize(("kind", "policy"), [("default", "DefaultHeaders"), ("portal", "PortalHeaders")])
def test_headers_are_those_of_the_shared_file(properties: Properties, kind: str, policy: str) -> None:
    config = properties[policy]["ResponseHeadersPolicyConfig"]
    told = config["SecurityHeadersConfig"]
    age = told["StrictTransportSecurity"]
    sent = {
        "Strict-Transport-Security": f"max-age={age['AccessControlMaxAgeSec']}" + ("; includeSubDomains" if age["IncludeSubdomains"] else ""),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": told["FrameOptions"]["FrameOption"],
        "Referrer-Policy": told["ReferrerPolicy"]["ReferrerPolicy"],
        "Content-Security-Policy": told["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        **{each["Header"]: each["Value"] for each in config["CustomHeadersConfig"]["Items"]},
    }
    assert sent == {**SECURITY_HEADERS["default"], **SECURITY_HEADERS[kind]}


def test_the_gateways_own_answers_are_in_the_contracts_shape(properties: Properties) -> None:
    answers = properties["RestAPI"]["GatewayResponses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "THROTTLED", "REQUEST_TOO_LARGE"} <= answers.keys()
    for kind, answer in answers.items():
        body = json.loads(answer["ResponseTemplates"]["application/json"])
        assert body == error_body(answer["StatusCode"], body["errors"][0]["message"]), kind
    assert answers["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == 404
    assert answers["THROTTLED"]["ResponseParameters"]["Headers"]["Retry-After"] == "'1'"


def test_calls_are_bounded_for_all_and_for_each(properties: Properties, edge: dict[str, Any], stage: Stage) -> None:
    (settings,) = properties["RestAPI"]["MethodSettings"]
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (stage.requests_per_second, stage.burst)
    rules = {each["Name"]: each for each in edge["Resources"]["Firewall"]["Properties"]["Rules"]}
    rates = {name: each["Statement"]["RateBasedStatement"]["Limit"] for name, each in rules.items() if "RateBasedStatement" in each["Statement"]}
    assert (rates["Programs"], rates["Addresses"]) == (stage.calls_per_client, stage.calls_per_address)
    assert {"Tokens", "SignIns"} <= rates.keys()
    for name in rates:
        assert rules[name]["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    assert sorted(each["Priority"] for each in rules.values()) == list(range(len(rules)))


def test_the_firewall_lets_files_and_signed_links_through(edge: dict[str, Any]) -> None:
    rules = {each["Name"]: each for each in edge["Resources"]["Firewall"]["Properties"]["Rules"]}
    counted = {each["Name"] for each in rules["AWSManagedRulesCommonRuleSet"]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]}
    assert {"SizeRestrictions_BODY", "SizeRestrictions_QUERYSTRING", "NoUserAgent_HEADER"} <= counted
    common = rules["AWSManagedRulesCommonRuleSet"]["Statement"]["ManagedRuleGroupStatement"]
    assert common["ScopeDownStatement"]["NotStatement"]["Statement"]["ByteMatchStatement"]["SearchString"] == "/files"


def test_a_program_is_counted_however_it_writes_bearer(edge: dict[str, Any]) -> None:
    (rule,) = (each for each in edge["Resources"]["Firewall"]["Properties"]["Rules"] if each["Name"] == "Programs")
    counted = rule["Statement"]["RateBasedStatement"]
    matched = counted["ScopeDownStatement"]["ByteMatchStatement"]
    assert (matched["SearchString"], [each["Type"] for each in matched["TextTransformations"]]) == ("bearer ", ["LOWERCASE"])
    assert [each["Type"] for each in counted["CustomKeys"][0]["Header"]["TextTransformations"]] == ["LOWERCASE"]


def test_the_firewall_keeps_no_names_and_blocks_who_is_on_its_lists_first(edge: dict[str, Any]) -> None:
    told = {name: each["Properties"] for name, each in edge["Resources"].items()}
    assert {"QueryString": {}} in told["FirewallLogging"]["RedactedFields"]
    first = min(told["Firewall"]["Rules"], key=lambda each: int(each["Priority"]))
    sets = [each["IPSetReferenceStatement"]["Arn"]["Fn::GetAtt"][0] for each in first["Statement"]["OrStatement"]["Statements"]]
    assert (first["Name"], [told[each]["IPAddressVersion"] for each in sets]) == ("Blocked", ["IPV4", "IPV6"])


def test_the_front_is_watched_where_it_tells_of_itself(edge: dict[str, Any], stage: Stage) -> None:
    told = edge["Resources"]["FrontErrorsAlarm"]
    watched = {name: told["Properties"][name] for name in ("Namespace", "MetricName", "Dimensions", "Statistic", "AlarmActions")}
    assert watched == {
        "Namespace": "AWS/CloudFront",
        "MetricName": "5xxErrorRate",
        "Dimensions": [{"Name": "DistributionId", "Value": {"Ref": "DistributionId"}}, {"Name": "Region", "Value": "Global"}],
        "Statistic": "Average",
        "AlarmActions": [{"Ref": "Alarms"}],
    }
    assert edge["Resources"]["AlarmsByMail"]["Properties"]["Endpoint"] == {"Ref": "AlarmAddress"}
    assert {edge["Resources"][each]["Condition"] for each in ("FrontErrorsAlarm", "Alarms", "AlarmsByMail")} == {"IsWatched"}
    unknown = [{"Fn::Equals": [{"Ref": name}, ""]} for name in ("DistributionId", "AlarmAddress")]
    assert edge["Conditions"]["IsWatched"] == {"Fn::Not": [{"Fn::Or": unknown}]}


def test_every_alarm_is_heard_and_is_in_the_runbook(properties: Properties, functions: Properties, stage: Stage) -> None:
    runbook = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
    assert f"`{FRONT_ERRORS.name}`" in runbook
    told = alarms(stage, functions)
    for each in told:
        assert properties[f"{each.name}Alarm"]["AlarmActions"] == [{"Ref": "Alarms"}]
        families = {"Errors": each.namespace == "AWS/Lambda", "Dead": each.name.endswith("Dead"), "Late": each.name.endswith("Late")}
        known = each.name if f"`{each.name}`" in runbook else next(f"…{family}" for family, is_one in families.items() if is_one)
        assert f"`{known}`" in runbook, each.name
    assert {"ApiErrors", "ApiLatency", "LateDeliveries", "TokenFailures", "LostEvents", "MailsDead", "MailsLate"} <= {each.name for each in told}
    assert properties["Budget"]["Budget"]["BudgetLimit"]["Amount"] == stage.budget_dollars


@pytest.mark.skipif(which("node") is None, reason="NOT TESTED: no Node to run the edge's functions")
@pytest.mark.parametrize(
    ("function", "request_", "expected"),
    [
        ("page", {"uri": "/", "headers": {}}, "/index.html"),
        ("page", {"uri": "/teledossiers/12", "headers": {"accept": {"value": "text/html,*/*"}}}, "/index.html"),
        ("page", {"uri": "/assets/a.js", "headers": {"accept": {"value": "*/*"}}}, "/assets/a.js"),
        ("page", {"uri": "/favicon.svg", "headers": {"accept": {"value": "text/html"}}}, "/favicon.svg"),
        ("files", {"uri": "/files/folders/a/b", "headers": {"authorization": {"value": "Bearer t"}}}, "/folders/a/b"),
    ],
)
def test_the_edge_sends_each_request_where_it_belongs(function: str, request_: dict[str, Any], expected: str) -> None:
    code = (EDGE / f"{function}.js").read_text(encoding="utf-8")
    asked = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps({'request': request_})})))"
    answered = json.loads(subprocess.run(["node", "-e", asked], check=True, capture_output=True, text=True).stdout)
    assert answered["uri"] == expected
    assert "authorization" not in answered["headers"]


def test_whatever_changes_of_the_edges_function_makes_another_version_of_it(edge: dict[str, Any]) -> None:
    named = {each["Value"]["Ref"] for name, each in edge["Outputs"].items() if name.startswith("Ingress")}
    functions = {name: each["Properties"] for name, each in edge["Resources"].items() if each["Type"] == "AWS::Lambda::Function"}
    content = {name: sha256(json.dumps(each, sort_keys=True).encode()).hexdigest()[:12] for name, each in functions.items()}
    assert len(functions) == 2
    assert named == {f"{name}Version{told}" for name, told in content.items()}
    assert {each["Properties"]["FunctionName"]["Ref"] for name, each in edge["Resources"].items() if name in named} == functions.keys()


def test_the_edges_functions_write_to_logs_that_end(edge: dict[str, Any], stage: Stage) -> None:
    names = {each["Properties"]["FunctionName"] for each in edge["Resources"].values() if each["Type"] == "AWS::Lambda::Function"}
    logs = {
        each["Properties"]["LogGroupName"]: each["Properties"]["RetentionInDays"]
        for each in edge["Resources"].values()
        if "Logs::LogGroup" in each["Type"]
    }
    assert {name: days for name, days in logs.items() if "us-east-1." in name} == {f"/aws/lambda/us-east-1.{name}": stage.log_days for name in names}
