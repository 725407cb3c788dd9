"""Reading: what each may see, and nothing of what another wrote for others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.errors import Forbidden, PetitionHandedOn, PetitionNotFound, VersionConflict
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import Kind
from chalicelib.domain.places import METRES_PER_DEGREE
from chalicelib.domain.receipts import Receipt
from chalicelib.journey import on_phone
from chalicelib.journey.answer import Given, answer, answer_by_link
from chalicelib.journey.appeal import appeal
from chalicelib.journey.form import form, street_map
from chalicelib.journey.links import DEVICE, LINK, Visit
from chalicelib.journey.look import petition_for_staff, queue, status_for_citizen, units
from chalicelib.journey.messages import of_petition, resend
from chalicelib.journey.note import write
from chalicelib.journey.receipt import record
from chalicelib.journey.withdraw import withdraw
from chalicelib.messages.words import for_citizen

from tests.fakes.district import (
    BAY,
    BAY_OFFICER,
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    GRID,
    GRID_WORKER,
    HILL,
    HILL_OFFICER,
    IN_HILL,
    OAK,
    UNITS,
    staff,
)
from tests.journey.steps import (
    CROSS,
    FAIR,
    HAPPY,
    UNSOLVED,
    asked,
    deliver,
    do,
    petition,
    phone_key,
    report,
    says,
)


def test_queue_shows_names_and_pages_when_a_role_reaches_the_unit(world) -> None:
    numbers = {report(world).number for _ in range(3)}
    first, cursor = queue(world, HILL_OFFICER, "street", HILL, limit=2)
    rest, end = queue(world, HILL_OFFICER, "street", HILL, limit=2, cursor=cursor)
    assert {each["number"] for each in (*first, *rest)} == numbers
    assert (first[0]["owner_name"], first[0]["category_name"], end) == ("榆社区", "照明", None)


def test_place_is_told_in_the_readers_language_and_not_the_petitioners(world) -> None:
    number = report(world).number  # in Chinese
    [listed], _ = queue(world, HILL_OFFICER, "street", HILL, language="en")
    opened = petition_for_staff(world, ELM_OFFICER, number, "en")["petition"]
    seen = status_for_citizen(world, Visit(number, DEVICE), "en")
    assert listed["place_name"] == opened["official_place"] == opened["place_name"] == seen["place_name"] == "Elm Community"


@pytest.mark.parametrize(("who", "unit"), [(BAY_OFFICER, HILL), (ELM_OFFICER, HILL), (BAY_OFFICER, DISTRICT)])
def test_queue_is_refused_when_no_role_reaches_the_unit(world, who, unit) -> None:
    with pytest.raises(Forbidden):
        queue(world, who, "owner", unit)


def test_petition_shows_words_history_and_actions_when_staff_may_see_it(world) -> None:
    number = report(world).number
    seen = petition_for_staff(world, ELM_OFFICER, number)
    assert seen["text"] == "楼道灯坏了三天"
    assert [each["action"] for each in seen["history"]] == ["submit", "assign"]
    assert {each["action"] for each in seen["actions"]} >= {"accept", "send_back", "transfer", "escalate"}
    assert "13800138001" not in repr(seen)


def test_history_notes_and_a_lost_race_name_people_as_they_are_called(world) -> None:
    number = report(world).number
    called = replace(ELM_OFFICER, name="老林")
    do(world, number, "accept", called)
    write(world, called, number, "物业周五来。", [], "a-key-of-a-note", "zh")
    seen = petition_for_staff(world, ELM_OFFICER, number)
    assert [(each["by"], each["by_name"]) for each in seen["history"]] == [("petitioner", ""), ("system", ""), (called.login, "老林")]
    assert [(each["by"], each["by_name"]) for each in seen["notes"]] == [(called.login, "老林")]
    with pytest.raises(VersionConflict) as lost:
        do(world, number, "send_back", GRID_WORKER, version=2, reason="x")
    assert (lost.value.details["first"]["by"], lost.value.details["first"]["by_name"]) == (called.login, "老林")


def test_who_handed_a_petition_up_is_told_so_and_nothing_of_what_came_after(world) -> None:
    number = report(world).number
    do(world, number, "escalate", ELM_OFFICER, reason="要更大的权力")
    went = world.clock.now()
    world.clock.move(hours=1)
    do(world, number, "escalate", HILL_OFFICER, reason="x")
    for who, name in ((ELM_OFFICER, "Hill Street"), (GRID_WORKER, "Hill Street"), (HILL_OFFICER, "Small District")):
        with pytest.raises(PetitionHandedOn) as told:
            petition_for_staff(world, who, number, "en")
        at = went if name == "Hill Street" else world.clock.now()
        assert told.value.details == {"handed_on": {"at": at.isoformat(), "action": "escalate", "unit_name": name}}
    for stranger in (BAY_OFFICER, staff(Role.OFFICER, OAK), staff(Role.ADMIN, DISTRICT), staff(Role.GRID_WORKER, GRID)):
        with pytest.raises(PetitionNotFound):
            petition_for_staff(world, stranger, number, "en")
    with pytest.raises(PetitionNotFound):
        petition_for_staff(world, ELM_OFFICER, "1" * 14, "en")


def test_who_handed_a_petition_on_sees_it_again_when_it_comes_back(world) -> None:
    number = report(world).number
    do(world, number, "escalate", ELM_OFFICER, reason="x")
    do(world, number, "transfer", HILL_OFFICER, unit=ELM, reason="x")
    assert petition_for_staff(world, ELM_OFFICER, number)["petition"]["owner"] == ELM


@pytest.mark.parametrize("flag", [{"about_staff": True}, {"kind": Kind.ENFORCEMENT}])
def test_nobody_is_told_that_what_is_confidential_was_handed_on(world, flag) -> None:
    number = report(world).number
    do(world, number, "escalate", ELM_OFFICER, reason="x")
    world.memory.petitions[number] = replace(world.petitions.get(number), **flag)
    with pytest.raises(PetitionNotFound):
        petition_for_staff(world, ELM_OFFICER, number)


def test_history_tells_every_state_of_the_petitions_own_messages(world) -> None:
    number = report(world).number
    report(world, device="b")
    world.provider.answers = [Sent(None, "busy", Trouble.THROTTLED, "carrier")]
    began = world.clock.now()
    deliver(world)
    world.clock.move(hours=1)
    deliver(world)
    sent = world.outbox.messages_of(phone_key(world))[0]
    record(world, Receipt("carrier", sent.provider_id, MessageState.DELIVERED, "DELIVRD", world.clock.move(minutes=1)))
    lines = petition_for_staff(world, ELM_OFFICER, number)["sms"]
    assert [(each["name"], each["state"], each["reason"]) for each in lines] == [
        ("acknowledgement", "waiting", "written"), ("acknowledgement", "waiting", "busy"),
        ("acknowledgement", "sent", ""), ("acknowledgement", "delivered", "DELIVRD"),
    ]  # fmt: skip
    assert [each["at"] for each in lines] == sorted(each["at"] for each in lines)
    assert lines[0]["at"] == began.isoformat()
    assert phone_key(world) not in str(lines)


def test_history_says_who_sent_a_message_again(world) -> None:
    number = asked(world)
    [first, *_] = of_petition(world, DISPATCHER, number)
    world.clock.move(minutes=1)
    resend(world, DISPATCHER, number, first["id"], "k" * 20)
    last = petition_for_staff(world, DISPATCHER, number)["sms"][-1]
    assert (last["state"], last["reason"], last["by"]) == ("waiting", "resent", DISPATCHER.login)


@pytest.mark.parametrize("scope", [DEVICE, LINK])
def test_citizen_reads_each_message_once_among_the_steps_and_nobodys_name(world, scope) -> None:
    number = asked(world)
    sent = world.outbox.messages_of(phone_key(world))
    record(world, Receipt("carrier", sent[1].provider_id, MessageState.FAILED, "UNDELIV", world.clock.move(minutes=1)))
    says(world, "帮助")
    deliver(world)
    steps = status_for_citizen(world, Visit(number, scope), "zh")["steps"]
    assert [each["action"] for each in steps] == ["submit", "assign", "accept", "close", "sms_sent", "sms_failed"]
    told = [each for each in for_citizen(status_for_citizen(world, Visit(number, scope), "en"), "en")["steps"] if "sms" in each["action"]]
    assert [each["text"] for each in told] == ["We sent you an SMS: Acknowledgement.", "An SMS did not reach your phone: Question."]
    assert "carrier" not in str(told) + str(steps)


def test_citizen_reads_nothing_of_a_message_that_nobody_knows_the_end_of(world) -> None:
    number = report(world).number
    world.provider.answers = [Sent(None, "no_answer", Trouble.UNKNOWN)] * 2
    for _ in range(2):
        deliver(world)
        world.clock.move(hours=1)
    assert [each["action"] for each in status_for_citizen(world, Visit(number, DEVICE), "zh")["steps"]] == ["submit", "assign"]
    assert petition_for_staff(world, ELM_OFFICER, number)["sms"][-1]["state"] == "undecided"


def looked(world, number: str) -> dict:
    return status_for_citizen(world, Visit(number, LINK), "zh")


def test_petition_seems_not_to_exist_when_staff_may_not_see_it(world) -> None:
    number = report(world).number
    for who, asked_for in ((BAY_OFFICER, number), (DISPATCHER, "1" * 14)):
        with pytest.raises(PetitionNotFound):
            petition_for_staff(world, who, asked_for)


@pytest.mark.parametrize(("phone", "has"), [(None, False), ("0532-85912345", True), ("13800138001", True)])
def test_citizens_view_says_whether_anybody_can_be_reached_by_phone(world, phone, has) -> None:
    number = report(world, phone=phone).number
    seen = status_for_citizen(world, Visit(number, LINK), "zh")
    assert seen["has_phone"] is has
    held = on_phone.keep(world, "", number)
    assert [each["has_phone"] for each in on_phone.listed(world, held, "zh")] == [has]


def test_citizen_sees_own_words_only_when_the_device_sent_them(world) -> None:
    number = report(world).number
    own = status_for_citizen(world, Visit(number, DEVICE), "zh")
    linked = status_for_citizen(world, Visit(number, LINK), "zh")
    assert (own["text"], own["can_withdraw"]) == ("楼道灯坏了三天", True)
    assert (linked["text"], linked["can_withdraw"]) == (None, False)
    assert "楼道灯坏了三天" not in repr(linked)


def test_citizen_sees_which_trouble_it_is_by_link_and_the_words_of_its_place_on_the_device_alone(world) -> None:
    number = report(world, place_words="王家门口12号").number
    own, linked = (status_for_citizen(world, Visit(number, scope), "zh") for scope in (DEVICE, LINK))
    assert (own["category_name"], own["place_name"]) == ("照明", "王家门口12号")
    assert (linked["category_name"], linked["place_name"]) == ("照明", "榆社区")
    assert "王家门口" not in repr(linked)


@pytest.mark.parametrize("asked_for", [{"about_staff": True}, {"kind": "enforcement"}])
def test_a_link_tells_nothing_of_what_no_neighbour_may_learn_of(world, asked_for) -> None:
    number = report(world, **asked_for).number
    own, linked = (status_for_citizen(world, Visit(number, scope), "zh") for scope in (DEVICE, LINK))
    assert (own["category_name"], own["place_name"]) == ("照明", "榆社区")
    assert (linked["category_name"], linked["place_name"]) == ("", "")


def test_citizen_reads_what_was_written_for_them_and_not_the_talk_between_units(world) -> None:
    number = report(world).number
    do(world, number, "send_back", reason="推给别人")
    do(world, number, "assign", DISPATCHER, unit=ELM)
    do(world, number, "accept")
    do(world, number, "progress", note="灯泡已订")
    seen = status_for_citizen(world, Visit(number, LINK), "zh")
    assert "灯泡已订" in repr(seen["steps"])
    assert "推给别人" not in repr(seen)
    assert ELM_OFFICER.login not in repr(seen)


def test_own_words_stand_with_their_step_on_the_device_alone_and_those_that_staff_entered_nowhere(world) -> None:
    number = asked(world)
    answer(world, number, Given(UNSOLVED, "link", "还是<很>黑"))
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "close", HILL_OFFICER, note="又换了")
    answer(world, number, Given(HAPPY, "telephone", "电话里说谢谢", by=Actor(Role.DISPATCHER, DISPATCHER.login)))
    appeal(world, Visit(number, DEVICE), "我反悔了")
    withdraw(world, Visit(number, DEVICE), "我搬走了")
    own, linked = (status_for_citizen(world, Visit(number, scope), "zh") for scope in (DEVICE, LINK))
    told = [(each["action"], each["text"]) for each in own["steps"] if each["own"]]
    assert told == [("answer_unhappy", "还是<很>黑"), ("appeal", "我反悔了"), ("withdraw", "我搬走了")]
    assert "电话里说谢谢" not in repr(own)
    assert not [each for each in linked["steps"] if each["own"]]
    assert not [words for _, words in told if words in repr(linked)]
    assert [each["text"] for each in linked["steps"] if each["action"] == "close"] == ["换了灯泡", "又换了"]
    said = [each["said"] for each in for_citizen(own, "en")["steps"] if each["own"]]
    assert said == ["还是<很>黑", "我反悔了", "我搬走了"]


def test_citizen_may_rate_when_the_unit_has_closed(world) -> None:
    number = asked(world)
    seen = status_for_citizen(world, Visit(number, LINK), "en")
    assert (seen["can_rate"], seen["can_withdraw"], seen["unit_name"]) == (True, False, "Elm Community")
    assert seen["working_days_left"] is None


@pytest.mark.parametrize(("first", "others"), [(HAPPY, [3, 4]), (FAIR, [3, 4]), (CROSS, [1, 2]), (UNSOLVED, [1, 2])])
def test_citizen_is_offered_the_other_answers_for_a_day(world, first, others) -> None:
    number = asked(world)
    assert (looked(world, number)["changes"], looked(world, number)["answered"]) == ([], None)
    answer(world, number, Given(first, "link"))
    seen = looked(world, number)
    assert (seen["can_rate"], seen["answered"], seen["changes"]) == (False, int(first), others)
    assert seen["change_until"] == (world.clock.now() + timedelta(hours=24)).isoformat()
    world.clock.move(hours=24)
    assert looked(world, number)["changes"] == others
    world.clock.move(seconds=1)
    assert (looked(world, number)["changes"], looked(world, number)["change_until"]) == ([], None)


def test_an_unhappy_answer_is_offered_no_change_once_its_next_round_is_accepted(world) -> None:
    number = asked(world)
    answer(world, number, Given(UNSOLVED, "link"))
    do(world, number, "accept", HILL_OFFICER)
    assert (looked(world, number)["changes"], looked(world, number)["answered"]) == ([], None)


@pytest.mark.parametrize("digit", [3, 4])
def test_every_change_that_is_offered_counts(world, digit) -> None:
    number = asked(world)
    answer_by_link(world, Visit(number, LINK), 1)
    assert digit in looked(world, number)["changes"]
    assert answer_by_link(world, Visit(number, LINK), digit)["round"] == 2
    assert looked(world, number)["changes"] == [1, 2]
    answer_by_link(world, Visit(number, LINK), 2)
    assert (petition(world, number).status, petition(world, number).last_answer.rating) == ("settled", FAIR)


def test_days_left_count_down_by_working_days_when_in_work(world) -> None:
    number = report(world).number
    left = []
    for _ in range(3):
        left.append(status_for_citizen(world, Visit(number, LINK), "zh")["working_days_left"])
        world.clock.move(days=1)
    assert left == [2, 1, 0]  # on the first of the holidays the next working day is the last one


def test_status_is_refused_when_there_is_no_such_petition(world) -> None:
    with pytest.raises(PetitionNotFound):
        status_for_citizen(world, Visit("1" * 14, LINK), "zh")


def test_form_offers_streets_with_their_communities_when_asked(world) -> None:
    offered = form(world, "en")
    assert [street["code"] for street in offered["streets"]] == [HILL, BAY]
    assert [each["name"] for each in offered["streets"][0]["communities"]] == ["Elm Community", "Oak Community"]
    assert [each["code"] for each in offered["categories"]] == ["01", "02", "03"]


def test_staff_see_the_point_as_map_apps_draw_it_and_nothing_where_there_is_none(world) -> None:
    number = report(world, community=None, point=IN_HILL).number
    shown = petition_for_staff(world, HILL_OFFICER, number)["petition"]
    off = [(shown["gcj02"][axis] - shown[axis]) * METRES_PER_DEGREE for axis in ("longitude", "latitude")]
    assert 300 < sum(abs(each) for each in off) < 1000
    assert shown["district"] == DISTRICT
    chosen = petition_for_staff(world, HILL_OFFICER, report(world).number)["petition"]
    assert (chosen["longitude"], chosen["gcj02"]) == (None, None)


def test_the_map_of_an_unknown_district_is_the_sites_and_has_the_frame_of_its_streets(world) -> None:
    drawing = street_map(world, "en")
    assert {each["code"] for each in drawing["streets"]} <= {HILL, BAY}
    assert drawing["frame"]["per_longitude"] > 0
    assert street_map(world, "en", "nowhere") == street_map(world, "en", DISTRICT) == drawing


def test_tree_is_shown_whole_when_staff_ask(world) -> None:
    assert [each["code"] for each in units(world, ELM_OFFICER)] == [unit.code for unit in UNITS]
