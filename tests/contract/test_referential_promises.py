"""Organisations, processes and subscriptions: one seat for a pair, and pages that know their total. **Source:** ORG-01, ORG-02, SUB-01, SUB-13."""

from itertools import product

import pytest

from chalicelib.domain.errors import StaleRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Order, Page, Tally, Window
from chalicelib.domain.subscriptions import AccessMode, DelegationActor, Person, Subscription, SubscriptionStatus, tallies
from chalicelib.domain.values import replace
from tests.scenes import Scene

WINDOWS = [Window(offset=0, limit=25), Window(offset=0, limit=2), Window(offset=2, limit=3), Window(offset=6, limit=5), Window(offset=50, limit=5)]
REFUSED, INACTIVE, ACTIVE = SubscriptionStatus.REFUSED, SubscriptionStatus.INACTIVE, SubscriptionStatus.ACTIVE


@pytest.mark.rule("SUB-01")
def test_a_second_subscription_of_a_pair_is_refused_and_leaves_nothing(scene: Scene) -> None:
    subscriber = scene.organisation()
    first, second = scene.subscription(subscriber), scene.new_subscription(subscriber)
    with pytest.raises(StaleRow):
        scene.hub.commit(second, *tallies(None, second))
    referential = scene.hub.referential
    assert (referential.process_with_subscriptions(scene.process.code, [subscriber])[1].get(subscriber), referential.subscription(second.id)) == (
        first,
        None,
    )
    assert pages(scene, window=Window()) == Page(rows=(first,), offset=0, total=1)


@pytest.mark.rule("SUB-01")
def test_a_refused_subscription_takes_no_seat(scene: Scene) -> None:
    subscriber, referential = scene.organisation(), scene.hub.referential
    refused = [scene.subscription(subscriber, rejected_at=scene.now, rejection_reason="r") for _ in range(2)]
    assert referential.process_with_subscriptions(scene.process.code, [subscriber])[1].get(subscriber) is None
    live = scene.subscription(subscriber)
    assert referential.process_with_subscriptions(scene.process.code, [subscriber])[1].get(subscriber) == live
    assert [referential.subscription(each.id) for each in (*refused, live)] == [*refused, live]


@pytest.mark.rule("SUB-01")
def test_refusing_leaves_the_seat_to_the_next_and_both_are_read_by_id(scene: Scene) -> None:
    subscriber, referential = scene.organisation(), scene.hub.referential
    first = scene.subscription(subscriber, activate_at=None)
    refused = replace(first, rejected_at=scene.now, rejection_reason="r").labelled(scene.now)
    with pytest.raises(StaleRow):
        scene.hub.commit(replace(refused, version=2), *tallies(first, refused))
    scene.hub.commit(refused, *tallies(first, refused))
    assert referential.process_with_subscriptions(scene.process.code, [subscriber])[1].get(subscriber) is None
    second = scene.subscription(subscriber)
    assert referential.subscription(first.id) == replace(refused, version=2)
    assert referential.subscription(second.id) == second
    assert referential.process_with_subscriptions(scene.process.code, [subscriber, scene.organisation()]) == (
        referential.process(scene.process.code),
        {subscriber: second},
    )
    assert pages(scene, window=Window(), status=REFUSED) == Page(rows=(replace(refused, version=2),), offset=0, total=1)
    assert pages(scene, window=Window(), status=ACTIVE) == Page(rows=(second,), offset=0, total=1)


def pages(
    scene: Scene,
    *,
    window: Window,
    codes: tuple[str, ...] = (),
    status: SubscriptionStatus | None = None,
    register: str | None = None,
    delegate: str | None = None,
    order: Order | None = None,
) -> Page[Subscription]:
    """A page of the subscriptions of the scene's process, or of other ones."""
    return scene.hub.referential.subscriptions(
        process_codes=codes or (scene.process.code,), status=status, register=register, delegate=delegate, order=order, window=window
    )


def many(scene: Scene) -> tuple[tuple[str, str], list[Subscription]]:
    """Two processes and nine subscriptions of every state, some with a delegate; oldest first."""
    other = scene.add_process(scene.osl.organisation)
    codes = (scene.process.code, other.code)
    made = []
    for number in range(9):
        status = (INACTIVE, ACTIVE, REFUSED)[number % 3]
        email = f"Delegate.{scene.process.code}@editor.test" if number in (1, 2, 5, 6) else None
        made.append(
            scene.subscription(
                scene.organisation(),
                process_code=codes[number % 2],
                datapass_id=9 - number,
                access_mode=AccessMode.API if number > 4 else None,
                activate_at=scene.now if status is ACTIVE else None,
                rejected_at=scene.now if status is REFUSED else None,
                delegation_actor=DelegationActor(person=Person(email=email)) if email else None,
                created_at=scene.in_a(seconds=number),
            )
        )
    return codes, made


@pytest.mark.rule("SUB-13")
def test_every_filter_order_and_window_of_subscriptions_gives_its_rows_and_their_total(scene: Scene) -> None:
    codes, made = many(scene)
    delegate = f"delegate.{scene.process.code}@EDITOR.test"
    orders = [None, Order(attribute="datapass_id"), Order(attribute="datapass_id", is_descending=True)]
    filters = product((codes, codes[:1], codes[1:]), (None, ACTIVE, REFUSED, SubscriptionStatus.SUSPENDED), (None, delegate), orders)
    for chosen_codes, status, wanted, order in filters:
        chosen = [
            each
            for each in made
            if each.process_code in chosen_codes
            and status in (None, each.label)
            and (wanted is None or (each.delegation_actor is not None and made.index(each) in (1, 2, 5, 6)))
        ]
        if order is not None:
            chosen.sort(key=lambda each: each.datapass_id, reverse=order.is_descending)
        for window in WINDOWS:
            page = pages(scene, window=window, codes=chosen_codes, status=status, delegate=wanted, order=order)
            expected = tuple(chosen[window.offset : window.offset + window.limit])
            assert page == Page(rows=expected, offset=window.offset, total=len(chosen)), (chosen_codes, status, wanted, order, window)


@pytest.mark.rule("SUB-13")
def test_subscriptions_are_found_by_register_and_rows_without_the_sorted_attribute_come_first(scene: Scene) -> None:
    _, made = many(scene)
    alone = made[4]
    assert pages(scene, window=Window(), register=alone.subscriber.company_register) == Page(rows=(alone,), offset=0, total=1)
    assert pages(scene, window=Window(), register="00000000000000") == Page(rows=(), offset=0, total=0)
    of_process = [each for each in made if each.process_code == scene.process.code]
    ascending = pages(scene, window=Window(), order=Order(attribute="access_mode"))
    without, having = [each for each in of_process if not each.access_mode], [each for each in of_process if each.access_mode]
    assert ascending.rows == (*without, *having)
    descending = pages(scene, window=Window(), order=Order(attribute="access_mode", is_descending=True))
    assert descending.rows == (*having, *without)


@pytest.mark.rule("SUB-05")
def test_a_changed_label_moves_a_subscription_from_one_total_to_the_other(scene: Scene) -> None:
    before = scene.subscription(scene.organisation(), activate_at=None)
    after = replace(before, activate_at=scene.now).labelled(scene.now)
    scene.hub.commit(after, *tallies(before, after))
    assert pages(scene, window=Window(), status=INACTIVE) == Page(rows=(), offset=0, total=0)
    assert pages(scene, window=Window(), status=ACTIVE) == Page(rows=(replace(after, version=2),), offset=0, total=1)


@pytest.mark.rule("ORG-02")
def test_organisations_are_listed_by_register_type_and_order_with_their_total(scene: Scene) -> None:
    register = scene.organisation("EDT").company_register
    listed = scene.hub.referential.organisations
    made = [scene.hub.referential.organisation(OrganisationId(type="EDT", company_register=register, branch_code="38544"))]
    for number, kind in enumerate(("SI", "OSL", "SI")):
        identity = OrganisationId(type=kind, company_register=register, branch_code=f"B{number}")
        row = Organisation(id=identity, name=f"{9 - number}", postal_code="1", territory="t", created_at=scene.in_a(seconds=number + 1))
        scene.hub.commit(row, Tally(name=organisation_tally(kind), delta=1))
        made.append(scene.hub.referential.organisation(identity))
    for window in WINDOWS:
        expected = tuple(made[window.offset : window.offset + window.limit])
        assert listed(kind=None, register=register, order=None, window=window) == Page(rows=expected, offset=window.offset, total=4)
    assert listed(kind="SI", register=register, order=None, window=Window()) == Page(rows=(made[1], made[3]), offset=0, total=2)
    by_name = listed(kind="SI", register=register, order=Order(attribute="name"), window=Window())
    assert by_name == Page(rows=(made[3], made[1]), offset=0, total=2)


@pytest.mark.rule("ORG-02")
def test_the_total_of_a_type_counts_each_creation(scene: Scene) -> None:
    listed = scene.hub.referential.organisations
    before, before_of_all = (listed(kind=kind, register=None, order=None, window=Window(limit=1)).total for kind in ("SI", None))
    made = [scene.organisation("SI") for _ in range(3)]
    assert listed(kind="SI", register=None, order=None, window=Window(limit=1)).total == before + 3
    assert listed(kind=None, register=None, order=None, window=Window(limit=1)).total == before_of_all + 3
    ordered = listed(kind="SI", register=None, order=Order(attribute="company_register"), window=Window(limit=100_000))
    registers = [each.id.company_register for each in ordered.rows]
    assert registers == sorted(registers)
    assert {each.id for each in ordered.rows} >= set(made)


@pytest.mark.rule("ORG-03")
def test_processes_are_listed_by_code_and_organisations_known_by_id(scene: Scene) -> None:
    codes = [scene.add_process(scene.osl.organisation).code for _ in range(2)]
    listed = [each.code for each in scene.hub.referential.processes()]
    assert listed == sorted(listed)
    assert {*codes, scene.process.code} <= set(listed)
    known, unknown = scene.organisation(), OrganisationId(type="SI", company_register="00000000000000", branch_code="0")
    assert scene.hub.referential.known([known, unknown]) == frozenset({known})
