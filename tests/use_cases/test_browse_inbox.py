"""Lists of télédossiers as people walk them: order, search, bounds, neighbours. **Source:** POR-01, POR-10, POR-11, POR-13."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import Forbidden, Invalid, NotFound
from chalicelib.domain.inbox import InboxCriteria, InboxOrder, Position, words_of
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.use_cases.browse_inbox import Listing, every_case, list_cases, neighbours
from chalicelib.use_cases.people_ports import Inboxes
from tests.inbox_cases import add_case, person
from tests.scenes import MemoryScene

ORDERS = [(order, way) for order in InboxOrder for way in (True, False)]
TOO_MANY = "Plus de 1\u202f000 télédossiers correspondent : précisez la recherche ou ajoutez un filtre (statut, démarche, dates)."


class Place:
    """A town on the portal, its agent, and a second process that he is habilitated to."""

    def __init__(self) -> None:
        self.scene = MemoryScene(name="Recensement")
        self.town = self.scene.organisation()
        self.scene.subscription(self.town, access_mode=None)
        self.other = self.scene.add_process(self.scene.osl.organisation, name="État civil")
        self.scene.subscription(self.town, access_mode=None, process_code=self.other.code)
        self.agent = person(ActorType.AGENT, self.town, habilitations=frozenset({self.scene.process.code, self.other.code}))

    def case(self, *, name: str = "MARTIN", seconds: int = 0, is_found: bool = True, **overrides: Any) -> Case:
        applicant = Applicant(first_name="Zoé", last_name=name)
        made = add_case(self.scene, self.town, at=self.scene.in_a(seconds=seconds), **{"applicant": applicant, **overrides})
        if is_found:
            self.scene.hub.commit(*words_of(made))
        return made

    def mixture(self) -> list[Case]:
        """Cases of both processes in several states, some received at once."""
        statuses = [CaseStatus.SENT, CaseStatus.DONE, CaseStatus.IN_PROGRESS, CaseStatus.REFUSED]
        names = ["MARTIN", "Élan", "dupont"]
        codes = [self.scene.process.code, self.other.code]
        return [
            self.case(name=names[number % 3], seconds=number // 2, status=statuses[number % 4], process_code=codes[number % 2])
            for number in range(12)
        ]

    def listing(self, user: PortalUser | None = None, *, after: Position | None = None, limit: int = 100, **criteria: Any) -> Listing:
        organisation = criteria.pop("organisation", None)
        hub = self.scene.hub
        return list_cases(
            InboxCriteria(**criteria),
            organisation=organisation,
            after=after,
            limit=limit,
            user=user or self.agent,
            now=self.scene.now,
            referential=hub.referential,
            inboxes=hub.inboxes,
            exchange=hub.exchange,
        )

    def ids(self, user: PortalUser | None = None, **criteria: Any) -> list[str]:
        return [row.case.id for row in self.listing(user, **criteria).rows]

    def beside(self, case: Case, user: PortalUser | None = None, **criteria: Any) -> tuple[str | None, str | None]:
        hub = self.scene.hub
        return neighbours(
            case.id,
            InboxCriteria(**criteria),
            organisation=None,
            user=user or self.agent,
            referential=hub.referential,
            inboxes=hub.inboxes,
            exchange=hub.exchange,
        )


def pages(place: Place, *, limit: int, **criteria: Any) -> Iterator[list[str]]:
    after: Position | None = None
    while True:
        listing = place.listing(after=after, limit=limit, **criteria)
        yield [row.case.id for row in listing.rows]
        after = listing.next
        if after is None:
            return


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize(("order", "is_descending"), ORDERS)
def test_pages_of_any_order_join_to_the_whole_list_and_the_last_one_says_so(order: InboxOrder, is_descending: bool) -> None:
    place = Place()
    made = {case.id: case for case in place.mixture()}
    whole = place.ids(order=order, is_descending=is_descending)
    assert sorted(whole) == sorted(made)
    assert [len(page) for page in pages(place, limit=5, order=order, is_descending=is_descending)] == [5, 5, 2]
    assert [each for page in pages(place, limit=4, order=order, is_descending=is_descending) for each in page] == whole
    assert whole == place.ids(order=order, is_descending=not is_descending)[::-1]


@pytest.mark.rule("POR-10")
def test_a_list_is_sorted_by_the_words_people_read() -> None:
    place = Place()
    made = {case.id: case for case in place.mixture()}

    def listed(order: InboxOrder) -> list[Case]:
        return [made[each] for each in place.ids(order=order, is_descending=False)]

    assert [case.applicant.last_name for case in listed(InboxOrder.PERSON)] == ["dupont"] * 4 + ["Élan"] * 4 + ["MARTIN"] * 4
    assert [case.process_code for case in listed(InboxOrder.PROCESS)] == [place.other.code] * 6 + [place.scene.process.code] * 6
    assert [case.label for case in listed(InboxOrder.STATUS)] == ["Nouveau"] * 3 + ["En cours"] * 3 + ["Refusé"] * 3 + ["Traité"] * 3
    received = [case.received_at for case in listed(InboxOrder.RECEIVED)]
    assert received == sorted(received)


@pytest.mark.rule("POR-10")
def test_filters_narrow_a_list_each_and_together() -> None:
    place = Place()
    made = place.mixture()
    since, until = place.scene.in_a(seconds=2), place.scene.in_a(seconds=4)
    for order in InboxOrder:
        assert set(place.ids(order=order, labels=("Traité", "Refusé"))) == {case.id for case in made if case.label in ("Traité", "Refusé")}
        assert set(place.ids(order=order, process_codes=(place.other.code,))) == {each.id for each in made if each.process_code == place.other.code}
        assert set(place.ids(order=order, received_from=since, received_until=until)) == {each.id for each in made[4:8]}
        together = place.ids(order=order, labels=("Traité",), process_codes=(place.other.code,), received_from=since, text="elan")
        expected = [each for each in made[4:] if each.label == "Traité" and each.process_code == place.other.code]
        assert set(together) == {each.id for each in expected if each.applicant.last_name == "Élan"}


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize("text", ["élé", "ELE", "  elé ", "zoe e", "Élégant  ZO", "a-17", "fold", "FOLDER-1"])
def test_a_text_finds_the_beginning_of_a_number_or_a_name_whatever_its_accents_and_case(text: str) -> None:
    place = Place()
    wanted = place.case(name="Élégant", external_id="A-17/b", folder_external_id="FOLDER-1")
    place.case(name="Delegant", external_id="BA-17")
    assert place.ids(text=text) == [wanted.id]


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("N'GUESSAN", ["n'g", "n’guess", "N‘GUESSAN", "n guess", "n'guessan zoé", "zoé n’guessan"]),
        ("N’Guessan", ["n'g", "n’g"]),
        ("FAURE-LACROIX", ["faure lacroix", "faure-lac", "Faure–Lacroix", "faure - lacroix", "zoe faure lacroix"]),
        ("Faure Lacroix", ["faure-lacroix", "faure\u2011lacroix"]),
        ("L'HÔTE D’ARC", ["l hote d'arc", "l’hote d arc"]),
    ],
)
def test_a_name_is_found_however_its_apostrophes_and_hyphens_are_typed(name: str, texts: list[str]) -> None:
    place = Place()
    wanted = place.case(name=name)
    place.case(name="NGUESSAN")
    place.case(name="FAURELACROIX")
    assert {text: place.ids(text=text) for text in texts} == {text: [wanted.id] for text in texts}


@pytest.mark.rule("POR-10")
def test_a_number_that_looks_like_an_id_is_found_as_a_number() -> None:
    place = Place()
    wanted = place.case(external_id="3F2504E0-4F89-41D3-9A0C-0305E82C3301")
    place.case(external_id="3f2504e0-4f89-41d3-9a0c-0305e82c3302")
    assert place.ids(text="3f2504e0-4f89-41d3-9a0c-0305e82c3301") == [wanted.id]


@pytest.mark.rule("POR-10", "POR-11")
def test_an_operator_finds_a_case_by_its_id_however_many_there_are() -> None:
    place = Place()
    cases = [place.case(is_found=False, seconds=number) for number in range(LIMITS.inbox_sortable + 1)]
    operator = person(ActorType.BUSINESS_ADMINISTRATOR, place.scene.osl.organisation)
    assert place.ids(operator, text=cases[0].id) == [cases[0].id]


@pytest.mark.rule("POR-10")
def test_a_whole_id_finds_its_case_and_never_anothers() -> None:
    place = Place()
    wanted = place.case()
    foreign = add_case(place.scene, place.scene.organisation())
    assert place.ids(text=wanted.id.upper()) == [wanted.id]
    assert place.ids(text=foreign.id) == []
    assert place.ids(text=place.scene.new_id()) == []


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize("criteria", [{"order": InboxOrder.PERSON}, {"order": InboxOrder.STATUS}, {"order": InboxOrder.PROCESS}, {"text": "mar"}])
def test_a_list_too_long_to_be_sorted_or_searched_asks_to_be_narrowed(criteria: dict[str, Any]) -> None:
    place = Place()
    for number in range(LIMITS.inbox_sortable):
        place.case(seconds=number)
    assert len(place.ids(limit=LIMITS.inbox_page_max, **criteria)) == LIMITS.inbox_page_max
    last = place.case(seconds=LIMITS.inbox_sortable, status=CaseStatus.DONE)
    with pytest.raises(Invalid) as refusal:
        place.listing(**criteria)
    assert refusal.value.args == (TOO_MANY,)
    narrowed = {"received_from": last.received_at} if "text" not in criteria else {"text": last.id}
    assert place.ids(**{**criteria, **narrowed}) == [last.id]


@pytest.mark.rule("POR-10", "POR-01")
def test_a_page_reads_as_much_of_fifty_thousand_as_of_fifty() -> None:
    class Counted(Inboxes):
        def __init__(self, inner: Inboxes) -> None:
            self.inner, self.read = inner, [0, 0]

        def page(self, *given: Any, **named: Any) -> tuple[Case, ...]:
            found = self.inner.page(*given, **named)
            self.read = [self.read[0] + 1, self.read[1] + len(found)]
            return found

        def found(self, *_: Any, **__: Any) -> tuple[str, ...]:
            raise AssertionError("not for a list by date")

    place = Place()
    hub = place.scene.hub
    place.scene.hub.inboxes = counted = Counted(hub.inboxes)  # type: ignore[assignment]
    for number in range(50):
        place.case(seconds=number, is_found=False)
    costs = []
    for size in (50, 50_000):
        for number in range(50, size):
            place.case(seconds=number, is_found=False)
        middle = Position(received_at=place.scene.in_a(seconds=size // 2), case_id="")
        for after in (None, middle):
            counted.read = [0, 0]
            assert len(place.listing(after=after, limit=20).rows) == 20
            costs.append(tuple(counted.read))
    assert costs == [(1, 21)] * 4


@pytest.mark.rule("POR-13")
@pytest.mark.parametrize(("order", "is_descending"), ORDERS)
def test_previous_and_next_walk_the_list_as_it_is_sorted(order: InboxOrder, is_descending: bool) -> None:
    place = Place()
    made = {case.id: case for case in place.mixture()}
    criteria: dict[str, Any] = {"order": order, "is_descending": is_descending, "labels": ("Nouveau", "Traité", "Refusé")}
    listed = place.ids(**criteria)
    for place_in_list, case_id in enumerate(listed):
        before = listed[place_in_list - 1] if place_in_list else None
        following = listed[place_in_list + 1] if place_in_list + 1 < len(listed) else None
        assert place.beside(made[case_id], **criteria) == (before, following)


@pytest.mark.rule("POR-13", "POR-03")
def test_a_case_that_opening_took_out_of_the_list_still_has_its_neighbours() -> None:
    place = Place()
    first, second, third = (place.case(seconds=each) for each in range(3))
    place.scene.hub.commit(replace(second, status=CaseStatus.SI_RECEIVED))
    assert place.ids(labels=("Nouveau",)) == [third.id, first.id]
    assert place.beside(second, labels=("Nouveau",)) == (third.id, first.id)
    assert place.beside(second, labels=("Nouveau",), order=InboxOrder.PERSON) == (third.id, first.id)


@pytest.mark.rule("POR-13", "POR-01")
def test_the_neighbours_of_anothers_case_or_of_none_are_nobodys() -> None:
    place = Place()
    foreign = add_case(place.scene, place.scene.organisation())
    with pytest.raises(Forbidden):
        place.beside(foreign)
    with pytest.raises(NotFound):
        place.beside(replace(foreign, id=place.scene.new_id()))


@pytest.mark.rule("POR-01", "JOB-01")
def test_a_list_has_what_its_person_may_open_and_nothing_else() -> None:
    place = Place()
    mine = place.case()
    place.case(ingested_at=None)
    place.case(process_code=place.scene.add_process(place.scene.osl.organisation).code)
    add_case(place.scene, place.scene.organisation())
    assert place.ids() == [mine.id]
    assert place.ids(text="m") == [mine.id]
    assert place.ids(order=InboxOrder.PERSON) == [mine.id]


@pytest.mark.rule("POR-01")
def test_an_empty_list_says_why_and_one_that_is_only_filtered_empty_does_not() -> None:
    place = Place()
    stranger = person(ActorType.AGENT, place.scene.organisation(), habilitations=frozenset({place.scene.process.code}))
    (reason,) = place.listing(stranger).reasons
    assert reason == "Votre organisation n'est abonnée à aucune démarche. Contactez l'administrateur local de votre organisation."
    assert place.listing().reasons == ()
    place.case()
    assert place.listing(labels=("Clos",)).reasons == ()


@pytest.mark.rule("POR-11", "POR-10")
def test_an_operator_searches_and_sorts_what_his_processes_delivered_to_anybody() -> None:
    place = Place()
    operator = person(ActorType.BUSINESS_ADMINISTRATOR, place.scene.osl.organisation)
    on_portal = place.case()
    by_program = add_case(place.scene, place.scene.organisation(), ingested_at=None, status=CaseStatus.HUBEE_NOTIFIED, at=place.scene.in_a(seconds=1))
    foreign = place.scene.add_process(place.scene.organisation("OSL"))
    add_case(place.scene, place.town, process_code=foreign.code)
    assert place.ids(operator) == [by_program.id, on_portal.id]
    assert place.ids(operator, order=InboxOrder.PERSON, is_descending=False) == [by_program.id, on_portal.id]  # Camille before Zoé
    assert place.ids(operator, text="martin c") == [by_program.id]
    rows = place.listing(operator).rows
    assert [row.access.may_download for row in rows] == [False, False]


@pytest.mark.rule("ACC-02")
def test_the_national_administration_reads_an_organisations_list_or_a_processs() -> None:
    place = Place()
    national = person(ActorType.NATIONAL_ADMINISTRATOR, place.scene.admin.organisation)
    mine = place.case()
    other = add_case(place.scene, place.scene.organisation(), at=place.scene.now + timedelta(seconds=1))
    assert place.ids(national, organisation=place.town) == [mine.id]
    assert place.ids(national, process_codes=(place.scene.process.code,)) == [other.id, mine.id]
    with pytest.raises(Invalid):
        place.ids(national)


@pytest.mark.rule("POR-10")
def test_every_case_of_a_list_is_walked_to_its_end() -> None:
    place = Place()
    for number in range(LIMITS.inbox_page_max * 2 + 7):
        place.case(seconds=number, is_found=False)
    hub = place.scene.hub
    walked = every_case(InboxCriteria(), organisation=None, user=place.agent, referential=hub.referential, inboxes=hub.inboxes, exchange=hub.exchange)
    found = [row.case for row in walked]
    assert len(found) == LIMITS.inbox_page_max * 2 + 7
    assert found == sorted(found, key=lambda case: case.received_at, reverse=True)
