"""The stages as data: what differs between them stands here and nowhere else."""

from dataclasses import dataclass

REGION = "eu-west-3"
"""Paris, where the data stays. CloudFront's certificate and firewall can only live in us-east-1 (``EDGE_REGION``)."""
EDGE_REGION = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One deployment of the hub.

    ``requests_per_second`` and ``burst`` bound the whole API, ``calls_per_client`` and ``calls_per_address`` are counted over
    five minutes by the firewall; ``budget_dollars`` is a month's of the whole account, one account a stage; it warns, it stops nothing.
    ``carries_real_files``: it is not deployed without an antivirus of its own (ADR 6).
    """

    name: str
    domain: str
    sender: str
    requests_per_second: int
    burst: int
    calls_per_client: int
    calls_per_address: int
    log_days: int
    budget_dollars: int
    carries_real_files: bool = False

    @property
    def prefix(self) -> str:
        """What the names of everything in it begin with."""
        return f"hubee-{self.name}-"

    @property
    def stack(self) -> str:
        """The name of its stack; the edge's is the same in its own region."""
        return f"hubee-{self.name}"


STAGES: dict[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage(
            name="recette",  # the partners' first sandbox
            domain="recette.hubee.numerique.gouv.fr",
            sender="ne-pas-repondre@recette.hubee.numerique.gouv.fr",
            requests_per_second=100,
            burst=200,
            calls_per_client=1_500,
            calls_per_address=6_000,
            log_days=30,
            budget_dollars=200,
        ),
        Stage(
            name="preprod",  # the sandbox that is as production is
            domain="preprod.hubee.numerique.gouv.fr",
            sender="ne-pas-repondre@preprod.hubee.numerique.gouv.fr",
            requests_per_second=500,
            burst=1_000,
            calls_per_client=3_000,
            calls_per_address=15_000,
            log_days=90,
            budget_dollars=500,
        ),
        Stage(
            name="prod",
            domain="hubee.numerique.gouv.fr",
            sender="ne-pas-repondre@hubee.numerique.gouv.fr",
            requests_per_second=2_000,
            burst=4_000,
            calls_per_client=6_000,  # 20 a second: a national operator's program in its rush hour
            calls_per_address=30_000,  # an editor's platform calls for hundreds of town halls from one address
            log_days=365,
            budget_dollars=1_500,
            carries_real_files=True,
        ),
    )
}

SANDBOX = Stage(
    name="sandbox",  # one process on one machine: only its tables, buckets, queues, secrets and sender are made, on moto
    domain="localhost",
    sender="ne-pas-repondre@hubee.test",
    requests_per_second=0,
    burst=0,
    calls_per_client=0,
    calls_per_address=0,
    log_days=1,
    budget_dollars=0,
)
