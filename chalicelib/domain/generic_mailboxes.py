"""Mailboxes that several people read: an account is one person's, so none of them can be its address.

**Source:** ACC-05.
"""

from chalicelib.domain.accounts import normalised

GENERIC = (
    "L'adresse {address} est une adresse générique, que plusieurs personnes peuvent lire. "
    "Seules les adresses e-mail personnelles sont autorisées pour l'accès au Portail HubEE."
)
GENERIC_MAILBOXES = frozenset(
    """
    abuse accueil admin administrateur administratif administration agent agents assistance bureau cabinet ccas commune
    communication comptabilite conseil-departemental contact courriel courrier departement dga dgs direction dpo drh dsi elections
    email etat-civil facturation finances guichet helpdesk hostmaster hotel-de-ville info
    information informatique infos lamairie mail maire mairie ne-pas-repondre nepasrepondre no-reply noreply pacs police-municipale
    population postmaster prefecture presse recensement reception ressources-humaines rgpd rh root secretaire secretariat
    secretariat-general secretariat-mairie service services social standard support sysadmin technique tourisme urbanisme ville
    webmaster
    """.split()  # noqa: SIM905 - data, easier to read and to add to so
)
_PLACES = frozenset({"mairie", "commune"})
"""What begins a generic mailbox whatever follows: ``mairie-de-vienne``."""


def _parts(name: str) -> list[str]:
    return [part for part in name.replace("_", "-").replace(".", "-").split("-") if part]


_SPELLINGS = frozenset("".join(_parts(each)) for each in GENERIC_MAILBOXES)


def is_generic(email: str) -> bool:
    """Whether an address is that of a place or a service: its name, without a ``+`` part, is of the list however it is parted."""
    parts = _parts(normalised(email).rpartition("@")[0].partition("+")[0])
    return not parts or parts[0] in _PLACES or "".join(parts) in _SPELLINGS


def generic_refusal(email: str) -> str:
    """What a person reads when he gives such an address."""
    return GENERIC.format(address=email.strip())
