"""What leads every list, who does not see a complaint, whose questions are asked, and who speaks for whom."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import VOLUNTEER
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.questions import Question
from chalicelib.domain.rules import Facts, Ground, Rule, place
from chalicelib.journey.form import form
from chalicelib.journey.submit import PROXY

from tests.fakes.district import BAY, ELM, HILL, district
from tests.fakes.two_districts import PORT, QUAY, make_two
from tests.journey.steps import deliver, petition, report


@pytest.fixture
def two(world):
    return make_two(world)


def test_emergency_leads_every_list_when_others_have_no_deadline(world) -> None:
    world.clock.move(days=459)  # the last day of 2026; nobody has loaded 2027
    unknown = report(world)
    urgent = report(world, text="三楼着火了，快来人", category="01")
    assert petition(world, unknown.number).calendar_missing
    for index, unit in (("owner", ELM), ("street", HILL), ("district", "D")):
        listed = [each.number for each in world.petitions.queue(index, unit, 9, None).items]
        assert listed == [urgent.number, unknown.number]


@pytest.mark.parametrize("fields", [{"place_words": "3号楼着火了"}, {"answers": {"note": "有人被困在电梯里"}}])
def test_danger_is_heard_when_it_is_told_beside_the_words(world, fields) -> None:
    asked = (Question("01", "note", "text", required=False, text_zh="备注", text_en="Note"),)
    world.districts.held = replace(world.districts.held, questions=asked)
    receipt = report(world, text="请快来看看", **fields)
    held = petition(world, receipt.number)
    assert receipt.emergency == "119"
    assert (held.emergency, held.urgency) == (True, 1)


@pytest.mark.parametrize("fields", [{"about_staff": True}, {"about_unit": HILL}])
def test_street_does_not_list_a_complaint_when_it_happened_there(world, fields) -> None:
    complaint, other = report(world, **fields), report(world)
    assert [each.number for each in world.petitions.queue("street", HILL, 9, None).items] == [other.number]
    assert complaint.number in {each.number for each in world.petitions.queue("district", "D", 9, None).items}


def test_refusal_names_whose_questions_they_are_when_answers_are_faulty(two) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(two, community=QUAY, category="04")
    assert refused.value.fields == {"answers.when": "answer_missing"}
    offered = form(two, "en", str(refused.value.details["district"]))
    assert offered["district"]["code"] == PORT
    assert "when" in {each["name"] for each in offered["questions"]}


def test_form_is_the_sites_when_the_district_is_not_known(two) -> None:
    assert form(two, "zh", "nowhere") == form(two, "zh")


def test_person_owns_it_when_a_volunteer_speaks_for_them(world) -> None:
    receipt = report(world, channel=PROXY, by=VOLUNTEER)
    held, entries, _ = world.petitions.whole(receipt.number)
    assert (held.channel, held.device_key, entries[0].by) == ("proxy", "", VOLUNTEER)
    deliver(world)
    assert [text.split()[0] for text in world.provider.texts] == ["acknowledgement_proxy"]


def test_volunteer_is_refused_when_the_person_cannot_be_reached_and_no_reason_is_given(world) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(world, channel=PROXY, by=VOLUNTEER, phone=None)
    assert refused.value.fields == {"phone": "phone_or_reason_missing"}


def test_acknowledgement_promises_what_the_district_has_set(two) -> None:
    report(two, phone="13800138001", community=QUAY)
    report(two, phone="13800138002")
    hours = [
        each.variables["hours"] for phone in ("13800138001", "13800138002")
        for each in two.outbox.messages_of(two.secrets.digest("phone", f"+86{phone}"))
    ]  # fmt: skip
    assert hours == ["2", "4"]


@pytest.mark.parametrize("said", ["Smell of GAS here", "smell of gas", "SMELL OF GAS"])
def test_words_match_whatever_their_letters_case(said) -> None:
    ground: Ground = district().ground
    rules = (Rule("gas", BAY, words=("Smell of gas",)),)
    made = place(Facts(category="01", community=ELM, words=said), Ground(ground.district, ground.organisation, {}, rules))
    assert (made.unit, made.rule) == (BAY, "gas")
