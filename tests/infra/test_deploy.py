"""A stage is deployed by CloudFormation alone, as often as one likes; what would change can be looked at; keys turn without a gap."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.composition import Composition
from chalicelib.domain.accounts import account_id
from chalicelib.domain.audit import Fact
from chalicelib.domain.credentials import Credentials
from chalicelib.domain.links import Purpose
from chalicelib.domain.values import replace
from infra.deploy import Deployment
from infra.first_steps import fill_catalogue, first_administrator, first_client
from infra.key_rings import take_step
from infra.site import upload_site
from infra.stacks import Stack, StackFailed
from infra.stages import EDGE_REGION, REGION, STAGES
from tests.infra.cloudformation import MemoryCloudFormation

ROOT = Path(__file__).parents[2]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    with mock_aws():
        yield


class Account:
    """An AWS account with nothing in it but two buckets; ``deployment`` is one of recette into it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stacks = folder, {REGION: MemoryCloudFormation(), EDGE_REGION: MemoryCloudFormation()}
        self.files = boto3.client("s3", region_name=REGION)
        for bucket in ("packages", "portal"):
            self.files.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        (folder / "deployment.zip").write_bytes(b"code")
        names = ("FirewallArn", "CertificateArn", "BaseUrl", "Domain", "AlarmAddress", "Turn")
        template: dict[str, Any] = {"Parameters": {name: {} for name in names}, "Resources": {}}
        template["Resources"]["Ingest"] = {"Type": "AWS::Serverless::Function", "Properties": {}}
        (folder / "sam.json").write_text(json.dumps(template))
        (folder / "edge.json").write_text('{"Parameters": {"Domain": {}, "Zone": {}, "AlarmAddress": {}, "DistributionId": {}}, "Outputs": {}}')
        self.site = folder / "site"
        self.site.mkdir()
        (self.site / "index.html").write_text("portal")

    def deployment(self, **given: str) -> Deployment:
        def client(service: str, region: str) -> Any:
            return self.files if service == "s3" else self.stacks[region]

        return Deployment(STAGES["recette"], self.folder, given, client=client)

    def executed(self) -> list[str]:
        return [name for stacks in self.stacks.values() for name in stacks.executed]

    def kept(self) -> list[str]:
        return [each["Key"] for bucket in ("packages", "portal") for each in self.files.list_objects_v2(Bucket=bucket).get("Contents", ())]


@pytest.fixture
def account(aws: None, tmp_path: Path) -> Account:
    return Account(tmp_path)


def test_a_stage_is_deployed_whole_and_again_changes_nothing(account: Account) -> None:
    account.deployment(AlarmAddress="veille@hubee.test", Domain="recette.test").deploy(account.site)
    made = account.executed()
    assert sorted(set(made)) == ["hubee-recette", "hubee-recette-edge", "hubee-recette-packages"]
    assert "index.html" in account.kept()
    (address,) = (each for each in account.stacks[REGION].stacks["hubee-recette"]["Parameters"] if each["ParameterKey"] == "AlarmAddress")
    account.deployment(Domain="recette.test").deploy(account.site)
    (kept,) = (each for each in account.stacks[REGION].stacks["hubee-recette"]["Parameters"] if each["ParameterKey"] == "AlarmAddress")
    assert (account.executed(), kept) == (made, address)


def test_the_edge_is_told_which_distribution_it_watches_and_for_whom(account: Account) -> None:
    def told() -> dict[str, str]:
        return {each["ParameterKey"]: each["ParameterValue"] for each in account.stacks[EDGE_REGION].stacks["hubee-recette-edge"]["Parameters"]}

    account.deployment(AlarmAddress="veille@hubee.test").deploy(account.site)
    first = told()
    account.deployment().deploy(account.site)
    assert (told(), first) == ({"AlarmAddress": "veille@hubee.test", "DistributionId": "E1"},) * 2


def test_no_stack_of_a_stage_is_deleted_by_one_call(account: Account) -> None:
    for _ in range(2):  # also one that was there before, and that nothing changes in
        account.deployment(AlarmAddress="veille@hubee.test").deploy(account.site)
        assert [each.protected for each in account.stacks.values()] == [{"hubee-recette", "hubee-recette-packages"}, {"hubee-recette-edge"}]
        for each in account.stacks.values():
            each.protected.clear()


def test_without_a_domain_the_hub_goes_by_the_distributions_name(account: Account) -> None:
    outputs = account.deployment(AlarmAddress="veille@hubee.test", Domain="").deploy(account.site)
    assert outputs["BaseUrl"] == "https://d1.cloudfront.net"


def test_the_code_is_named_by_its_content(account: Account) -> None:
    account.deployment(AlarmAddress="veille@hubee.test").deploy(account.site)
    (template,) = (each for each in account.kept() if each.endswith(".json"))
    told = json.loads(account.files.get_object(Bucket="packages", Key=template)["Body"].read())
    assert told["Resources"]["Ingest"]["Properties"]["CodeUri"] == f"s3://packages/{sha256(b'code').hexdigest()}.zip"


def test_what_would_change_is_told_and_nothing_is_changed(account: Account) -> None:
    account.deployment(AlarmAddress="veille@hubee.test").deploy(account.site)
    made = account.executed()
    (account.folder / "deployment.zip").write_bytes(b"other code")
    (line,) = account.deployment().diff()
    assert line.split() == ["hubee-recette", "Modify", "AWS::DynamoDB::Table", "ExchangeRowTable", "(replaced:", "True)"]
    assert account.executed() == made


def test_a_new_version_at_the_edge_and_a_new_output_are_shown_as_changes_of_the_hub(account: Account) -> None:
    account.deployment(AlarmAddress="veille@hubee.test").deploy(account.site)
    edge = json.loads((account.folder / "edge.json").read_text())
    edge["Outputs"] = {
        "FirewallArn": {"Value": {"Ref": "FirewallVersion2"}},
        "Turn": {"Value": {"Fn::GetAtt": ["New", "Arn"]}},
        "CertificateArn": {"Condition": "HasDomain", "Value": {"Ref": "Certificate"}},
    }
    (account.folder / "edge.json").write_text(json.dumps(edge))
    account.stacks[EDGE_REGION].change = {"Action": "Add", "ResourceType": "AWS::Lambda::Version", "LogicalResourceId": "FirewallVersion2"}
    assert [line.split()[0] for line in account.deployment().diff()] == ["hubee-recette-edge", "hubee-recette"]
    foreseen = account.stacks[REGION].looked_at[-1]
    made = "arn:aws:lambda:us-east-1:000000000000:function:to-be-made:1"
    assert (foreseen["FirewallArn"], foreseen["Turn"], foreseen["CertificateArn"]) == (made, made, "arn:certificate")


def test_before_anything_is_there_everything_would_be_made(account: Account) -> None:
    assert account.deployment().diff() == ["hubee-recette is not there: everything would be made."]
    assert (account.executed(), account.kept()) == ([], [])


ONE, TWO = '{"Parameters": {"Turn": {}}}', '{"Parameters": {"Turn": {}, "Other": {}}}'


def test_a_stack_whose_making_failed_keeps_what_is_made_and_is_gone_on_with() -> None:
    cloud = MemoryCloudFormation()
    stack = Stack(cloud, "hubee-recette")
    cloud.ends = ["CREATE_FAILED", "UPDATE_FAILED"]
    for _ in range(2):
        with pytest.raises(StackFailed, match="The console's events"):
            stack.put(ONE, {"Turn": "1"})
    assert cloud.protected == set()  # the runbook has it deleted, where nothing goes on
    stack.put(ONE, {"Turn": "1"})
    assert cloud.stacks["hubee-recette"]["StackStatus"] == "UPDATE_COMPLETE"
    assert cloud.bounds == [{"DisableRollback": True}] * 3
    stack.put(ONE, {"Turn": "2"})
    assert cloud.bounds[3:] == [{"DisableRollback": False, "RetainExceptOnCreate": True}]  # of a stack that was whole a change that fails is undone


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"])
def test_a_stack_that_cannot_go_on_says_where_that_is_told(status: str) -> None:
    cloud = MemoryCloudFormation()
    cloud.stacks["hubee-recette"] = {"StackStatus": status}
    with pytest.raises(StackFailed, match=f"{status}.*A stack that failed"):
        Stack(cloud, "hubee-recette").put(ONE, {"Turn": "1"})
    assert cloud.executed == []
    assert "A stack that failed" in (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        ("CREATE_IN_PROGRESS", "CREATE_COMPLETE"),  # a certificate took longer than the run before waited
        ("CREATE_IN_PROGRESS", "CREATE_FAILED"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"),
    ],
)
def test_what_a_run_before_has_begun_is_waited_for(status: str, becomes: str) -> None:
    cloud = MemoryCloudFormation()
    cloud.stacks["hubee-recette"] = {"StackStatus": status, "becomes": becomes}
    Stack(cloud, "hubee-recette").put(ONE, {"Turn": "1"})
    assert (cloud.executed, cloud.stacks["hubee-recette"]["StackStatus"]) == (["hubee-recette"], "UPDATE_COMPLETE")


def test_a_version_before_that_lacks_a_parameter_is_put_back() -> None:
    cloud = MemoryCloudFormation()
    stack = Stack(cloud, "hubee-recette")
    stack.put(TWO, {"Turn": "1", "Other": "2"})
    stack.put(ONE, {})
    assert cloud.stacks["hubee-recette"]["Parameters"] == [{"ParameterKey": "Turn", "ParameterValue": "1"}]


def test_what_is_not_deployed_has_no_outputs(account: Account) -> None:
    stack = Stack(account.stacks[REGION], "hubee-recette")
    with pytest.raises(StackFailed, match="is not deployed"):
        stack.outputs()
    assert stack.changes("{}", {}) != []
    assert account.stacks[REGION].stacks == {}


def test_the_page_that_names_the_others_is_put_last(aws: None, tmp_path: Path) -> None:
    files = boto3.client("s3", region_name=REGION)
    files.create_bucket(Bucket="portal", CreateBucketConfiguration={"LocationConstraint": REGION})
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "assets/app.js", "favicon.svg"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert upload_site(tmp_path, bucket="portal", files=files) == ["assets/app.js", "favicon.svg", "index.html"]
    told = {name: files.head_object(Bucket="portal", Key=name) for name in ("index.html", "assets/app.js")}
    assert {name: (each["ContentType"], each["CacheControl"]) for name, each in told.items()} == {
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "assets/app.js": ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
    }


def test_a_portal_that_is_not_built_is_not_put(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        upload_site(tmp_path, bucket="portal", files=None)


def test_a_new_key_verifies_before_it_signs_and_the_old_one_until_it_is_dropped(aws: None) -> None:
    secrets = boto3.client("secretsmanager", region_name=REGION)
    secrets.create_secret(Name="keys")
    (first,) = take_step("signing-keys", "add", secrets=secrets, secret="keys")
    signs, second = take_step("signing-keys", "add", secrets=secrets, secret="keys")
    assert signs == first
    assert take_step("signing-keys", "promote", secrets=secrets, secret="keys") == [second, first]
    assert take_step("signing-keys", "drop", secrets=secrets, secret="keys") == [second]


def test_a_key_that_seals_webhooks_secrets_is_never_dropped(aws: None) -> None:
    secrets = boto3.client("secretsmanager", region_name=REGION)
    secrets.create_secret(Name="keys")
    (first,) = take_step("webhook-keys", "add", secrets=secrets, secret="keys")
    assert take_step("webhook-keys", "add", secrets=secrets, secret="keys")[0] == first
    with pytest.raises(ValueError, match="webhook-keys know no step drop"):
        take_step("webhook-keys", "drop", secrets=secrets, secret="keys")


def test_first_steps_are_taken_once(hub: Composition) -> None:
    now = hub.clock.now()
    assert fill_catalogue(hub, now) > 25
    assert fill_catalogue(hub, now) == 0
    made = first_client(hub, now)
    assert made is not None
    client = hub.clients.client(made[0])
    assert client is not None
    assert client.accepts(made[1])
    (told,) = (each for each in hub.audit.waiting(limit=1_000) if each.subject == client.id)
    assert (told.chain, told.actor, told.fact) == (str(hub.administration), "first-steps", Fact.CREDENTIALS_ISSUED)
    assert first_client(hub, now) is None
    person: dict[str, Any] = {"email": "premiere@hubee.test", "first_name": "Camille", "last_name": "MARTIN"}
    later = now + timedelta(minutes=10)
    for moment in (now, later):  # the first mail may never have left: SES did not know the sender yet
        assert first_administrator(hub, moment, **person)
    waiting = hub.outbox.waiting(created_before=later + timedelta(minutes=1), limit=10)
    assert [(each.to, each.mints, each.created_at) for each in waiting] == [(person["email"], Purpose.ACTIVATION, each) for each in (now, later)]
    identity = account_id(person["email"])
    _, credentials = hub.accounts.with_credentials(identity)
    opened = credentials or Credentials(account_id=identity)
    hub.commit(replace(opened, password_hash=hub.passwords.hash("Motdepasse1!")))
    assert not first_administrator(hub, later, **person)
