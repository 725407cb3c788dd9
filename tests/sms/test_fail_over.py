"""Several carriers in order: who is asked next after each refusal, and who is passed over until when."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from chalicelib.domain.carriers import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    OPENS_AFTER,
    TRIAL_LASTS,
    Sent,
    Trouble,
    Words,
)
from chalicelib.sms.fail_over import FailOver

from tests.fakes.outbox import MemoryCircuits
from tests.fakes.small import MovedClock
from tests.sms.carrier_server import carrier_server
from tests.sms.recorded import EVERY, PHONE, Wiring

ELSEWHERE = {Trouble.THROTTLED, Trouble.TEMPLATE_REFUSED, Trouble.ACCOUNT, Trouble.UNREACHABLE}
COUNTED = {Trouble.ACCOUNT, Trouble.UNREACHABLE, Trouble.UNKNOWN}
PLAIN, ASKS = Words("您好", "acknowledgement"), Words("您好", "follow_up")
AWAY = Sent(None, "away", Trouble.UNREACHABLE)


@dataclass
class Scripted:
    """A carrier that answers `says`, or takes every message."""

    name: str
    receives: bool = True
    says: Sent | None = None
    asked: int = 0

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        self.asked += 1
        return self.says or Sent(f"{self.name}-{self.asked}")


@dataclass
class Line:
    """Carriers behind one face, with the clock and the circuits that all senders share."""

    carriers: list
    clock: MovedClock = field(default_factory=MovedClock)
    circuits: MemoryCircuits = field(default_factory=MemoryCircuits)
    opened: list[str] = field(default_factory=list)

    @property
    def face(self) -> FailOver:
        return FailOver(self.carriers, self.circuits, self.clock.now, self.opened.append)

    def send(self, words: Words = PLAIN, times: int = 1) -> Sent:
        for _ in range(times):
            sent = self.face.send(PHONE, words, "r")
        return sent


@pytest.fixture
def two() -> Line:
    return Line([Scripted("first"), Scripted("second")])


def test_first_carrier_takes_it_while_it_is_well(two) -> None:
    sent = two.send(times=3)
    assert (sent.provider_id, sent.provider) == ("first-3", "first")
    assert two.carriers[1].asked == 0


@pytest.mark.parametrize("trouble", list(Trouble))
def test_next_carrier_is_asked_only_where_that_can_help_and_double_nothing(two, trouble) -> None:
    two.carriers[0].says = Sent(None, "x", trouble)
    sent = two.send()
    assert (two.carriers[1].asked == 1) is (trouble in ELSEWHERE)
    assert sent.provider == ("second" if trouble in ELSEWHERE else "first")
    assert (sent.provider_id is not None) is (trouble in ELSEWHERE)
    assert (two.circuits.read("first").failures == 1) is (trouble in COUNTED)


@pytest.mark.parametrize("recorded", EVERY, ids=lambda each: each.name)
def test_what_a_carrier_refuses_goes_on_or_ends_by_its_class(recorded) -> None:
    with carrier_server() as server:
        line = Line([Wiring(server.address).carrier(recorded.name), Scripted("second")])
        for trouble, server.answer in recorded.refusals.values():
            line.circuits.held.clear()
            before = line.carriers[1].asked
            sent = line.send()
            assert (line.carriers[1].asked - before, sent.provider) == (
                (1, "second") if trouble in ELSEWHERE else (0, recorded.name)
            ), sent


def test_refusal_of_the_last_one_asked_is_what_the_sender_hears(two) -> None:
    two.carriers[0].says, two.carriers[1].says = AWAY, Sent(None, "blocked", Trouble.REFUSED_NUMBER)
    assert (two.send().error, two.send().trouble) == ("blocked", Trouble.REFUSED_NUMBER)


def test_carrier_that_fails_steadily_is_passed_over_and_an_alarm_says_so_once(two) -> None:
    two.carriers[0].says = AWAY
    two.send(times=OPENS_AFTER + 10)
    assert (two.carriers[0].asked, two.carriers[1].asked) == (OPENS_AFTER, OPENS_AFTER + 10)
    assert two.opened == ["first"]


def test_one_success_between_failures_keeps_a_carrier_in(two) -> None:
    first = two.carriers[0]
    for _ in range(4):
        first.says = AWAY
        two.send(times=OPENS_AFTER - 1)
        first.says = None
        two.send()
    assert (first.asked, two.opened) == (4 * OPENS_AFTER, [])


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - COUNTED))
def test_what_is_the_messages_own_fault_never_passes_a_carrier_over(two, trouble) -> None:
    two.carriers[0].says = Sent(None, "x", trouble)
    two.send(times=20)
    assert (two.carriers[0].asked, two.opened) == (20, [])


def test_one_message_tries_a_carrier_after_its_pause_and_brings_it_back(two) -> None:
    first = two.carriers[0]
    first.says = AWAY
    two.send(times=OPENS_AFTER)
    two.clock.moment += FIRST_PAUSE - timedelta(seconds=1)
    two.send()
    assert first.asked == OPENS_AFTER
    two.clock.move(seconds=1)
    first.says = None
    assert two.send(times=2).provider == "first"
    assert two.circuits.read("first").failures == 0


def test_pauses_grow_to_their_longest_while_a_carrier_stays_away(two) -> None:
    two.carriers[0].says = AWAY
    two.send(times=OPENS_AFTER)
    pauses = []
    for _ in range(8):
        pause = two.circuits.read("first").open_until - two.clock.now()
        pauses.append(pause)
        two.clock.moment += pause
        two.send()
    assert pauses == sorted(pauses) and pauses[:3] == [FIRST_PAUSE * 2**each for each in range(3)]
    assert pauses[-1] == LONGEST_PAUSE
    assert two.opened == ["first"] * 9


def test_only_one_sender_tries_a_carrier_while_the_others_pass_it_over(two) -> None:
    first, seen = two.carriers[0], []
    first.says = AWAY
    two.send(times=OPENS_AFTER)
    two.clock.moment += FIRST_PAUSE
    plain = first.send

    def meanwhile(phone, words, reference):
        if not seen:
            seen.append(two.send().provider)  # another sender, while this one waits for its answer
        return plain(phone, words, reference)

    first.send = meanwhile
    first.says = None
    assert two.send().provider == "first"
    assert seen == ["second"]


def test_carrier_is_tried_again_when_the_one_who_tried_it_died(two) -> None:
    two.carriers[0].says = AWAY
    two.send(times=OPENS_AFTER)
    two.clock.moment += FIRST_PAUSE
    plain = two.carriers[0].send
    two.carriers[0].send = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        two.send()
    two.carriers[0].send, two.carriers[0].says = plain, None
    assert two.send().provider == "second"
    two.clock.moment += TRIAL_LASTS
    assert two.send().provider == "first"


def test_message_waits_when_every_carrier_is_passed_over(two) -> None:
    for each in two.carriers:
        each.says = AWAY
    two.send(times=OPENS_AFTER)
    sent = two.send()
    assert (sent.provider_id, sent.error, sent.trouble) == (None, "all_passed_over", Trouble.THROTTLED)
    assert [each.asked for each in two.carriers] == [OPENS_AFTER] * 2


def test_question_goes_by_a_carrier_that_can_receive_its_answer() -> None:
    line = Line([Scripted("sns", receives=False), Scripted("aws")])
    assert line.send(ASKS).provider == "aws"
    assert line.send(PLAIN).provider == "sns"
    line.carriers[1].says = AWAY
    assert line.send(ASKS).provider_id is None, "a digit to sns would reach nobody"
    assert line.carriers[0].asked == 1


def test_deployment_can_receive_when_its_second_carrier_can() -> None:
    line = Line([Scripted("sns", receives=False), Scripted("aws")])
    assert line.face.receives
    line.carriers[1].says = AWAY
    line.send(ASKS, times=OPENS_AFTER)
    assert not line.face.receives, "the question goes by link while the one that receives is passed over"


def test_deployment_says_whether_it_can_receive_by_the_carrier_that_would_be_taken(two) -> None:
    line = Line([Scripted("aws"), Scripted("sns", receives=False)])
    assert line.face.receives
    line.carriers[0].says = AWAY
    line.send(times=OPENS_AFTER)
    assert not line.face.receives


def test_circuit_keeps_the_other_senders_word_when_both_write(two) -> None:
    first, write = two.carriers[0], two.circuits.write
    first.says = AWAY
    lost = []

    def contested(before, after):
        if len(lost) < 2:
            lost.append(1)
            write(before, two.circuits.read("first").after(two.clock.now(), failed=True, trial=False))
        return write(before, after)

    two.circuits.write = contested
    two.send()
    assert two.circuits.read("first").failures == 3


def test_what_a_carrier_took_is_told_although_the_store_of_circuits_fails_then(two) -> None:
    read, reads = two.circuits.read, []

    def failing(name):
        reads.append(name)
        if len(reads) > 1:
            raise ConnectionError
        return read(name)

    two.circuits.read = failing
    assert two.send().provider_id == "first-1"
    assert reads == ["first"], "a carrier that was well and is costs one reading"
