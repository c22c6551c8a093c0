"""What each OAuth client may do now, remembered for a minute so that a request costs no read for it (OAU-05)."""

import time
from collections.abc import Callable
from threading import Lock

from chalicelib.adapters.dynamo_clients import DynamoClients
from chalicelib.adapters.dynamo_referential import DynamoReferential
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.oauth_clients import Bearer, OAuthClient


class CachedClientStates:
    """Keeps the promises of the ``ClientStates`` port. The minute is counted on the machine's own steady clock, in seconds."""

    def __init__(self, clients: DynamoClients, referential: DynamoReferential, *, steady_clock: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._referential = referential
        self._steady_clock = steady_clock
        self._known: dict[Bearer, tuple[float, Caller | None]] = {}
        self._lock = Lock()

    def caller(self, bearer: Bearer) -> Caller | None:
        """The caller a live client is, with its perimeter; None when it is revoked, or its subscription was refused."""
        now = self._steady_clock()
        with self._lock:
            remembered = self._known.get(bearer)
        if remembered is not None and remembered[0] > now:
            return remembered[1]
        client = self._clients.client(bearer.client_id)
        caller = self._perimeter_of(client) if client is not None and client.bearer == bearer else None
        with self._lock:
            self._known[bearer] = (now + LIMITS.client_state_cache.total_seconds(), caller)
        return caller

    def forget(self) -> None:
        """Drop what is remembered: this process has just changed a client, a process or a subscription."""
        with self._lock:
            self._known.clear()

    def _perimeter_of(self, client: OAuthClient) -> Caller | None:
        """What a client may do now, an SI's by one read of its seat; None when its subscription was refused since."""
        codes = frozenset(client.process_codes)
        mode = None
        if client.scope is Scope.OSL:
            owned = frozenset(each.code for each in self._referential.processes() if each.osl == client.organisation)
            codes = owned & codes if codes else owned
        elif (seat := client.seat) is not None:
            subscription = client.own(self._referential.subscriptions_of_pairs([seat]).get(seat))
            if subscription is None:
                return None
            mode = subscription.effective_mode
        return Caller(scope=client.scope, client_id=client.id, organisation=client.organisation, process_codes=codes, access_mode=mode)
