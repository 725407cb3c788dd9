"""Breaks one call of one command, lets the world come to rest, and holds it against the world in which nothing broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from chalicelib.domain.errors import Busy
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.told_by_sms import kind_of

from tests.fakes import FakePorts
from tests.journey.steps import phone_key
from tests.prove.faults import Crash
from tests.prove.journeys import JOURNEYS, Case
from tests.prove.laws import Laws
from tests.prove.points import CARRIER, PORTS, STALL_SECONDS, Broken, Gate, watch

RESTS_WITHIN = 80
QUEUE_REPEATS_AFTER = 240  # seconds; what its worker did not finish comes again
AMBIGUOUS = ("lost answer", "crash after", "stall before", "stall after")
ASKED = {"follow_up", "follow_up_link"}


@dataclass(frozen=True)
class Rest:
    """What a world holds when nothing moves any more, without ids and moments."""

    petitions: tuple[object, ...]
    messages: tuple[tuple[str, int], ...]
    delivered: int
    told: tuple[str, ...]


@dataclass
class Outcome:
    """One run: what was struck, and how many SMS went more than once."""

    journey: str
    kind: str
    struck: str
    doubled: int
    undecided: int
    unheard: bool


@dataclass
class Run:
    """A journey in a fresh world, with a fault at one of its calls or with none."""

    journey: str
    kind: str = ""
    at: int = 0
    made: Callable[[], FakePorts] = FakePorts
    ports: tuple[str, ...] = PORTS
    gate: Gate = field(init=False)
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        world = self.made()
        self.gate = Gate(self.kind, self.at)
        self.case = Case(world, watch(world, self.gate, self.ports))
        JOURNEYS[self.journey](self.case)
        self.gate.meanwhile = self._meanwhile

    def _meanwhile(self) -> None:
        if self.kind.startswith("stall"):
            self.case.world.clock.move(seconds=STALL_SECONDS)
        self.case.command()
        self.case.work()

    def strike(self) -> None:
        """The command, once with the fault; then again as its caller, its queue or its carrier would."""
        self.gate.watching = True
        for _ in range(5):
            try:
                self.case.command()
                break
            except (Broken, Crash, Busy):
                self.gate.watching = self.gate.dead = False
        else:
            raise AssertionError("broken for ever")
        self.gate.watching = False

    @property
    def calls(self) -> int:
        """How many calls left the process before it was over."""
        return len(self.gate.seen)

    def rest(self) -> Rest:
        """What is left when every message has ended and every question is answered."""
        case = self.case
        case.world.clock.move(seconds=QUEUE_REPEATS_AFTER)
        for _ in range(RESTS_WITHIN):
            case.work()
            self._answer()
            self._one_question_at_a_time()
            if self._at_rest():
                return self._told()
            case.world.clock.move(hours=5)
        raise AssertionError(f"no rest: {[str(each.state) for each in self._messages()]}")

    def _answer(self) -> None:
        """The citizen answers the question that came, once for each petition."""
        came = {reference for _, _, reference in self.case.carrier.taken}
        for phone in self.case.phones:
            asked = self.case.world.outbox.open_follow_up(phone_key(self.case.world, phone))
            if asked is None or asked.ended_at is not None or asked.number in self.case.replied:
                continue
            if asked.message_id not in came:
                continue
            self.case.replied.add(asked.number)
            self.case.says(self.case.digits[asked.number], f"of-{asked.number}", phone)

    def _one_question_at_a_time(self) -> None:
        for phone in self.case.phones:
            open_ones = [
                each for each in self._petitions() if each.phone_key == phone_key(self.case.world, phone)
                and each.status is Status.CLOSED and each.rounds[-1].asked_at
            ]  # fmt: skip
            direct = [each for each in open_ones if self._asked_directly(each)]
            assert len(direct) <= 1, "a digit could be for either"

    def _asked_directly(self, petition: Petition) -> bool:
        names = {m.name for m in self._messages() if m.number == petition.number and m.round == len(petition.rounds)}
        return "follow_up" in names and "follow_up_link" not in names

    def _at_rest(self) -> bool:
        ended = all(each.ended_at is not None for each in self._messages())
        return ended and not any(each.status is Status.CLOSED for each in self._petitions())

    def _petitions(self) -> list[Petition]:
        return [self.case.world.petitions.get(number) for number in self.case.numbers]

    def _messages(self) -> list:
        found = [self.case.world.outbox.messages_of(phone_key(self.case.world, each)) for each in self.case.phones]
        return [message for line in found for message in line]

    def _told(self) -> Rest:
        self._check_answers()
        Laws().check_counters(self.case.world, self.case.numbers)  # the ledger
        petitions = tuple(self._of(number) for number in self.case.numbers)
        names = Counter("follow_up" if each.name in ASKED else each.name for each in self._messages())
        told = Counter("follow_up" if m.name in ASKED else m.name for m in self._messages() if m.state is not MessageState.UNDECIDED)
        assert self._numbers_of_phones() == sorted(self.case.numbers), "a petition lost, or filed twice"
        delivered = sum(each.state is MessageState.DELIVERED for each in self._messages())
        return Rest(petitions, tuple(sorted(names.items())), delivered, tuple(sorted(told)))

    def _numbers_of_phones(self) -> list[str]:
        world = self.case.world
        pages = [world.petitions.queue("phone", phone_key(world, each), 99, None) for each in self.case.phones]
        return sorted(each.number for page in pages for each in page.items)

    def _of(self, number: str) -> tuple[object, ...]:
        petition, entries, texts = self.case.world.petitions.whole(number)
        assert [each.version for each in entries] == list(range(1, petition.version + 1)), "history without a gap"
        ratings = tuple(tuple(str(each.rating) for each in run.answers) for run in petition.rounds)
        return petition.status, ratings, tuple(sorted(str(e.action) for e in entries)), tuple(sorted(texts.values()))

    def _check_answers(self) -> None:
        for petition in self._petitions():
            given = [str(each.rating) for run in petition.rounds for each in run.answers]
            assert len(given) <= 1, "one rating each"
            assert set(given) <= {self.case.digits[petition.number]}, "an answer that was meant for another petition"

    def outcome(self) -> Outcome:
        """How often the carrier took what. Raises: AssertionError when that was once too often, or never."""
        times = Counter(reference for _, _, reference in self.case.carrier.taken)
        held = {each.id: each for each in self._messages()}
        assert set(times) <= set(held), "an SMS that no message stands for"
        doubled = {id: number - 1 for id, number in times.items() if number > 1}
        for id in doubled:
            assert kind_of(held[id].name).harmless, f"{held[id].name} went twice"
        assert sum(doubled.values()) <= self._may_double(), f"{self.kind} at {self.gate.struck}: {doubled}"
        for message in held.values():
            if message.state in (MessageState.SENT, MessageState.DELIVERED):
                assert times[message.id], "said to be sent, and no carrier ever took it"
        undecided = sum(each.state is MessageState.UNDECIDED for each in held.values())
        assert not undecided or (self.gate.struck == CARRIER or self.gate.sent_before or self.kind), "nobody can decide"
        unheard = any(each.state is MessageState.EXPIRED and times[each.id] for each in held.values())
        return Outcome(self.journey, self.kind, self.gate.struck, sum(doubled.values()), undecided, unheard)

    def _may_double(self) -> int:
        """One SMS, and only where nobody can know whether it went: at the carrier's answer, or before it was written down."""
        at_the_carrier = self.gate.struck == CARRIER and self.kind in AMBIGUOUS
        between = self.gate.sent_before > 0 and self.gate.struck.split(".")[0] in ("outbox", "petitions", "receipts", "contacts")
        return 1 if at_the_carrier or between else 0


def broken(journey: str, strikes: tuple[str, ...], make: Callable[..., Run] = Run, every: int = 1) -> Iterator[Outcome]:
    """Each call of a journey with each fault, or each `every`-th. Raises: AssertionError naming the first that shows."""
    whole = make(journey)
    whole.strike()
    calls, wanted = whole.calls, whole.rest()
    assert whole.outcome().doubled == 0
    for place, (at, kind) in enumerate(product(range(1, calls + 1), strikes)):
        if place % every:
            continue
        run = make(journey, kind, at)
        run.strike()
        try:
            found = run.rest()
            yield _held(run, found, wanted)
        except AssertionError as failed:
            raise AssertionError(f"{journey}: {kind} at call {at} of {calls}, {run.gate.struck}: {failed}") from failed


def _without_asking(rest: Rest) -> Rest:
    told = [(status, ratings, tuple(each for each in actions if each != "follow_up"), texts)
            for status, ratings, actions, texts in rest.petitions]  # fmt: skip
    return replace(rest, petitions=tuple(told))


def _held(run: Run, found: Rest, wanted: Rest) -> Outcome:
    outcome = run.outcome()
    if outcome.unheard:  # answered before we knew that it had been asked: the answer stands, the asking is not in the history
        found, wanted = _without_asking(found), _without_asking(wanted)
    assert found.petitions == wanted.petitions, f"\n{found.petitions}\nand not\n{wanted.petitions}"
    assert found.messages == wanted.messages, f"\n{found.messages}\nand not\n{wanted.messages}"
    assert outcome.undecided or found.told == wanted.told
    assert outcome.unheard or found.delivered == wanted.delivered, "a receipt was forgotten, or moved backwards"
    return outcome
