"""When each job runs and what it does, as data: for the administration, and for clocks that are moved."""

from datetime import time, timedelta

from msgspec import Struct

from chalicelib.domain.limits import LIMITS

_NIGHT = (time(0, 30),)
_MINUTE, _FIVE_MINUTES, _HOUR, _DAY = timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)


class Schedule(Struct, frozen=True, kw_only=True):
    """A job's rhythm: how often it runs (``schedules`` says it to AWS), and what it does in the words people read.

    ``missed_hours``: the hours of Paris at which it is run for each day that a moved clock skips; none for a job that
    depends on no day, and is only run where the time begins and ends.
    """

    period: timedelta
    does: str
    missed_hours: tuple[time, ...] = _NIGHT


SCHEDULES: dict[str, Schedule] = {
    # In the order in which they are run when several are due: what others tell of, or build upon, comes first.
    "ingest": Schedule(period=LIMITS.ingestion_period, does="Fait entrer dans le portail les télédossiers et les événements des opérateurs."),
    "label-subscriptions": Schedule(period=_MINUTE, does="Active et suspend les abonnements dont la date est venue, et prévient les abonnés."),
    "check-forgotten-files": Schedule(
        period=_MINUTE, does="Vérifie les pièces jointes volumineuses dont l'arrivée n'a pas été signalée.", missed_hours=()
    ),
    "finish-deliveries": Schedule(period=_MINUTE, does="Termine les transmissions interrompues.", missed_hours=()),
    "remove-abandoned-deposits": Schedule(period=_DAY, does="Supprime les dépôts jamais terminés après 30 jours."),
    "erase-leftovers": Schedule(period=_HOUR, does="Efface ce qu'un dépôt ou une suppression interrompus ont laissé."),
    "purge-files": Schedule(period=_HOUR, does="Supprime les pièces jointes dont le délai de conservation est passé."),
    "archive-cases": Schedule(period=_HOUR, does="Archive les télédossiers clos depuis le délai de leur démarche."),
    "delete-archived": Schedule(period=_HOUR, does="Supprime définitivement les télédossiers archivés depuis le délai de leur démarche."),
    "remind-inactive": Schedule(period=_DAY, does="Rappelle les comptes inactifs à 60 et 90 jours, les désactive à 120."),
    "count-cases": Schedule(period=_FIVE_MINUTES, does="Met à jour les statistiques.", missed_hours=()),
    "send-digests": Schedule(
        period=_FIVE_MINUTES,
        does="Envoie les récapitulatifs par mail à leurs heures.",
        missed_hours=tuple(time(hour) for hour in LIMITS.digest_hours),
    ),
    "link-audit": Schedule(period=_MINUTE, does="Enchaîne les faits du journal d'audit."),
    "export-audit": Schedule(period=_HOUR, does="Met à l'abri, sans modification possible, le journal d'audit des jours passés."),
    "tend-preparations": Schedule(period=_FIVE_MINUTES, does="Relance les archives et les exports en attente, supprime ceux de la veille."),
    "tend-webhooks": Schedule(period=_MINUTE, does="Relance les livraisons aux webhooks dont l'heure est venue."),
    "announce-forgotten-mails": Schedule(period=_MINUTE, does="Relance l'envoi des mails oubliés.", missed_hours=()),
}
