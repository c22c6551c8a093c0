"""The administration gives and takes partners' credentials, and the audit trail tells of each (OAU-05, OAU-08, AUT-10)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.audit import Doer, Fact
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.pages import Window
from chalicelib.domain.subscriptions import SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import deafened
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.ports import Clients, Commit, Ids, Referential
from chalicelib.use_cases.webhook_ports import Webhooks


def create_client(
    *,
    scope: Scope,
    organisation: OrganisationId | None,
    process_codes: Sequence[str],
    subscription_id: str | None,
    client_id: str,
    secret: str,
    administration: OrganisationId,
    by: Doer,
    now: datetime,
    ids: Ids,
    referential: Referential,
    commit: Commit,
) -> OAuthClient:
    """Create a client; ``secret`` leaves the hub once, in the answer, and is kept as a digest.

    An OSL client names its organisation and perhaps some of its processes; an SI client its subscription; ADMIN and
    DATAPASS nothing. Raises: Invalid.
    """
    match scope:
        case Scope.OSL:
            owner, codes, subscription_id = _operator(organisation, process_codes, referential), tuple(dict.fromkeys(process_codes)), None
        case Scope.SI:
            owner, codes = _subscriber(subscription_id, referential)
        case _:
            owner, codes, subscription_id = administration, (), None
    client = OAuthClient(
        id=client_id,
        scope=scope,
        organisation=owner,
        process_codes=codes,
        subscription_id=subscription_id,
        secret_digest=secret_digest(secret),
        created_at=now,
    )
    commit(client, by.did(Fact.CREDENTIALS_ISSUED, at=now, ids=ids, subject=client.id, deed="client created"))
    return client


def _operator(organisation: OrganisationId | None, process_codes: Sequence[str], referential: Referential) -> OrganisationId:
    if organisation is None:
        raise Invalid("An OSL client needs an organization")
    if organisation.type != "OSL" or referential.organisation(organisation) is None:
        raise Invalid(f"Organization {organisation} does not exist as an OSL")
    owned = {each.code for each in referential.processes() if each.osl == organisation}
    foreign = [code for code in process_codes if code not in owned]
    if foreign:
        raise Invalid(*(f"Process {code} is not owned by {organisation}" for code in foreign))
    return organisation


def _subscriber(subscription_id: str | None, referential: Referential) -> tuple[OrganisationId, tuple[str, ...]]:
    if subscription_id is None:
        raise Invalid("An SI client needs a subscriptionId")
    subscription = referential.subscription(subscription_id)
    if subscription is None or subscription.label is SubscriptionStatus.REFUSED:
        raise Invalid(f"Subscription {subscription_id} does not exist or is Refusé")
    return subscription.subscriber, (subscription.process_code,)


def list_clients(window: Window, *, clients: Clients) -> tuple[OAuthClient, ...]:
    """A page of the clients, oldest first, without their secrets."""
    return clients.clients(window)


def rotate_secret(client_id: str, *, secret: str, by: Doer, now: datetime, ids: Ids, clients: Clients, commit: Commit) -> OAuthClient:
    """Replace a client's secret: the old one gets no token from now on. Raises: NotFound, StaleWrite."""
    rotated = replace(_existing(client_id, clients), secret_digest=secret_digest(secret), rotated_at=now)
    commit(rotated, by.did(Fact.CREDENTIALS_ISSUED, at=now, ids=ids, subject=client_id, deed="secret rotated"))
    return rotated


def revoke_client(
    client_id: str, *, by: Doer, now: datetime, ids: Ids, clients: Clients, webhooks: Webhooks, referential: Referential, commit: Commit
) -> None:
    """Take a client's credentials away; its live tokens stop within a minute. An operator's webhook goes with its client.

    Raises: NotFound, StaleWrite.
    """
    client = _existing(client_id, clients)
    writes: list[Write] = [Remove(client), by.did(Fact.ADMINISTERED, at=now, ids=ids, subject=client_id, deed="client revoked")]
    if (webhook := webhooks.webhook(client.id)) is not None:
        writes += [Remove(webhook), *deafened(webhook.id, referential.processes())]
    commit(*writes)


def _existing(client_id: str, clients: Clients) -> OAuthClient:
    client = clients.client(client_id)
    if client is None:
        raise NotFound("Client is not found")
    return client
