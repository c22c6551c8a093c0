"""The portal's part of the composition: an adapter for each of its ports."""

from functools import cached_property

from chalicelib.adapters.dynamo_accounts import DynamoAccounts, DynamoSessions
from chalicelib.adapters.dynamo_counts import DynamoCounts
from chalicelib.use_cases.people_ports import Accounts, Counts, Passwords, Secrets, Sessions


class PortalAdapters:
    """The adapters that the portal's use cases need beside the exchange's; those that weigh are imported when they are used."""

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts and credentials."""
        return DynamoAccounts()

    @cached_property
    def sessions(self) -> Sessions:
        """Sessions and live links."""
        return DynamoSessions()

    @cached_property
    def counts(self) -> Counts:
        """Books of numbers."""
        return DynamoCounts()

    @cached_property
    def passwords(self) -> Passwords:
        """Slow hashing."""
        from chalicelib.adapters.argon2_passwords import Argon2Passwords

        return Argon2Passwords()

    @cached_property
    def secrets(self) -> Secrets:
        """Random secrets."""
        from chalicelib.adapters.random_secrets import RandomSecrets

        return RandomSecrets()
