"""What somebody whose petition was merged is told of its lead: how it goes and ended, and nothing of who sent it."""

from dataclasses import replace

import pytest
from chalicelib.domain.petition import Kind, Status
from chalicelib.journey.answer import answer_by_link
from chalicelib.journey.appeal import appeal
from chalicelib.journey.links import DEVICE, LINK, Visit
from chalicelib.journey.look import status_for_citizen
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import DISPATCHER, HILL_OFFICER, SUPERVISOR
from tests.journey.steps import do, petition, report

LEADS_OWN = "王女士家楼下的灯坏了"


def joined(world, **fields) -> tuple[str, str]:
    """A lead and the petition of another phone that was joined to it."""
    lead = report(world, text=LEADS_OWN, place_words="青山路9号", **fields).number
    number = report(world, phone="13800000001").number
    do(world, number, "merge", DISPATCHER, lead=lead)
    return lead, number


def told(world, number: str, scope: str = LINK) -> dict | None:
    return status_for_citizen(world, Visit(number, scope), "en")["lead"]


@pytest.mark.parametrize("scope", [DEVICE, LINK])
def test_lead_is_told_with_its_unit_deadline_and_last_words_and_without_who_sent_it(world, scope: str) -> None:
    lead, number = joined(world)
    assert told(world, lead) is None
    seen = told(world, number, scope)
    deadline = petition(world, lead).round.closing_due.isoformat()
    assert seen == {"status": "assigned", "unit_name": "Elm Community", "deadline": deadline, "review_at": None, "end": None}
    do(world, lead, "accept")
    do(world, lead, "progress", note="灯泡已订")
    do(world, lead, "close", note="换了灯泡，请张先生致电13912345678")
    seen = told(world, number, scope)
    assert (seen["status"], seen["unit_name"], seen["deadline"]) == ("closed", "Elm Community", None)
    assert (seen["end"]["action"], seen["end"]["text"][:5]) == ("close", "换了灯泡，")
    assert not [private for private in (lead, "张先生", "13912345678", LEADS_OWN, "青山路") if private in repr(seen)]


def test_lead_in_its_next_round_tells_no_end_and_nothing_that_its_petitioner_said(world) -> None:
    lead, number = joined(world)
    do(world, lead, "accept")
    do(world, lead, "close", note="第一次")
    answer_by_link(world, Visit(lead, LINK), 4, "还是很黑")
    seen = told(world, number)
    assert (seen["status"], seen["end"]) == ("assigned", None)
    do(world, lead, "accept", HILL_OFFICER)
    do(world, lead, "close", HILL_OFFICER, note="第二次")
    answer_by_link(world, Visit(lead, LINK), 1, "谢谢李队长")
    seen = told(world, number)
    assert (seen["status"], seen["end"]["text"], seen["unit_name"]) == ("settled", "第二次", "")
    assert "谢谢" not in repr(seen)


def test_rejected_lead_tells_why_until_it_is_appealed(world) -> None:
    lead, number = joined(world)
    do(world, lead, "reject", DISPATCHER, reason="in_court", note="属于法院")
    seen = told(world, number)
    assert (seen["end"]["action"], seen["end"]["reject_reason"], seen["end"]["text"]) == ("reject", "in_court", "属于法院")
    appeal(world, Visit(lead, DEVICE), "不是法院的事")
    seen = told(world, number)
    assert (seen["status"], seen["end"]) == ("submitted", None)


def test_confidential_lead_tells_its_status_alone(world) -> None:
    lead, number = joined(world)
    do(world, lead, "accept")
    do(world, lead, "close", note="换了灯泡")
    for changes in ({"about_staff": True}, {"kind": Kind.ENFORCEMENT}):
        kept = world.memory.petitions[lead]
        world.memory.petitions[lead] = replace(kept, **changes)
        assert told(world, number) == {"status": "closed", "unit_name": "", "deadline": None, "review_at": None, "end": None}
        world.memory.petitions[lead] = kept


def test_lead_on_hold_tells_its_review_day(world) -> None:
    lead, number = joined(world)
    do(world, lead, "accept")
    do(world, lead, "request_hold", plan="春天再种树", review_date="2025-10-20")
    do(world, lead, "grant_hold", SUPERVISOR)
    seen = told(world, number)
    assert (seen["status"], seen["review_at"], seen["deadline"]) == ("on_hold", "2025-10-20T01:00:00+00:00", None)


def test_lead_that_was_withdrawn_says_nothing_of_why(world) -> None:
    lead, number = joined(world)
    withdraw(world, Visit(lead, DEVICE), "我搬走了")
    assert petition(world, number).status is Status.MERGED  # until the sweep takes it out
    seen = told(world, number)
    assert (seen["status"], seen["end"]) == ("withdrawn", None)
    assert "搬走" not in repr(seen)
