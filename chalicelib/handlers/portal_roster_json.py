"""The accounts of an organisation on the portal's wire: rows and options."""

from chalicelib.domain.account_rules import WITH_HABILITATIONS, Action, TypeChange
from chalicelib.domain.accounts import Civility
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ACTOR_LABELS, ACTOR_RULES, CONSULTATION_OF, ROLE_LABELS, ActorType, Role
from chalicelib.handlers.portal_accounts_json import AccountFieldsJson, account_fields
from chalicelib.handlers.portal_wire import Instant, Wire
from chalicelib.use_cases.list_accounts import AccountOptions, Listed

_ACTION_LABELS = {
    Action.EDIT: "Modifier",
    Action.DEACTIVATE: "Inactiver le compte",
    Action.REACTIVATE: "Réactiver",
    Action.RESEND_ACTIVATION: "Renvoyer le lien d'activation",
    Action.RESET_SECOND_FACTOR: "Réinitialiser la double authentification",
}


class AccountActionJson(Wire):
    """What may be done; ``reason`` says why it is not possible."""

    key: str
    label: str
    is_allowed: bool
    reason: str | None


class TypeChangeJson(Wire):
    """A type that the account may become of; ``reason`` says why it cannot."""

    value: str
    label: str
    is_allowed: bool
    reason: str | None

    @classmethod
    def of(cls, change: TypeChange) -> "TypeChangeJson":
        """Write it."""
        label = ACTOR_LABELS[change.actor_type]
        return cls.model_construct(value=str(change.actor_type), label=label, is_allowed=change.reason is None, reason=change.reason)


class AccountJson(AccountFieldsJson):
    """An account; ``organisations`` are those of it that the reader may know; ``state``: « Actif » or « Inactif »."""

    organisations: list[str]
    state: str
    is_active: bool
    deactivation: str | None
    deactivated_at: Instant | None
    signed_in_at: Instant | None
    created_at: Instant
    updated_at: Instant | None
    actions: list[AccountActionJson]
    type_changes: list[TypeChangeJson]

    @classmethod
    def of(cls, listed: Listed) -> "AccountJson":
        """Write it."""
        account = listed.account
        return cls.model_construct(
            **account_fields(account),
            organisations=sorted(map(str, listed.organisations)),
            state="Actif" if account.is_active else "Inactif",
            is_active=account.is_active,
            deactivation=account.deactivation,
            deactivated_at=account.deactivated_at,
            signed_in_at=account.signed_in_at,
            created_at=account.created_at,
            updated_at=account.updated_at,
            actions=[
                AccountActionJson.model_construct(
                    key=str(each.action), label=_ACTION_LABELS[each.action], is_allowed=each.reason is None, reason=each.reason
                )
                for each in listed.possibilities
            ],
            type_changes=[TypeChangeJson.of(each) for each in listed.type_changes],
        )


class AccountListJson(Wire):
    """A page of the accounts; ``next`` is the cursor of the page after, null at the end."""

    accounts: list[AccountJson]
    next: str | None


class TypeOptionJson(Wire):
    """A type of account: the roles it has at first, those it may have, whether it has habilitations."""

    value: str
    label: str
    default_roles: list[str]
    possible_roles: list[str]
    has_habilitations: bool


class RoleOptionJson(Wire):
    """A role; ``needs`` is the « Consultation » it comes with."""

    value: str
    label: str
    needs: str | None


class ProcessOptionJson(Wire):
    """A process that may be habilitated."""

    code: str
    name: str


class AccountOptionsJson(Wire):
    """What the form of an account offers."""

    organisation: str
    actor_types: list[TypeOptionJson]
    roles: list[RoleOptionJson]
    processes: list[ProcessOptionJson]
    civilities: list[str]


def options_json(options: AccountOptions) -> AccountOptionsJson:
    """Write the options."""
    possible = frozenset().union(*(ACTOR_RULES[each].possible_roles for each in options.actor_types))
    return AccountOptionsJson.model_construct(
        organisation=str(options.organisation),
        actor_types=[_type_option(each) for each in options.actor_types],
        roles=[
            RoleOptionJson.model_construct(value=str(each), label=ROLE_LABELS[each], needs=CONSULTATION_OF.get(each))
            for each in Role
            if each in possible
        ],
        processes=[_process_option(each) for each in options.processes],
        civilities=[str(each) for each in Civility],
    )


def _type_option(actor_type: ActorType) -> TypeOptionJson:
    rules = ACTOR_RULES[actor_type]
    return TypeOptionJson.model_construct(
        value=str(actor_type),
        label=ACTOR_LABELS[actor_type],
        default_roles=sorted(rules.default_roles),
        possible_roles=sorted(rules.possible_roles),
        has_habilitations=actor_type in WITH_HABILITATIONS,
    )


def _process_option(process: Process) -> ProcessOptionJson:
    return ProcessOptionJson.model_construct(code=process.code, name=process.name)
