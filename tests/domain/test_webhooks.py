"""A webhook's secrets and pauses, whose it is, and its signature as a receiver verifies it."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.callers import Scope, Side
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.subscriptions import AccessMode, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.domain.webhook_signatures import signature
from chalicelib.domain.webhooks import PauseReason, SealedSecret, Webhook, may_be_pushed_to, sees
from tests.scenes import MemoryScene

pytestmark = pytest.mark.rule("NOT-05")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def webhook() -> Webhook:
    operator = OrganisationId.parse("OSL-11000101300017-75107")
    return Webhook(id="w", side=Side.OSL, organisation=operator, url="https://a.fr/hub?key=1", secrets=(SealedSecret(sealed="one"),), created_at=NOW)


def sealed(each: Webhook, at: datetime) -> list[str]:
    return [secret.sealed for secret in each.live_secrets(at=at)]


def test_the_secret_before_signs_for_a_day_after_it_was_replaced_and_an_older_one_no_more() -> None:
    rotated = webhook().rotated("two", at=NOW)
    assert sealed(rotated, NOW + DAY - timedelta(seconds=1)) == ["two", "one"]
    assert sealed(rotated, NOW + DAY) == ["two"]
    assert sealed(rotated.rotated("three", at=NOW), NOW) == ["three", "two"]


def test_another_address_shares_no_secret_with_the_one_before_and_is_not_paused() -> None:
    paused = webhook().rotated("two", at=NOW).paused(PauseReason.FAILING, at=NOW)
    moved = paused.moved_to("https://b.fr/", "three", at=NOW + DAY)
    assert moved == replace(webhook(), url="https://b.fr/", secrets=(SealedSecret(sealed="three"),), updated_at=NOW + DAY)


def test_mails_tell_of_the_host_alone() -> None:
    assert webhook().host == "a.fr"


@given(st.binary(max_size=500), st.lists(st.text(min_size=1), min_size=1, max_size=2), st.integers(0, 2**32))
def test_a_receiver_that_has_either_secret_finds_its_digest(body: bytes, secrets: list[str], moment: int) -> None:
    written = signature(body, secrets=secrets, at=datetime.fromtimestamp(moment, UTC))
    fields = [part.partition("=")[::2] for part in written.split(",")]
    assert fields[0] == ("t", str(moment))
    expected = [hmac.new(each.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() for each in secrets]
    assert fields[1:] == [("v1", each) for each in expected]


def test_a_signature_as_it_was_computed_by_openssl() -> None:
    # printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec
    written = signature(b'{"a":1}', secrets=["whsec"], at=datetime.fromtimestamp(1_700_000_000, UTC))
    assert written == "t=1700000000,v1=8ad37ba156048ae0e0a5533c75cdf26fee88b07f93cb57ee4c80adb053012032"


def test_nothing_is_pushed_to_a_subscription_in_portal_mode_or_refused() -> None:
    subscription = MemoryScene().new_subscription(OrganisationId.parse("SI-21380544300016-38544"))
    assert may_be_pushed_to(subscription)
    assert not may_be_pushed_to(replace(subscription, access_mode=AccessMode.PORTAL))
    assert not may_be_pushed_to(replace(subscription, access_mode=None))
    assert not may_be_pushed_to(replace(subscription, label=SubscriptionStatus.REFUSED))
    assert not may_be_pushed_to(None)


def test_a_client_sees_the_processes_that_its_organisation_owns_now_less_those_it_is_not_bound_to() -> None:
    scene = MemoryScene()
    client = OAuthClient(id="c", scope=Scope.OSL, organisation=scene.process.osl, secret_digest="d", created_at=NOW)
    assert sees(client, scene.process)
    assert sees(replace(client, process_codes=(scene.process.code,)), scene.process)
    assert not sees(replace(client, process_codes=("OTHER",)), scene.process)
    assert not sees(client, replace(scene.process, osl=scene.organisation("OSL")))
    assert not sees(None, scene.process)
    assert not sees(client, None)
