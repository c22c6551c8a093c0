"""The credentials of a subscription in API mode: the secret leaves the hub when it is first copied, and never again (SUB-09, OAU-05).

A subscription has one client. One that the administration made for it is used; else its id follows from the subscription's, so
that two who copy at once make one.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from chalicelib.domain.accounts import normalised
from chalicelib.domain.audit import AuditFact, Fact, doer_of
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Invalid
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mailings import credentials_mail
from chalicelib.domain.mails import Mail
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscription_forms import delegate_of
from chalicelib.domain.subscription_rights import Deed, subscription_for
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.use_cases.people_ports import Accounts, Secrets
from chalicelib.use_cases.ports import Clients, Commit, Ids, Referential

_CLIENTS = UUID("8f5c2a61-0b0e-4f0c-8d53-6f1d9b7f1a35")
_COPIED = "La clé secrète a déjà été copiée : elle n'est plus jamais affichée. Pour en obtenir une nouvelle, utilisez « Régénérer »."
_NOT_COPIED = "Aucune clé secrète n'a encore été copiée pour cet abonnement : utilisez d'abord « Copier »."


class CredentialsState(Struct, frozen=True, kw_only=True):
    """What may be told of the credentials: never one of them in clear."""

    has_secret: bool
    issued_at: datetime | None


def read_credentials(subscription_id: str, *, user: PortalUser, now: datetime, referential: Referential, clients: Clients) -> CredentialsState:
    """Whether a secret was copied, and when. Raises: NotFound, Forbidden, Invalid unless in API mode."""
    present = _present(_own(subscription_id, user, now, referential), clients)
    return CredentialsState(has_secret=present is not None, issued_at=(present.rotated_at or present.created_at) if present else None)


def copy_client_id(subscription_id: str, *, user: PortalUser, now: datetime, referential: Referential, clients: Clients) -> str:
    """The client id; known before there is a secret. Raises: NotFound, Forbidden, Invalid."""
    subscription = _own(subscription_id, user, now, referential)
    present = _present(subscription, clients)
    return present.id if present else _client_id(subscription)


def copy_secret(
    subscription_id: str,
    *,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    referential: Referential,
    clients: Clients,
    secrets: Secrets,
    commit: Commit,
) -> str:
    """Make the secret and answer it: the only time that it leaves the hub. Raises: NotFound, Forbidden, Invalid, StaleWrite."""
    subscription = _own(subscription_id, user, now, referential)
    if _present(subscription, clients) is not None:
        raise Invalid(_COPIED)
    secret = secrets.secret()
    client = OAuthClient(
        id=_client_id(subscription),
        scope=Scope.SI,
        organisation=subscription.subscriber,
        process_codes=(subscription.process_code,),
        subscription_id=subscription.id,
        secret_digest=secret_digest(secret),
        created_at=now,
    )
    commit(client, _fact(client, subscription, user, "copied", now, ids))
    return secret


def regenerate_secret(
    subscription_id: str,
    *,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    referential: Referential,
    clients: Clients,
    accounts: Accounts,
    secrets: Secrets,
    commit: Commit,
) -> str:
    """Replace the secret and answer the new one; the old one gets no token from now on, and those concerned are mailed.

    Raises: NotFound, Forbidden, Invalid, StaleWrite.
    """
    subscription = _own(subscription_id, user, now, referential)
    present = _present(subscription, clients)
    if present is None:
        raise Invalid(_NOT_COPIED)
    secret = secrets.secret()
    client = replace(present, secret_digest=secret_digest(secret), rotated_at=now)
    mails = _mails(subscription, client, accounts, at=now)
    commit(client, *mails, _fact(client, subscription, user, "regenerated", now, ids))
    return secret


def _own(subscription_id: str, user: PortalUser, now: datetime, referential: Referential) -> Subscription:
    return subscription_for(Deed.CREDENTIALS, referential.subscription(subscription_id), user, at=now)


def _client_id(subscription: Subscription) -> str:
    return str(uuid5(_CLIENTS, subscription.id))


def _present(subscription: Subscription, clients: Clients) -> OAuthClient | None:
    own = clients.client(_client_id(subscription))
    return own or next(iter(clients.of_subscription(subscription.id)), None)


def _mails(subscription: Subscription, client: OAuthClient, accounts: Accounts, *, at: datetime) -> Iterator[Mail]:
    every = accounts.of_organisation(subscription.subscriber, limit=LIMITS.page_max)
    administrators = [each.email for each in every if each.is_active and each.actor_type is ActorType.LOCAL_ADMINISTRATOR]
    delegate = delegate_of(subscription)
    addresses = [*([delegate] if delegate else []), *administrators[: LIMITS.administrators_mailed]]
    for address in {normalised(each): each for each in addresses}.values():
        yield credentials_mail(subscription, address, cause=f"{client.id}|{client.version}", at=at)


def _fact(client: OAuthClient, subscription: Subscription, user: PortalUser, deed: str, now: datetime, ids: Ids) -> AuditFact:
    doer = doer_of(user.account, subscriber=subscription.subscriber)
    return doer.did(Fact.CREDENTIALS_ISSUED, at=now, ids=ids, subject=client.id, deed=deed, subscription=subscription.id)
