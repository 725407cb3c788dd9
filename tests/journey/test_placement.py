"""Where a new petition goes, in which district, what is kept of what was said, and what explains it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Forbidden, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Status
from chalicelib.domain.questions import beside
from chalicelib.domain.rules import Rule
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.look import petition_for_staff, status_for_citizen
from chalicelib.journey.placement import explained
from chalicelib.journey.proxy import submit_for
from chalicelib.journey.submit import Submission

from tests.fakes.district import (
    BAY,
    BAY_OFFICER,
    DEPARTMENT,
    DISPATCHER,
    DISTRICT,
    ELM,
    GRID,
    HILL,
    IN_HILL,
    NEXT_DOOR,
    staff,
)
from tests.fakes.two_districts import CREW, DOCKS, IN_DOCKS, IN_QUAY, IN_QUAY_GRID, PORT, QUAY, make_two
from tests.journey.steps import do, lines, petition, report


@pytest.fixture
def two(world):
    return make_two(world)


def with_rules(world, *rules: Rule, **settings):
    held = world.districts.held
    world.districts.held = replace(held, rules=rules, settings={**held.settings, **settings})
    return world


@pytest.mark.parametrize(
    ("fields", "district", "owner"),
    [
        ({"community": None, "point": IN_QUAY_GRID}, PORT, "P-quay-1"),
        ({"community": None, "point": IN_QUAY}, PORT, QUAY),
        ({"community": None, "point": IN_DOCKS}, PORT, DOCKS),
        ({"community": QUAY}, PORT, QUAY),
        ({"community": QUAY, "point": IN_QUAY_GRID}, PORT, "P-quay-1"),
        ({"community": ELM, "point": IN_QUAY_GRID}, DISTRICT, ELM),
        ({"community": QUAY, "point": IN_HILL}, PORT, QUAY),
        ({"community": None, "point": IN_HILL}, DISTRICT, HILL),
        ({"community": QUAY, "category": "04", "answers": {"when": "night"}}, PORT, CREW),
        ({"community": None, "place_words": "老集市后面"}, DISTRICT, DISTRICT),
    ],
)
def test_petition_goes_to_the_district_and_unit_of_its_place(two, fields, district, owner) -> None:
    held = petition(two, report(two, **fields).number)
    assert (held.district, held.owner) == (district, owner)


def test_clocks_are_those_of_the_petitions_own_district(two) -> None:
    receipt = report(two, community=QUAY)
    assert datetime.fromisoformat(receipt.response_due) == datetime(2025, 9, 29, 3, tzinfo=UTC)
    assert datetime.fromisoformat(receipt.deadline) == datetime(2025, 10, 9, 8, tzinfo=UTC)


def test_category_of_the_site_is_the_nearest_that_the_other_district_has(two) -> None:
    assert petition(two, report(two, community=QUAY, category="0102").number).category == "01"
    with pytest.raises(InvalidInput) as refused:
        report(two, community=QUAY, category="02")
    assert refused.value.fields == {"category": "category_unknown"}


def test_place_outside_is_refused_when_no_district_has_it(two) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(two, community=None, point=NEXT_DOOR)
    assert refused.value.fields == {"point": "place_outside_district"}


def test_typed_place_lies_with_the_texts_and_never_in_the_petition(world) -> None:
    number = report(world, community=None, point=IN_HILL, place_words="王家门口12号").number
    held, _, texts = world.petitions.whole(number)
    assert held.place.name == "山街道"
    assert "王家" not in repr(held)
    assert beside(texts).place_words == "王家门口12号"
    assert world.petitions.queue("street", HILL, 5, None).items[0].place_name == "王家门口12号"
    do(world, number, "accept", staff(Role.OFFICER, HILL))
    assert world.petitions.queue("street", HILL, 5, None).items[0].place_name == "王家门口12号"
    seen = petition_for_staff(world, staff(Role.OFFICER, HILL), number)["petition"]
    assert (seen["place_name"], seen["official_place"]) == ("王家门口12号", "山街道")
    assert status_for_citizen(world, Visit(number, DEVICE), "zh")["place_name"] == "王家门口12号"


def test_answers_are_shown_to_staff_in_words_and_refused_field_by_field(two) -> None:
    number = report(two, community=QUAY, category="04", answers={"when": "night"}).number
    seen = petition_for_staff(two, staff(Role.OFFICER, PORT), number, "en")["petition"]
    assert seen["answers"] == [{"name": "when", "text": "When?", "answer": "At night"}]
    with pytest.raises(InvalidInput) as refused:
        report(two, community=QUAY, category="04", answers={"shop": "x"})
    assert refused.value.fields == {"answers.when": "answer_missing", "answers.shop": "unknown_field"}


def test_rule_that_placed_it_is_told_with_those_that_came_close(world) -> None:
    with_rules(world, Rule("gas", BAY, words=("煤气",)), Rule("lamp", BAY, category=("01",), words=("煤气",)))
    number = report(world, text="闻到煤气味").number
    held = petition(world, number)
    assert (held.owner, held.rule) == (BAY, "gas")
    told = explained(world, DISPATCHER, number, "en")
    assert (told["rule"], told["unit_name"], told["held"], told["suggestions"]) == ("gas", "Bay Street", ["words"], [])
    assert told["at_submission"] == {"rule": "gas", "rules_changed_since": False}
    world.districts.held = replace(world.districts.held, version="2")
    assert explained(world, DISPATCHER, number, "en")["at_submission"]["rules_changed_since"]
    near = explained(world, DISPATCHER, report(world).number, "zh")
    assert [(each["rule"], each["failed"]) for each in near["came_close"]] == [("lamp", "words")]


def test_explanation_is_as_if_there_were_no_petition_for_who_may_not_see_it(world) -> None:
    number = report(world).number
    for who, which in ((BAY_OFFICER, number), (DISPATCHER, "0" * 14)):
        with pytest.raises(PetitionNotFound):
            explained(world, who, which, "zh")


def test_unit_that_sent_it_back_is_not_suggested_again(world) -> None:
    number = report(world).number
    do(world, number, "send_back", reason="不是我们的")
    told = explained(world, DISPATCHER, number, "zh")
    assert (told["rule"], told["unit"]) == ("one_step", ELM)
    assert [(each["unit"], each["reason"]) for each in told["suggestions"]] == [
        (HILL, "street_of_place"), (DEPARTMENT, "department_of_category"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ({"about_staff": True}, BAY),
        ({"kind": "enforcement"}, BAY),
        ({"about_unit": HILL}, BAY),
        ({"about_unit": BAY}, DISTRICT),
    ],
)
def test_complaint_goes_to_the_discipline_unit_with_the_contact_hidden(world, fields, owner) -> None:
    with_rules(world, Rule("all", ELM), discipline_unit=BAY)
    held = petition(world, report(world, **fields).number)
    assert (held.owner, held.hide_identity, held.rule) == (owner, True, "complaint")
    assert held.status is (Status.SUBMITTED if owner == DISTRICT else Status.ASSIGNED)


@pytest.mark.parametrize("unit", ["nowhere", DISTRICT, DOCKS])
def test_complaint_is_refused_when_the_district_has_no_such_unit(two, unit) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(two, about_unit=unit)
    assert refused.value.fields == {"about_unit": "about_unit_unknown"}


def proxy(world, who, key: str = "k" * 20, **fields):
    known = {"text": "邻居老人家的灯坏了", "consent": True, "community": ELM, **fields}
    return submit_for(world, Submission(**known), who, "192.0.2.1", key)


def test_petition_is_the_persons_when_somebody_submits_for_them(world) -> None:
    worker = staff(Role.GRID_WORKER, GRID)
    receipt = proxy(world, worker, phone="13800138001", channel="web")
    held, entries, _ = world.petitions.whole(receipt.number)
    assert (held.channel, held.device_key) == ("proxy", "")
    assert entries[0].by == Actor(Role.GRID_WORKER, worker.login)
    assert lines(world) == [("acknowledgement_proxy", "waiting")]
    assert proxy(world, worker, phone="13800138001", channel="web") == receipt
    assert len(world.memory.petitions) == 1


def test_reason_is_kept_with_the_texts_when_the_person_has_no_phone(world) -> None:
    number = proxy(world, DISPATCHER, no_phone_reason="老人没有手机").number
    held, _, texts = world.petitions.whole(number)
    assert beside(texts).no_phone_reason == "老人没有手机"
    assert "手机" not in repr(held)
    with pytest.raises(InvalidInput) as refused:
        proxy(world, DISPATCHER, key="l" * 20)
    assert refused.value.fields == {"phone": "phone_or_reason_missing"}


def test_nobody_without_a_role_submits_for_others(world) -> None:
    with pytest.raises(Forbidden):
        proxy(world, replace(DISPATCHER, roles=()), phone="13800138001")
