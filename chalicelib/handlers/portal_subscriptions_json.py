"""Subscriptions on the portal's wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.subscription_forms import SubscriptionForm, day_of, since
from chalicelib.domain.subscription_rights import Permission, permissions
from chalicelib.domain.subscriptions import AccessMode, Frequency, Subscription
from chalicelib.handlers.portal_wire import Email, Instant, Wire
from chalicelib.use_cases.manage_subscriptions import Shown


class SubscriptionFormBody(Wire):
    """The form of a subscription. ``activationDate``: a day in Paris; ``version``: as the subscription was read."""

    access_mode: Literal["PORTAIL", "API"]
    notification_frequency: Literal["Aucune", "Unitaire", "Biquotidienne", "Quotidienne"]
    email: Email | None = None
    activation_date: date | None = None
    delegate_email: Email | None = None
    version: Annotated[int, Field(ge=0)]
    confirm: bool = False

    def to_form(self) -> SubscriptionForm:
        """Read it."""
        return SubscriptionForm(
            access_mode=AccessMode(self.access_mode),
            frequency=Frequency(self.notification_frequency),
            email=self.email,
            activation_date=self.activation_date,
            delegate_email=self.delegate_email,
            revision=self.version,
        )


class ConfirmSubscriptionBody(Wire):
    """Whether the person has confirmed."""

    confirm: bool = False


class PermissionJson(Wire):
    """One thing that may be done; ``reason`` says why it may not."""

    key: str
    is_allowed: bool
    reason: str | None

    @classmethod
    def of(cls, permission: Permission) -> "PermissionJson":
        """Write it."""
        return cls.model_construct(key=str(permission.deed), is_allowed=permission.reason is None, reason=permission.reason)


class PortalSubscriptionJson(Wire):
    """A subscription as a person sees it. ``since``: from when it is what it is; ``until``: when it next changes."""

    id: str
    process_code: str
    process_name: str
    organisation: str
    organisation_name: str | None
    status: str
    since: Instant | None
    until: Instant | None
    access_mode: str
    notification_frequency: str
    email: str | None
    activation_date: str | None
    local_administrator_email: str
    delegate_email: str | None
    rejection_reason: str | None
    version: int
    actions: list[PermissionJson]

    @classmethod
    def of(cls, subscription: Subscription, shown: Shown, *, user: PortalUser, at: datetime) -> "PortalSubscriptionJson":
        """Write it as of an instant."""
        process = shown.processes.get(subscription.process_code)
        organisation = shown.organisations.get(subscription.subscriber)
        day = day_of(subscription.activate_at)
        return cls.model_construct(
            id=subscription.id,
            process_code=subscription.process_code,
            process_name=process.name if process else subscription.process_code,
            organisation=str(subscription.subscriber),
            organisation_name=organisation.name if organisation else None,
            status=str(subscription.status_at(at)),
            since=since(subscription, at),
            until=subscription.next_change_after(at),
            access_mode=str(subscription.effective_mode),
            notification_frequency=str(subscription.frequency),
            email=subscription.email,
            activation_date=day.isoformat() if day else None,
            local_administrator_email=subscription.local_administrator.email,
            delegate_email=subscription.delegate_email,
            rejection_reason=subscription.rejection_reason,
            version=subscription.revision,
            actions=[PermissionJson.of(each) for each in permissions(user, subscription, at=at)],
        )


class CredentialsJson(Wire):
    """The credentials, masked."""

    client_id: str
    client_secret: str | None
    has_secret: bool
    issued_at: Instant | None


class ClientIdJson(Wire):
    """The client id, for copying."""

    client_id: str


class SecretJson(Wire):
    """The secret, for copying: answered once."""

    client_id: str
    client_secret: str
