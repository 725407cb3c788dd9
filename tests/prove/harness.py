"""Breaks one call of one command, lets the world come to rest, and holds it against the world in which nothing broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product

from chalicelib.domain.errors import Busy
from chalicelib.domain.petition import Status

from tests.fakes import FakePorts
from tests.journey.steps import phone_key
from tests.prove.case import Case
from tests.prove.faults import Crash
from tests.prove.journeys import JOURNEYS
from tests.prove.points import PORTS, STALL_SECONDS, Broken, Gate, watch
from tests.prove.verdict import LAWS, Rest, Seen, judged

RESTS_WITHIN = 80
QUEUE_REPEATS_AFTER = 240  # seconds; what its worker did not finish comes again


@dataclass
class Outcome:
    """One run: what was struck, how many SMS went more than once, and how much each law found."""

    journey: str
    kind: str
    at: int
    struck: str
    doubled: int
    undecided: int
    wrong: Counter[str]

    def __str__(self) -> str:
        return f"{self.journey}: {self.kind} at call {self.at}, {self.struck}: {dict(self.wrong)}"


@dataclass(frozen=True)
class Verdict:
    """How many SMS went more than once, how many messages wait for a person, and how much each law found."""

    doubled: int
    undecided: int
    wrong: Counter[str]


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
        self.gate = self.gated()
        self.case = Case(world, watch(world, self.gate, self.ports))
        JOURNEYS[self.journey](self.case)
        self.gate.meanwhile = self._meanwhile

    def gated(self) -> Gate:
        """What stands before every call."""
        return Gate(self.kind, self.at)

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

    def verdict(self, wanted: Rest) -> Verdict:
        """What is wrong at rest. Raises: AssertionError when it never rests."""
        found = self.rest(wanted)
        return Verdict(sum(found.doubled.values()), found.undecided, judged(found))

    @property
    def points(self) -> list[int]:
        """The calls that can be struck: all that left the process before it was over."""
        return list(range(1, len(self.gate.seen) + 1))

    def rest(self, wanted: Rest | None = None) -> Seen:
        """What is left when every message has ended and every question is answered. Raises: AssertionError if it never is."""
        case = self.case
        case.world.clock.move(seconds=QUEUE_REPEATS_AFTER)
        for _ in range(RESTS_WITHIN):
            next_at = case.work()
            answered = self._answer()
            self._one_question_at_a_time()
            if self._at_rest():
                return Seen(case, self.gate, self.kind, wanted)
            now = case.world.clock.now()
            until = now if answered else next_at or now + timedelta(hours=5)
            case.world.clock.move(seconds=max((until - now).total_seconds(), 0) + 1)
        raise AssertionError(f"no rest: {[str(each.state) for each in self._messages()]}")

    def _answer(self) -> bool:
        """True when the citizen answered a question that came, once for each petition."""
        before = len(self.case.replied)
        came = {reference for _, _, reference in self.case.carrier.taken}
        for phone in self.case.phones:
            asked = self.case.world.outbox.open_follow_up(phone_key(self.case.world, phone))
            if asked is None or asked.ended_at is not None or asked.number in self.case.replied:
                continue
            if asked.message_id not in came:
                continue
            self.case.replied.add(asked.number)
            self.case.says(self.case.digits[asked.number], f"of-{asked.number}", phone)
        return len(self.case.replied) > before

    def _one_question_at_a_time(self) -> None:
        for phone in self.case.phones:
            open_ones = [
                each for each in self._petitions() if each.phone_key == phone_key(self.case.world, phone)
                and each.status is Status.CLOSED and each.rounds[-1].asked_at
            ]  # fmt: skip
            messages = self._messages() if len(open_ones) > 1 else []
            direct = [each for each in open_ones if _asked_directly(each, messages)]
            assert len(direct) <= 1, "a digit could be for either"

    def _at_rest(self) -> bool:
        ended = all(each.ended_at is not None for each in self._messages())
        return ended and not any(each.status is Status.CLOSED for each in self._petitions())

    def _petitions(self) -> list:
        return [self.case.world.petitions.get(number) for number in self.case.numbers]

    def _messages(self) -> list:
        found = [self.case.world.outbox.messages_of(phone_key(self.case.world, each)) for each in self.case.phones]
        return [message for line in found for message in line]


def _asked_directly(petition, messages: list) -> bool:
    names = {m.name for m in messages if m.number == petition.number and m.round == len(petition.rounds)}
    return "follow_up" in names and "follow_up_link" not in names


def broken(journey: str, strikes: tuple[str, ...], make: Callable[..., Run] = Run) -> Iterator[Outcome]:
    """Each call of a journey with each fault, and what was wrong at rest. Raises: AssertionError when it never rests."""
    whole = make(journey)
    whole.strike()
    points, seen = whole.points, whole.rest()
    assert not judged(seen) and not seen.doubled and not seen.undecided, (journey, judged(seen), seen.doubled)
    for at, kind in product(points, strikes):
        run = make(journey, kind, at)
        run.strike()
        assert run.gate.struck, (journey, kind, at)
        try:
            found = run.verdict(seen.rest)
        except AssertionError as failed:
            raise AssertionError(f"{journey}: {kind} at call {at} of {points[-1]}, {run.gate.struck}: {failed}") from failed
        yield Outcome(journey, kind, at, run.gate.struck, found.doubled, found.undecided, found.wrong)


COLUMNS = {
    "lost": ("petitions", "messages", "ratings", "untold", "receipts", "unsent"), "rated twice": ("ratings twice",),
    "stray": ("strays",), "SMS 2× wrongly": ("SMS too often",), "doubt wrongly": ("needless doubt",),
    "else": ("life", "counters", "own"),
}  # fmt: skip
assert sorted(law for laws in COLUMNS.values() for law in laws) == sorted(LAWS)
HEAD = (
    f"{'journey':<17}{'calls':>6}{'runs':>6}" + "".join(f"{name:>15}" for name in COLUMNS)
    + f"{'SMS 2× allowed':>15}{'for a person':>14}{'s':>7}"
)  # fmt: skip


def row(journey: str, outcomes: list[Outcome], seconds: float) -> str:
    """A line of the table; all its numbers are counted."""
    found: Counter[str] = sum((each.wrong for each in outcomes), Counter())
    wrong = "".join(f"{sum(found[law] for law in laws):>15}" for laws in COLUMNS.values())
    doubled, waiting = sum(each.doubled for each in outcomes), sum(each.undecided for each in outcomes)
    calls = len({(each.journey, each.at) for each in outcomes})
    return f"{journey:<17}{calls:>6}{len(outcomes):>6}{wrong}{doubled - found['SMS too often']:>15}{waiting:>14}{seconds:>7.0f}"


def of_kinds(outcomes: list[Outcome]) -> str:
    """The same by what was met."""
    lines = [f"{'kind':<17}{'runs':>6}{'wrong':>7}{'SMS 2×':>8}{'for a person':>14}"]
    for kind in dict.fromkeys(each.kind for each in outcomes):
        met = [each for each in outcomes if each.kind == kind]
        wrong, doubled = sum(each.wrong.total() for each in met), sum(each.doubled for each in met)
        lines.append(f"{kind:<17}{len(met):>6}{wrong:>7}{doubled:>8}{sum(each.undecided for each in met):>14}")
    return "\n".join(lines)


def by_kind(outcomes: list[Outcome]) -> str:
    """Where an SMS went twice: nowhere but between the carrier's answer and our writing it down."""
    found: dict[str, Counter[str]] = {}
    for each in outcomes:
        found.setdefault(each.struck, Counter())[each.kind] += each.doubled
    lines = [f"  twice at {struck}: " + ", ".join(f"{kind} {n}" for kind, n in (+kinds).items()) for struck, kinds in sorted(found.items())]
    return "\n".join(each for each in lines if not each.endswith(": "))
