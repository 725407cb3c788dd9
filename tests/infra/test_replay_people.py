"""The people of a replay: the same for the same seed, and read as the platform reads them."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chalicelib.domain import phone as phones
from chalicelib.domain import receipt_number, replies
from chalicelib.domain.danger import emergency
from chalicelib.domain.outbox import Message
from chalicelib.messages import sms
from chalicelib.messages.catalogue import CATALOGUE

from infra import stack
from infra.replay import answers, duties, geography, inbox, plans, source
from infra.replay.answers import Deed
from infra.replay.lives import Life

GROUND = geography.read(stack.DISTRICT)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
NUMBER = receipt_number.make("1234567890123")


def made(seed: int = 1, count: int = 300) -> list[plans.Plan]:
    return plans.make(seed, source.texts(None, count, seed), ["01", "0101"], GROUND)


def life(**fields) -> Life:
    held = Life(made(count=1)[0])
    for name, value in {"number": NUMBER, "status": "closed", "round": 1, **fields}.items():
        setattr(held, name, value)
    return held


def test_plans_are_the_same_when_the_seed_is() -> None:
    assert made(7) == made(7)
    assert made(7) != made(8)
    assert made(7)[5].dice("duty", 1).random() == made(7)[5].dice("duty", 1).random()


def test_every_kind_of_petition_comes_when_there_are_many() -> None:
    fields = [plan.fields for plan in made()]
    places = Counter(
        each["point"]["datum"] if "point" in each else "community" if "community" in each else "words" for each in fields
    )
    assert set(places) == {"wgs84", "gcj02", "community", "words"}
    assert any(each.get("hide_identity") for each in fields)
    assert any(each.get("about_staff") for each in fields)
    assert sum(emergency(each["text"]) is not None for each in fields) > 5
    kinds = [phones.parse(each["phone"]).kind if "phone" in each else "none" for each in fields]
    assert set(kinds) == {"mobile", "landline", "none"}
    mobiles = Counter(plan.phone for plan in made() if plan.phone)
    assert max(mobiles.values()) > 1
    assert all(phones.parse(each) for each in mobiles)
    assert {plan.withdraws for plan in made()} == {"", "at_once", "later"}


def test_point_lies_in_a_street_when_drawn() -> None:
    drawn = random.Random(1)
    for _ in range(50):
        point = GROUND.point(drawn)
        assert any(area.contains(*point) for area in GROUND.areas)


@pytest.mark.parametrize("digit", "1234")
def test_written_answer_is_read_as_its_digit_by_the_platform(digit: str) -> None:
    for words in answers.WRITTEN[digit]:
        assert replies.read(words) == replies.Reading("answer", digit)


def test_nonsense_is_no_answer_to_the_platform() -> None:
    assert {replies.read(words).kind for words in answers.NONSENSE} == {"comment"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(inbox.MARKS))
def test_message_is_known_when_a_phone_gets_it(name: str, language: str) -> None:
    shown = receipt_number.shown(NUMBER)
    message = Message("1", "k", NUMBER, name, {"number": shown, "emergency": "", "hours": "4", "status": "handling", "code": "123456"}, language, NOW, NOW)
    body = sms.render(message, "http://127.0.0.1/s/abc-_9", "某社区").text
    heard = inbox._heard({"id": "3", "reference": "1-0.ffff", "phone": "+8619900000000", "body": body, "at": "", "direction": "in"})
    assert heard.kind == name
    assert heard.reference == "1-0"
    assert heard.number in ("", NUMBER)
    assert heard.token in ("", "abc-_9")


def test_no_message_of_the_platform_is_strange_to_the_inbox() -> None:
    assert set(CATALOGUE) - {"acknowledgement_emergency"} == set(inbox.MARKS)


def test_first_answer_and_a_fair_change_count_and_nothing_else() -> None:
    held = life()
    assert not held.counts("1", NOW)  # nobody asked
    held.hear_question([], NOW)
    assert not held.counts("1", NOW + timedelta(days=7))  # lapsed
    held.answered("4", NOW)
    assert held.counts("1", NOW + timedelta(hours=5))
    assert not held.counts("3", NOW + timedelta(hours=5))
    assert not held.counts("1", NOW + timedelta(hours=25))
    held.status = "handling"
    assert not held.counts("1", NOW + timedelta(hours=5))


def test_one_sms_is_sent_at_a_time_when_two_are_due() -> None:
    held = life()
    held.hear_question([Deed("sms", 0, "1", "1"), Deed("sms", 1, "4", "4")], NOW)
    later = NOW + timedelta(hours=3)
    assert [each.deed.digit for each in held.take_due(later)] == ["1"]
    assert [each.deed.digit for each in held.take_due(later)] == ["4"]
    assert held.take_due(later) == []


def test_duty_is_the_owners_and_none_while_the_citizen_has_the_word() -> None:
    plan = next(plan for plan in made() if not plan.rejected)
    for status in ("submitted", "assigned", "handling"):
        seen = duties.Seen(status, "370202001001", 1, 5, 0, 0)
        assert duties.next_duty(plan, seen, "370202", GROUND) == duties.next_duty(plan, seen, "370202", GROUND)
        assert duties.next_duty(plan, seen, "370202", GROUND) is not None
    assert duties.next_duty(plan, duties.Seen("closed", "370202", 1, 5, 0, 0), "370202", GROUND) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n", "no columns title and body"),
        ("title,body\n,\n", "holds no petition"),
        (b"title,body\n\xff\xfe,x\n", "no CSV in UTF-8"),
    ],
)
def test_file_is_refused_in_a_sentence_when_it_cannot_be_used(tmp_path: Path, content, words: str) -> None:
    path = tmp_path / "petitions.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(source.SourceFaulty, match=words):
        source.texts(path, 3, 1)
    with pytest.raises(source.SourceFaulty, match="cannot be read"):
        source.texts(tmp_path / "none.csv", 3, 1)


def test_texts_are_cut_to_what_the_form_takes_and_gone_through_again(tmp_path: Path) -> None:
    path = tmp_path / "petitions.csv"
    path.write_text(f"\ufeffid,title,body\n1,灯,{'坏' * 5000}\n2,,路\n", encoding="utf-8")
    found = source.texts(path, 4, 1)
    assert sorted(map(len, found)) == [1, 1, source.LONGEST_TEXT, source.LONGEST_TEXT]
