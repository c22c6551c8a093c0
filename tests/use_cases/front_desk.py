"""What a person does to sign in, on any hub; his retries are the door's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import pyotp

from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.credentials import Credentials
from chalicelib.domain.errors import SignedOut, StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.links import Purpose
from chalicelib.domain.mails import Mail
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Stage
from chalicelib.domain.values import replace
from chalicelib.use_cases import keep_account, set_password
from chalicelib.use_cases.keep_account import Proof
from chalicelib.use_cases.keep_sessions import identify_user
from chalicelib.use_cases.ports import MailCarrier
from chalicelib.use_cases.send_mails import send_mail
from chalicelib.use_cases.sign_in import SignIn, give_code, renew_password, sign_in
from tests.fakes.hub import Hub, MemoryHub
from tests.portal import PASSWORD, TOTP_SECRET, add_account

TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
EMAIL = "marie@vienne.test"
WRONG = "Wrong&2026"
OTHER = "Autre&2027"
R = TypeVar("R")


def again(action: Callable[[], R]) -> R:
    """What the door does when what was read has changed meanwhile."""
    for _ in range(50):
        try:
            return action()
        except StaleWrite:
            continue
    raise AssertionError("never settled")


class Letterbox(MailCarrier):
    """Keeps the mails that leave."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)


@dataclass(frozen=True, slots=True)
class Desk:
    """One hub as a person at his browser meets it."""

    hub: Hub

    @property
    def now(self) -> datetime:
        return self.hub.clock.now()

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, *, at: datetime | None = None) -> SignIn:
        hub = self.hub
        return sign_in(
            email,
            password,
            device="Firefox",
            now=at or self.now,
            ids=hub.ids,
            accounts=hub.accounts,
            passwords=hub.passwords,
            secrets=hub.secrets,
            commit=hub.commit,
        )

    def refusal(self, email: str = EMAIL, password: str = WRONG) -> str:
        """The reason of a sign-in that is refused."""
        try:
            self.sign_in(email, password)
        except SignedOut as refused:
            return refused.reason
        return "NONE"

    def user(self, begun: SignIn, stage: Stage = Stage.OPEN) -> PortalUser:
        return identify_user(begun.token, stage=stage, is_automatic=False, now=self.now, sessions=self.hub.sessions, commit=self.hub.commit)

    def is_open(self, begun: SignIn) -> bool:
        try:
            self.user(begun)
        except SignedOut:
            return False
        return True

    def give_code(self, code: str, user: PortalUser) -> SignIn:
        hub = self.hub
        return give_code(
            code, user=user, now=self.now, ids=hub.ids, accounts=hub.accounts, sessions=hub.sessions, secrets=hub.secrets, commit=hub.commit
        )

    def renew(self, password: str, user: PortalUser) -> SignIn:
        hub = self.hub
        return renew_password(
            password,
            user=user,
            now=self.now,
            ids=hub.ids,
            accounts=hub.accounts,
            sessions=hub.sessions,
            passwords=hub.passwords,
            secrets=hub.secrets,
            commit=hub.commit,
        )

    def ask_reset(self, email: str = EMAIL) -> None:
        set_password.ask_reset(email, now=self.now, commit=self.hub.commit)

    def set_password(self, token: str, password: str, purpose: Purpose = Purpose.RESET, *, at: datetime | None = None) -> None:
        hub = self.hub
        set_password.set_password(
            token,
            purpose,
            password,
            now=at or self.now,
            ids=hub.ids,
            accounts=hub.accounts,
            sessions=hub.sessions,
            passwords=hub.passwords,
            commit=hub.commit,
        )

    def change_password(self, current: str, password: str, user: PortalUser) -> str:
        hub = self.hub
        _, token = keep_account.change_password(
            current,
            password,
            user=user,
            now=self.now,
            ids=hub.ids,
            accounts=hub.accounts,
            sessions=hub.sessions,
            passwords=hub.passwords,
            secrets=hub.secrets,
            commit=hub.commit,
        )
        return token

    def begin_authenticator(self, user: PortalUser) -> str:
        """The secret that is shown as a QR code."""
        hub = self.hub
        secret, _ = keep_account.begin_authenticator(
            Proof(password=PASSWORD),
            user=user,
            now=self.now,
            ids=hub.ids,
            accounts=hub.accounts,
            passwords=hub.passwords,
            secrets=hub.secrets,
            commit=hub.commit,
        )
        return secret

    def confirm_authenticator(self, code: str, user: PortalUser, *, at: datetime | None = None) -> tuple[str, ...]:
        hub = self.hub
        return keep_account.confirm_authenticator(
            code, user=user, now=at or self.now, ids=hub.ids, accounts=hub.accounts, secrets=hub.secrets, commit=hub.commit
        )

    def remove_authenticator(self, proof: Proof, user: PortalUser) -> None:
        hub = self.hub
        keep_account.remove_authenticator(
            proof, user=user, now=self.now, ids=hub.ids, accounts=hub.accounts, passwords=hub.passwords, commit=hub.commit
        )

    def read_mails(self) -> list[Mail]:
        """The mails that leave now, with the secrets they carry."""
        box = Letterbox()
        for each in self.hub.outbox.waiting(created_before=self.now + timedelta(days=1), limit=100):
            self.send(each.id, box)
        return box.mails

    def send(self, mail_id: str, carrier: MailCarrier) -> bool:
        hub = self.hub
        return send_mail(
            mail_id,
            now=self.now,
            outbox=hub.outbox,
            accounts=hub.accounts,
            sessions=hub.sessions,
            secrets=hub.secrets,
            referential=hub.referential,
            carrier=carrier,
            commit=hub.commit,
        )

    def credentials(self, email: str = EMAIL) -> Credentials:
        _, kept = self.hub.accounts.with_credentials(account_id(email))
        assert kept is not None
        return kept

    def totp(self, steps: int = 0) -> str:
        return pyotp.TOTP(TOTP_SECRET).at(int(self.now.timestamp()) + steps * 30)


def a_desk(actor_type: ActorType = ActorType.AGENT, *, is_mailed: bool = False, **settings: object) -> tuple[Desk, MemoryHub, Account]:
    """A hub in memory with one account, EMAIL; ``is_mailed``: without an authenticator."""
    hub = MemoryHub()
    account = add_account(hub, actor_type, TOWN, email=EMAIL, **settings)  # type: ignore[arg-type]
    desk = Desk(hub)
    if is_mailed:
        hub.commit(replace(desk.credentials(), totp_secret=None))
    return desk, hub, account
