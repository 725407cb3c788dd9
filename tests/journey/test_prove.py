"""A phone proved by a code: asked for, sent to whoever has petitions, tried three times, used once."""

from collections import Counter

import pytest
from chalicelib.domain.errors import InvalidInput, LinkInvalid, PetitionNotFound, ProofOver, TooManyRequests
from chalicelib.domain.proof import MOST_TRIES
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.mine import mine, visit
from chalicelib.journey.prove import ask, code_of, proved, verify

from tests.journey.steps import PHONE, deliver, lines, phone_key, report, says

OTHER = "13900139002"
HERE, THERE = "192.0.2.1", "192.0.2.2"
WRONG = "not a code"


def asked(world, phone: str = PHONE) -> str:
    """The token of a browser whose code was sent."""
    token = ask(world, phone, HERE, "zh")
    deliver(world, phone)
    return token


def code(world, token: str) -> str:
    return code_of(world, world.secrets.digest("challenge", token))


def test_code_opens_the_petitions_of_its_phone_when_it_is_typed(world) -> None:
    numbers = [report(world).number, report(world, device="b").number]
    report(world, device="c", phone=OTHER)
    token = asked(world)
    mark = verify(world, token, code(world, token), HERE)
    assert proved(world, mark) == phone_key(world)
    assert [each["number"] for each in mine(world, mark, "zh")] == numbers[::-1]
    assert visit(world, mark, numbers[0]) == Visit(numbers[0], DEVICE)


def test_words_of_the_message_hold_the_code_and_the_stored_message_does_not(world) -> None:
    report(world)
    token = asked(world)
    [held] = [each for each in world.outbox.messages_of(phone_key(world)) if each.name == "code"]
    assert code(world, token) not in str(held)
    assert str(held.state) == "sent"


def test_words_go_out_with_the_code_when_the_real_catalogue_renders_them(world) -> None:
    from chalicelib.journey.send import send
    from chalicelib.messages import sms

    report(world)
    token = ask(world, PHONE, HERE, "en")
    send(world, phone_key(world), sms.render)
    assert code(world, token) in world.provider.texts[-1]
    assert "5 minutes" in world.provider.texts[-1]


@pytest.mark.parametrize("typed", ["{0} ", "{1}-{2}", "full"])
def test_code_counts_when_it_is_typed_as_people_type(world, typed) -> None:
    report(world)
    token = asked(world)
    right = code(world, token)
    said = right.translate({48 + digit: 0xFF10 + digit for digit in range(10)}) if typed == "full" else typed.format(right, right[:3], right[3:])
    assert verify(world, token, said, HERE)


def test_code_is_over_when_it_was_used(world) -> None:
    report(world)
    token = asked(world)
    verify(world, token, code(world, token), HERE)
    with pytest.raises(ProofOver):
        verify(world, token, code(world, token), HERE)


def test_code_is_over_after_five_minutes(world) -> None:
    report(world)
    token = asked(world)
    world.clock.move(minutes=5)
    with pytest.raises(ProofOver):
        verify(world, token, code(world, token), HERE)


def test_code_is_over_when_three_were_wrong(world) -> None:
    report(world)
    token = asked(world)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(InvalidInput):
            verify(world, token, WRONG, HERE)
    for typed in (WRONG, code(world, token)):
        with pytest.raises(ProofOver):
            verify(world, token, typed, HERE)


def test_code_opens_nothing_in_another_browser(world) -> None:
    report(world)
    token, other = asked(world), asked(world)
    with pytest.raises(InvalidInput):
        verify(world, other, code(world, token), HERE)
    with pytest.raises(ProofOver):
        verify(world, "made up", code(world, token), HERE)


def test_message_expires_when_it_cannot_go_within_five_minutes(world) -> None:
    report(world)
    token = ask(world, PHONE, HERE, "zh")
    world.clock.move(minutes=6)
    deliver(world)
    assert lines(world)[-1] == ("code", "expired")
    assert world.proofs.held[world.secrets.digest("challenge", token)].armed is False


def test_code_goes_past_the_line_and_at_night_also_to_who_opted_out(world) -> None:
    report(world)
    says(world, "TD")
    deliver(world)
    world.clock.move(hours=14)
    asked(world)
    assert lines(world)[-1] == ("code", "sent")


def test_nothing_is_sent_and_no_guess_opens_when_the_phone_has_no_petition(world) -> None:
    report(world)
    sent = len(world.provider.texts)
    token = asked(world, OTHER)
    assert lines(world, OTHER) == [("code", "suppressed")]
    assert len(world.provider.texts) == sent
    with pytest.raises(InvalidInput):
        verify(world, token, code(world, token), HERE)  # even the right one


class Watched:
    """Counts which port was asked for what, so that two runs can be compared."""

    def __init__(self, world) -> None:
        self.calls: list[str] = []
        for name in ("petitions", "outbox", "proofs", "door", "wake", "contacts", "receipts"):
            held = getattr(world, name)
            setattr(world, name, _Port(name, held, self.calls))


class _Port:
    def __init__(self, name: str, held: object, calls: list[str]) -> None:
        self._name, self._held, self._calls = name, held, calls

    def __getattr__(self, what: str):
        self._calls.append(f"{self._name}.{what}")
        return getattr(self._held, what)


def test_the_same_is_done_whether_or_not_the_phone_is_known(world) -> None:
    report(world)
    watched = Watched(world)
    ask(world, PHONE, HERE, "zh")
    known = list(watched.calls)
    watched.calls.clear()
    ask(world, OTHER, HERE, "zh")
    assert watched.calls == known
    assert Counter(known) == {"door.knock": 3, "proofs.begin": 1}


def test_the_same_is_done_when_a_wrong_code_is_tried(world) -> None:
    report(world)
    tokens = asked(world), asked(world, OTHER)
    watched, seen = Watched(world), []
    for token in tokens:
        with pytest.raises(InvalidInput) as refused:
            verify(world, token, WRONG, HERE)
        seen.append((list(watched.calls), refused.value.fields))
        watched.calls.clear()
    assert seen[0] == seen[1]


@pytest.mark.parametrize("phone", [PHONE, OTHER])
def test_five_codes_a_day_are_made_for_a_number_whether_or_not_it_is_known(world, phone) -> None:
    report(world)
    for place in range(5):
        ask(world, phone, f"192.0.2.{place}", "zh")
    with pytest.raises(TooManyRequests):
        ask(world, phone, THERE, "zh")
    world.clock.move(hours=24)
    ask(world, phone, THERE, "zh")


def test_an_address_asks_so_often_an_hour_and_a_day_and_no_more(world) -> None:
    for place in range(30):
        ask(world, f"138{place:08d}", HERE, "zh")
    with pytest.raises(TooManyRequests):
        ask(world, PHONE, HERE, "zh")
    ask(world, PHONE, THERE, "zh")


def test_no_more_codes_go_out_when_the_district_has_sent_its_days(world) -> None:
    world.districts.held.settings["limit_code_district"] = 1
    report(world)
    report(world, device="b", phone=OTHER)
    asked(world)
    token = asked(world, OTHER)
    assert (lines(world)[-1], lines(world, OTHER)[-1]) == (("code", "sent"), ("code", "suppressed"))
    with pytest.raises(InvalidInput):
        verify(world, token, code(world, token), HERE)


@pytest.mark.parametrize(("typed", "why"), [("", "mobile_invalid"), ("123", "mobile_invalid"), ("0532-88886666", "phone_takes_no_sms")])
def test_what_takes_no_sms_is_refused_by_its_shape(world, typed, why) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(world, typed, HERE, "zh")
    assert refused.value.fields == {"phone": why}


def test_list_is_closed_when_the_mark_is_forged_or_over(world) -> None:
    number = report(world).number
    token = asked(world)
    mark = verify(world, token, code(world, token), HERE)
    for other in (None, "", "forged", mark[:-1]):
        with pytest.raises(LinkInvalid):
            mine(world, other, "zh")
    world.clock.move(minutes=30)
    for closed in (lambda: mine(world, mark, "zh"), lambda: visit(world, mark, number)):
        with pytest.raises(LinkInvalid):
            closed()


def test_petition_of_another_phone_is_not_there(world) -> None:
    report(world)
    others = report(world, device="b", phone=OTHER).number
    token = asked(world)
    mark = verify(world, token, code(world, token), HERE)
    for number in (others, "12", ""):
        with pytest.raises(PetitionNotFound):
            visit(world, mark, number)
