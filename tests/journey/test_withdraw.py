"""It is the citizen's petition: taken back before it is closed, from the device that sent it."""

import pytest
from chalicelib.domain.errors import ActionNotAllowed, Forbidden, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Status
from chalicelib.journey.links import DEVICE, LINK, Visit
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import DISTRICT
from tests.journey.steps import HAPPY, answers, asked, do, petition, report


@pytest.mark.parametrize("accepted", [False, True])
def test_petition_is_over_when_withdrawn(world, accepted) -> None:
    number = report(world).number
    if accepted:
        do(world, number, "accept")
    told = withdraw(world, Visit(number, DEVICE), " 已经好了 ")
    held, _, texts = world.petitions.whole(number)
    assert told == {"number": number, "status": "withdrawn"}
    assert (held.status, held.settled_at, texts[held.version]) == (
        Status.WITHDRAWN, world.clock.now(), "已经好了",
    )  # fmt: skip
    assert world.petitions.queue("district", DISTRICT, 5, None).items == []


def test_waiting_petition_is_over_when_withdrawn_before_anybody_had_it(world) -> None:
    number = report(world, about_staff=True).number
    assert withdraw(world, Visit(number, DEVICE), "")["status"] == "withdrawn"


def test_nothing_changes_when_withdrawn_twice(world) -> None:
    number = report(world).number
    withdraw(world, Visit(number, DEVICE), "")
    before = petition(world, number)
    assert withdraw(world, Visit(number, DEVICE), "again")["status"] == "withdrawn"
    assert petition(world, number) == before


def test_reason_is_kept_whole_or_refused_and_never_cut(world) -> None:
    number = report(world).number
    with pytest.raises(InvalidInput) as refused:
        withdraw(world, Visit(number, DEVICE), "长" * 5_001)
    assert refused.value.fields == {"reason": "text_too_long"}
    assert petition(world, number).status is Status.ASSIGNED
    withdraw(world, Visit(number, DEVICE), "长" * 5_000)
    held, _, texts = world.petitions.whole(number)
    assert texts[held.version] == "长" * 5_000


def test_withdrawing_is_refused_when_a_link_opened_the_visit(world) -> None:
    number = report(world).number
    with pytest.raises(Forbidden):
        withdraw(world, Visit(number, LINK), "")
    assert petition(world, number).status is Status.ASSIGNED


@pytest.mark.parametrize("settled", [False, True])
def test_withdrawing_is_refused_when_the_unit_has_closed(world, settled) -> None:
    number = asked(world)
    if settled:
        answers(world, number, HAPPY)
    with pytest.raises(ActionNotAllowed):
        withdraw(world, Visit(number, DEVICE), "")


def test_withdrawing_is_refused_when_there_is_no_such_petition(world) -> None:
    with pytest.raises(PetitionNotFound):
        withdraw(world, Visit("1" * 14, DEVICE), "")


def test_lateness_stays_counted_when_withdrawn_after_the_deadline(world) -> None:
    number = report(world).number
    due = petition(world, number).rounds[0].response_due
    world.clock.move(hours=5)
    withdraw(world, Visit(number, DEVICE), "")
    assert petition(world, number).rounds[0].response_overdue_at == due
