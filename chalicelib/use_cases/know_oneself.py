"""Who is signed in, for whom, what he finds and what he should know (ACC-02, ACC-08, AUT-04)."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.credentials import expiry_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.permissions import MenuEntry, menu_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ADMINISTRATORS, Role
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Referential

_ONE_LEFT = (
    "Votre organisation n'a qu'un seul administrateur. Il en faut au minimum deux : "
    "créez un autre compte d'administrateur dans le menu « Gestion des comptes »."
)


class Oneself(Struct, frozen=True, kw_only=True):
    """What a person is told of himself."""

    organisations: tuple[Organisation, ...]
    menu: tuple[MenuEntry, ...]
    warnings: tuple[str, ...]
    has_authenticator: bool
    password_expires_at: datetime | None


def who_am_i(user: PortalUser, *, accounts: Accounts, referential: Referential) -> Oneself:
    """Tell a signed-in person who he is here."""
    account = user.account
    is_warned = account.actor_type in ADMINISTRATORS and user.may(Role.USERS_READ)
    credentials, managers = accounts.credentials_and_managers(account.id, user.acting_for if is_warned else None)
    found = referential.organisations_of(account.organisations)
    is_alone = managers is not None and len(managers.account_ids) < LIMITS.managers_wanted
    return Oneself(
        organisations=tuple(found[each] for each in account.organisations if each in found),
        menu=menu_of(user),
        warnings=(_ONE_LEFT,) if is_alone else (),
        has_authenticator=credentials is not None and credentials.totp_secret is not None,
        password_expires_at=expiry_of(credentials.password_set_at) if credentials and credentials.password_set_at else None,
    )
