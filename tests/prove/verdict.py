"""What is wrong with a world at rest, law by law, beside the world in which nothing broke. Every law can find something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chalicelib.domain.outbox import Message, MessageState
from chalicelib.domain.petition import Petition
from chalicelib.domain.told_by_sms import kind_of

from tests.journey.steps import phone_key
from tests.prove.case import Case
from tests.prove.laws import Laws
from tests.prove.points import CARRIER, Gate

# Kinds after which nobody but the carrier knows whether it took a message; the last two are a process that stops.
AMBIGUOUS = ("lost answer", "crash after", "stall before", "stall after")
UNANSWERED = (*AMBIGUOUS, "lost request", "500", "crash before")
ASKED = {"follow_up", "follow_up_link"}
WENT = (MessageState.SENT, MessageState.DELIVERED)
AGAIN = ("code", "follow_code")  # asked for once more by whoever got no answer


@dataclass(frozen=True)
class Rest:
    """What a world holds when nothing moves any more, without ids and moments."""

    petitions: tuple[tuple[object, ...], ...]  # status, ratings by round, actions, texts
    messages: Counter[str]
    told: Counter[str]  # what a carrier took, however often
    delivered: int

    @property
    def ratings(self) -> Counter[tuple[int, str]]:
        """Every rating, with its petition's place."""
        rounds = ((place, run) for place, each in enumerate(self.petitions) for run in each[1])
        return Counter((place, rating) for place, run in rounds for rating in run)

    @property
    def without_asking(self) -> Rest:
        """The same, where it was answered before we knew that it had been asked."""
        kept = ((*each[:2], tuple(a for a in each[2] if a != "follow_up"), each[3]) for each in self.petitions)
        return replace(self, petitions=tuple(kept))


@dataclass
class Seen:
    """A world at rest, read once for all laws."""

    case: Case
    gate: Gate
    kind: str = ""
    wanted: Rest | None = None
    messages: list[Message] = field(init=False)
    petitions: list[Petition] = field(init=False)
    gaps: int = 0
    times: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        world = self.case.world
        self.messages = [each for phone in self.case.phones for each in world.outbox.messages_of(phone_key(world, phone))]
        self.petitions = []
        self.times = Counter(reference for _, _, reference in self.case.carrier.taken)
        self.rest = Rest(
            tuple(self._petition(number) for number in self.case.numbers), self._names(self.messages),
            self._names([each for each in self.messages if self.times[each.id]]),
            sum(each.state is MessageState.DELIVERED for each in self.messages),
        )  # fmt: skip
        self.wanted = self.wanted or self.rest

    def _petition(self, number: str) -> tuple[object, ...]:
        whole = self.case.world.petitions.whole(number)
        if whole is None:
            return None, (), (), ()
        held, entries, texts = whole
        self.petitions.append(held)
        self.gaps += [each.version for each in entries] != list(range(1, held.version + 1))
        ratings = tuple(tuple(str(each.rating) for each in run.answers) for run in held.rounds)
        return held.status, ratings, tuple(sorted(str(e.action) for e in entries)), tuple(sorted(texts.values()))

    def _names(self, messages: list[Message]) -> Counter[str]:
        names = Counter("follow_up" if each.name in ASKED else each.name for each in messages)
        return Counter({name: min(count, 1) if name in AGAIN else count for name, count in names.items()})

    @property
    def doubled(self) -> dict[str, int]:
        """How many times too often each message went."""
        return {id: number - 1 for id, number in self.times.items() if number > 1}

    @property
    def undecided(self) -> int:
        """Messages that wait for a person."""
        return sum(each.state is MessageState.UNDECIDED for each in self.messages)

    @property
    def unheard(self) -> bool:
        """True when a question was answered before it was written down that it went."""
        return any(each.state is MessageState.EXPIRED and self.times[each.id] for each in self.messages)


def _petitions(seen: Seen) -> int:
    """Petitions of the phones that nobody has a number of, and numbers without their petition."""
    world = seen.case.world
    pages = [world.petitions.queue("phone", phone_key(world, each), 99, None) for each in seen.case.phones]
    found, known = Counter(each.number for page in pages for each in page.items), Counter(seen.case.numbers)
    return ((found - known) + (known - found)).total()


def _messages(seen: Seen) -> int:
    return ((seen.wanted.messages - seen.rest.messages) + (seen.rest.messages - seen.wanted.messages)).total()


def _ratings(seen: Seen) -> int:
    return (seen.wanted.ratings - seen.rest.ratings).total()


def _ratings_twice(seen: Seen) -> int:
    given = (sum(len(run.answers) for run in each.rounds) for each in seen.petitions)
    return sum(max(number - 1, 0) for number in given)


def _strays(seen: Seen) -> int:
    """Answers that were meant for another petition."""
    meant = seen.case.digits
    return sum(str(a.rating) != meant[each.number] for each in seen.petitions for run in each.rounds for a in run.answers)


def _life(seen: Seen) -> int:
    """Petitions whose state, history or words differ."""
    found, wanted = (each.without_asking if seen.unheard else each for each in (seen.rest, seen.wanted))
    return seen.gaps + sum(one != other for one, other in zip(found.petitions, wanted.petitions, strict=True))


def _too_often(seen: Seen) -> int:
    """SMS that went more often than once, but for one of a harmless kind that nobody can know of."""
    names = {each.id: each.name for each in seen.messages}
    at_the_carrier = seen.gate.struck == CARRIER and seen.kind in AMBIGUOUS
    before_it = seen.gate.struck == "circuits.read" and seen.kind.startswith("stall")  # decision 0033: past its look at the clock
    between = seen.gate.in_flight and seen.gate.struck != CARRIER and seen.kind != "at once"
    harmful = sum(number for id, number in seen.doubled.items() if not kind_of(names.get(id, "")).harmless)
    return harmful + max(sum(seen.doubled.values()) - harmful - (at_the_carrier or before_it or between), 0)


def _unsent(seen: Seen) -> int:
    """Messages said to be sent that no carrier took, and SMS that no message stands for."""
    never = sum(each.state in WENT and not seen.times[each.id] for each in seen.messages if each.id not in seen.case.granted)
    return never + len(set(seen.times) - {each.id for each in seen.messages})


def _needless(seen: Seen) -> int:
    """Messages on which a person decides although somebody knows whether they went."""
    doubtful = seen.gate.in_doubt and (seen.gate.struck != CARRIER or seen.kind in UNANSWERED) and seen.kind != "at once"
    return max(seen.undecided - doubtful, 0)


def _untold(seen: Seen) -> int:
    """What the citizen was not told, but for what waits for a person."""
    return max((seen.wanted.told - seen.rest.told).total() - seen.undecided, 0)


def _receipts(seen: Seen) -> int:
    """Receipts forgotten, or moved backwards."""
    return 0 if seen.unheard else abs(seen.rest.delivered - seen.wanted.delivered)


def _counters(seen: Seen) -> int:
    try:
        Laws().check_counters(seen.case.world, [each.number for each in seen.petitions], ())
    except AssertionError:
        return 1
    return 0


LAWS: dict[str, Callable[[Seen], int]] = {
    "petitions": _petitions, "messages": _messages, "ratings": _ratings, "ratings twice": _ratings_twice, "strays": _strays,
    "life": _life, "SMS too often": _too_often, "unsent": _unsent, "needless doubt": _needless, "untold": _untold,
    "receipts": _receipts, "counters": _counters, "own": lambda seen: seen.case.wrong(),
}  # fmt: skip


def judged(seen: Seen) -> Counter[str]:
    """How much each law found; nothing for those that hold."""
    return +Counter({name: law(seen) for name, law in LAWS.items()})
