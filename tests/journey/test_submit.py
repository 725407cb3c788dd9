"""Saying it once: numbered, placed, assigned and acknowledged, or refused with every fault named."""

import re
from datetime import UTC, datetime

import pytest
from chalicelib.domain.actors import PETITIONER, VOLUNTEER
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput
from chalicelib.domain.petition import Status
from chalicelib.domain.receipt_number import is_valid
from chalicelib.messages.catalogue import CATALOGUE

from tests.fakes import ports
from tests.fakes.district import (
    AT_SEA,
    BAY,
    BETWEEN,
    DISTRICT,
    ELM,
    HILL,
    IN_HILL,
    IN_OAK,
    NEXT_DOOR,
    OAK,
)
from tests.journey.steps import actions, deliver, petition, phone_key, report


def test_petition_is_with_its_community_when_one_was_chosen(world) -> None:
    receipt = report(world, language="en")
    held = petition(world, receipt.number)
    assert (held.status, held.owner, held.place.street, held.version) == (Status.ASSIGNED, ELM, HILL, 1 + 1)
    assert actions(world, receipt.number) == ["submit", "assign"]
    assert (receipt.unit_name, receipt.emergency) == ("Elm Community", None)
    assert is_valid(receipt.number)
    assert re.fullmatch(r"\d{4}-\d{4}-\d{3}-\d{3}", receipt.number_shown)


def test_receipt_names_the_deadlines_when_assigned(world) -> None:
    receipt = report(world)
    assert datetime.fromisoformat(receipt.response_due) == datetime(2025, 9, 29, 5, tzinfo=UTC)
    # Two working days from Monday: Tuesday, then the first day after the National Day.
    assert datetime.fromisoformat(receipt.deadline) == datetime(2025, 10, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "owner", "how"),
    [
        ({"community": None, "point": IN_HILL}, HILL, "polygon"),
        ({"community": None, "point": IN_OAK}, OAK, "polygon"),
        ({"community": None, "point": BETWEEN}, DISTRICT, "district"),
        ({"community": None, "place_words": "老集市后面"}, DISTRICT, "words"),
        ({"community": BAY, "point": IN_OAK}, BAY, "chosen"),
    ],
)
def test_owner_is_the_finest_known_unit_when_the_place_is_given_so(world, fields, owner, how) -> None:
    held = petition(world, report(world, **fields).number)
    assert (held.owner, held.place.how) == (owner, how)
    assert held.status is (Status.SUBMITTED if owner == DISTRICT else Status.ASSIGNED)


@pytest.mark.parametrize("fields", [{"about_staff": True}, {"kind": "enforcement"}, {"category": "03"}])
def test_petition_waits_for_the_dispatcher_when_no_unit_may_have_it_unseen(world, fields) -> None:
    held = petition(world, report(world, **fields).number)
    assert (held.status, held.owner, held.rounds) == (Status.SUBMITTED, DISTRICT, ())
    assert held.hide_identity


def test_words_and_contact_lie_apart_when_written(world) -> None:
    number = report(world, text=" 灯\r\n坏了 \x00", name="王女士").number
    held, _, texts = world.petitions.whole(number)
    assert texts == {1: "灯\n坏了"}
    contact = world.contacts.open(number)
    assert (contact.phone, contact.name) == ("+8613800138001", "王女士")
    assert "13800138001" not in repr(held)
    assert "王女士" not in repr(held)


def test_acknowledgement_waits_when_there_is_a_mobile_phone(world) -> None:
    receipt = report(world, correlation="page-1234")
    (message,) = world.outbox.messages_of(phone_key(world))
    assert (message.name, message.number, message.correlation) == (
        "acknowledgement", receipt.number, "page-1234",
    )  # fmt: skip
    assert message.variables["number"] == receipt.number_shown


@pytest.mark.parametrize(("by", "name"), [(PETITIONER, "acknowledgement_centre"), (VOLUNTEER, "acknowledgement_proxy_centre")])
def test_acknowledgement_promises_no_hours_when_no_unit_has_it_yet(world, by, name) -> None:
    receipt = report(world, by=by, community=None, place_words="灯塔旁")
    assert receipt.response_due is None
    (message,) = world.outbox.messages_of(phone_key(world))
    assert message.name == name
    assert "hours" not in message.variables
    assert "hours" not in CATALOGUE[name].variables
    deliver(world)
    assert [text.split()[0] for text in world.provider.texts] == [name]


@pytest.mark.parametrize(("phone", "kept"), [(None, False), ("0532-85912345", True)])
def test_nothing_is_sent_when_no_phone_takes_sms(world, phone, kept) -> None:
    number = report(world, phone=phone).number
    assert world.outbox.due_phones(world.clock.now(), 10) == []
    assert (world.contacts.open(number) is not None) is kept


def test_emergency_leads_every_list_when_the_words_tell_of_danger(world) -> None:
    report(world)
    urgent = report(world, text="三楼着火了，快来人")
    assert urgent.emergency == "119"
    assert petition(world, urgent.number).urgency == 1
    for index, unit in (("owner", ELM), ("street", HILL), ("district", DISTRICT)):
        assert world.petitions.queue(index, unit, 1, None).items[0].number == urgent.number


def test_receipt_is_the_same_when_the_key_comes_again(world) -> None:
    first = report(world, key="k" * 20)
    world.clock.move(hours=3)
    assert report(world, key="k" * 20, correlation="another-try") == first
    assert len(world.memory.petitions) == 1
    assert len(world.outbox.messages_of(phone_key(world))) == 1


def test_submission_is_refused_when_its_key_came_with_other_words(world) -> None:
    report(world, key="k" * 20)
    with pytest.raises(IdempotencyMismatch):
        report(world, key="k" * 20, text="别的事")
    assert len(world.memory.petitions) == 1


def test_petition_is_another_when_a_stranger_uses_the_same_key(world) -> None:
    mine, theirs = report(world, key="k" * 20), report(world, key="k" * 20, device="stranger")
    assert mine.number != theirs.number


def test_deadline_is_unknown_when_the_year_has_no_calendar(world) -> None:
    world.clock.move(days=459)  # the last day of 2026; nobody has loaded 2027
    receipt = report(world)
    held = petition(world, receipt.number)
    assert (receipt.deadline, held.calendar_missing, held.status) == (None, True, Status.ASSIGNED)
    ahead = report(world, category="03", kind="livelihood").number
    assert petition(world, ahead).calendar_missing
    assert world.petitions.queue("owner", ELM, 5, None).items[0].calendar_missing


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"text": ""}, {"text": "text_missing"}),
        ({"text": " \n\x07\u200b "}, {"text": "text_missing"}),
        ({"text": "灯" * 2_001}, {"text": "text_too_long"}),
        ({"phone": "12345"}, {"phone": "phone_invalid"}),
        ({"name": "王" * 51}, {"name": "name_too_long"}),
        ({"category": "99"}, {"category": "category_unknown"}),
        ({"consent": False}, {"consent": "consent_missing"}),
        ({"community": "C-none"}, {"community": "community_unknown"}),
        ({"community": DISTRICT}, {"community": "community_unknown"}),
        ({"community": None}, {"place": "place_missing"}),
        ({"community": None, "point": AT_SEA}, {"point": "place_nowhere"}),
        ({"community": None, "point": (200.0, 10.0, "wgs84")}, {"point": "place_nowhere"}),
        ({"community": None, "point": NEXT_DOOR}, {"point": "place_outside_district"}),
        ({"place_words": "x" * 201}, {"place_words": "text_too_long"}),
        (
            {"text": "", "phone": "1", "consent": False, "community": None},
            {
                "text": "text_missing", "phone": "phone_invalid", "consent": "consent_missing",
                "place": "place_missing",
            },
        ),
    ],
)  # fmt: skip
def test_submission_is_refused_with_every_fault_when_fields_are_faulty(world, fields, fault) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(world, **fields)
    assert refused.value.fields == fault
    assert not world.memory.petitions


def test_refusal_names_the_neighbour_when_the_point_lies_there(world) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(world, community=None, point=NEXT_DOOR)
    assert refused.value.details == {"neighbour": "邻区"}


def test_longest_text_is_kept_whole_when_it_is_full_of_emoji(world) -> None:
    number = report(world, text="😀" * 2_000).number
    assert world.petitions.whole(number)[2] == {1: "😀" * 2_000}


def test_ids_and_time_come_through_ports_when_the_same_world_is_made_again() -> None:
    one, two = ports(seed=7), ports(seed=7)
    assert report(one) == report(two)
    assert one.memory.petitions == two.memory.petitions
