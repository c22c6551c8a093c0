"""Every function is deployed through app.py, loses no event, ends before its message comes back, and has its own rights and no more."""

from typing import Any

import app
from chalicelib.handlers.job_schedules import SCHEDULES
from infra.functions import API, FUNCTIONS
from infra.queues import QUEUES
from infra.queues import logical_id as queue_id
from infra.rights import WILDCARDS
from infra.stages import Stage

Properties = dict[str, dict[str, Any]]
FAILURES = {"Fn::GetAtt": ["FailuresQueue", "Arn"]}


def _name(function: dict[str, Any]) -> str:
    return str(function["Handler"].removeprefix("app."))


def _events(function: dict[str, Any]) -> list[dict[str, Any]]:
    return list(function.get("Events", {}).values())


def test_every_function_goes_through_the_application(functions: Properties) -> None:
    names = {_name(each) for each in functions.values()}
    deployed = {source.name for source in app.app.event_sources} | {each.name for each in app.app.pure_lambda_functions}
    assert names == deployed | {"app"}
    assert {each["Handler"].partition(".")[0] for each in functions.values()} == {"app"}
    assert [name for name in names if not callable(getattr(app, name, None))] == []


def test_every_function_has_its_row(functions: Properties) -> None:
    assert {API if name == "app" else name for name in map(_name, functions.values())} <= FUNCTIONS.keys()


def test_every_queue_function_answers_for_each_message_alone(functions: Properties) -> None:
    from_queues = [each for function in functions.values() for each in _events(function) if each["Type"] == "SQS"]
    assert len(from_queues) >= 2
    assert all(each["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for each in from_queues)


def test_whoever_scans_lives_where_the_antivirus_is_and_real_files_are_not_carried_without_one(
    template: dict[str, Any], functions: Properties, stage: Stage
) -> None:
    scanning = {_name(each) for each in functions.values() if "VpcConfig" in each}
    assert scanning == {"app", "check_attachments", "check_forgotten_files"}
    for logical, each in functions.items():
        address = each["Environment"]["Variables"].get("HUB_CLAMD_ADDRESS")
        role = template["Resources"][each["Role"]["Fn::GetAtt"][0]]["Properties"]
        may_join = "ec2:CreateNetworkInterface" in str(role["Policies"])
        assert (address == {"Ref": "ClamdAddress"}, may_join) == (_name(each) in scanning,) * 2, logical
    assert ("Default" in template["Parameters"]["ClamdAddress"]) is (stage.name != "prod")


def test_every_function_may_tell_where_its_lost_events_go(template: dict[str, Any], functions: Properties) -> None:
    for logical, each in functions.items():
        if "EventInvokeConfig" not in each:
            continue
        role = template["Resources"][each["Role"]["Fn::GetAtt"][0]]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        (told,) = (statement for statement in role if statement.get("Sid") == "LostEvents")
        assert each["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"] in told["Resource"], logical


def test_no_queue_takes_all_the_functions_that_an_account_may_run(functions: Properties) -> None:
    bounds = {
        _name(function): event["Properties"]["ScalingConfig"]["MaximumConcurrency"]
        for function in functions.values()
        for event in _events(function)
        if event["Type"] == "SQS"
    }
    assert bounds == {"send_mails": 2, "prepare": 10, "deliver_webhooks": 50}


def test_a_long_lane_of_webhooks_is_not_cut_as_a_loop_and_every_other_loop_is(functions: Properties) -> None:
    assert {_name(each): each["RecursiveLoop"] for each in functions.values() if "RecursiveLoop" in each} == {"deliver_webhooks": "Allow"}


def test_no_event_is_lost_when_its_function_fails_or_cannot_be_called(functions: Properties) -> None:
    for name, function in functions.items():
        for event in _events(function):
            if event["Type"] == "SQS":
                continue
            assert event["Properties"]["DeadLetterConfig"] == {"Arn": FAILURES}, name
            kept = {"Fn::GetAtt": ["FailedRunsQueue", "Arn"]} if event["Type"] == "Schedule" else FAILURES  # a job's next run takes up what is left
            assert function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"] == {"Type": "SQS", "Destination": kept}, name


def test_every_queue_hides_a_message_longer_than_its_function_runs(properties: Properties, functions: Properties) -> None:
    for function in functions.values():
        for event in _events(function):
            if event["Type"] == "SQS":
                assert list(event["Properties"]["Queue"]) == ["Fn::Sub"]
                queue = event["Properties"]["Queue"]["Fn::Sub"].removeprefix("${").removesuffix(".Arn}")
                assert function["Timeout"] < properties[queue]["VisibilityTimeout"]


def test_every_queue_has_its_dead_letters(properties: Properties, stage: Stage) -> None:
    for name, queue in QUEUES.items():
        redrive = properties[queue_id(name)]["RedrivePolicy"]
        dead, _ = redrive["deadLetterTargetArn"]["Fn::GetAtt"]
        assert (properties[dead]["QueueName"], redrive["maxReceiveCount"]) == (f"{stage.prefix}{name}-dead", queue.attempts)
        assert properties[dead]["MessageRetentionPeriod"] >= properties[queue_id(name)]["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_every_job_runs_as_often_as_its_schedule_says(functions: Properties) -> None:
    told = {_name(each): event["Properties"]["Schedule"] for each in functions.values() for event in _events(each) if event["Type"] == "Schedule"}
    minutes = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60, "day": 1440, "days": 1440}
    every = {name: value.removeprefix("rate(").removesuffix(")").split() for name, value in told.items()}
    assert {name: int(number) * minutes[unit] for name, (number, unit) in every.items()} == {
        "canary": 5,
        **{name.replace("-", "_"): schedule.period.total_seconds() / 60 for name, schedule in SCHEDULES.items()},
    }


def test_every_function_knows_where_everything_is(functions: Properties) -> None:
    from chalicelib import environment

    asked = {"HUB_TABLE_PREFIX", "HUB_ATTACHMENT_BUCKET", "HUB_AUDIT_BUCKET", "HUB_MAIL_SENDER", "HUB_PORTAL_URL", "HUB_TOKEN_ISSUER"}
    asked |= {"HUB_SIGNING_KEYS_SECRET", "HUB_ADMINISTRATION", "HUB_MAIL_QUEUE_URL", "HUB_PREPARATION_QUEUE_URL"}
    in_code = {name for name in open(environment.__file__, encoding="utf-8").read().split('"') if name.startswith("HUB_")}  # noqa: SIM115
    assert asked <= in_code
    assert [name for name, each in functions.items() if asked - each["Environment"]["Variables"].keys()] == []


def test_every_function_writes_to_a_log_that_ends(properties: Properties, functions: Properties, stage: Stage) -> None:
    for name, function in functions.items():
        log = properties[function["LoggingConfig"]["LogGroup"]["Ref"]]
        assert log["LogGroupName"] == f"/aws/lambda/{function['FunctionName']}", name
        assert (log["RetentionInDays"], list(log["KmsKeyId"])) == (stage.log_days, ["Fn::GetAtt"])


def _statements(properties: Properties, function: dict[str, Any]) -> list[dict[str, Any]]:
    role, _ = function["Role"]["Fn::GetAtt"]
    (policy,) = properties[role]["Policies"]
    return list(policy["PolicyDocument"]["Statement"])


def test_every_function_has_a_role_of_its_own(functions: Properties) -> None:
    roles = [each["Role"]["Fn::GetAtt"][0] for each in functions.values()]
    assert len(set(roles)) == len(roles)


def test_no_right_is_wider_than_its_reason(properties: Properties, functions: Properties) -> None:
    for function in functions.values():
        for statement in _statements(properties, function):
            assert [action for action in statement["Action"] if "*" in action] == []
            assert ("*" in statement["Resource"]) == (statement["Sid"] in WILDCARDS), statement["Sid"]


def test_only_the_mail_function_sends_mails_and_only_jobs_that_erase_erase(properties: Properties, functions: Properties) -> None:
    def who_may(action: str) -> set[str]:
        return {_name(each) for each in functions.values() if any(action in told["Action"] for told in _statements(properties, each))}

    assert who_may("ses:SendEmail") == {"send_mails"}
    assert who_may("s3:PutObjectRetention") == {"app", "export_audit"}
    assert {"app", "export_audit"} <= who_may("s3:GetObjectVersion") & who_may("s3:ListBucketVersions")
    checking = {"check_attachments", "check_forgotten_files"}
    erasing = {"app", "remove_abandoned_deposits", "erase_leftovers", "purge_files", "archive_cases", "delete_archived", "tend_preparations"}
    assert who_may("s3:DeleteObjectVersion") == erasing | checking
    assert who_may("secretsmanager:GetSecretValue") == {"app", "answer_polls", "canary", "deliver_webhooks"}


def test_who_writes_a_notification_may_push_it_too() -> None:
    writing = {name: each.rights for name, each in FUNCTIONS.items() if "w" in each.rights.letters_by_table.get("notifications", "")}
    assert {"ingest", "prepare", "finish_deliveries"} < set(writing)
    kept_back = {name for name, rights in writing.items() if "w" not in rights.letters_by_table.get("webhooks", "") or "webhooks" not in rights.sends}
    assert kept_back == set()


def test_every_policy_is_short_enough_for_iam(properties: Properties, functions: Properties) -> None:
    import json

    assert max(len(json.dumps(_statements(properties, each))) for each in functions.values()) < 10_240
