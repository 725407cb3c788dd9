"""Months of random lives in two districts of a city, their changes as a careless stream brings them, and the plain count
from the raw histories: by day and month, by unit and all above it, by kind, channel and every level of category."""

from __future__ import annotations

import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import msgspec
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import Busy, NuannanError
from chalicelib.domain.organisation import Category
from chalicelib.domain.petition import Petition, Rating
from chalicelib.domain.ports import Change, Marker
from chalicelib.domain.tally import ALL_DEEP, OWN_DEEP, SCOPES, Cell, Cells
from chalicelib.journey import appeal, calls, sweep, withdraw
from chalicelib.journey.count import count
from chalicelib.journey.links import Visit

from infra.replay import cells, recount
from tests.fakes import FakePorts, ports
from tests.fakes.district import CATEGORIES, DEPARTMENT, DISTRICT, ELM, OAK, PIER, ZONE
from tests.fakes.two_districts import CITY, CREW, DOCKS, PORT, QUAY, make_two
from tests.journey import test_recount as lives
from tests.journey.steps import RATINGS, answers, deliver, do, petition, report
from tests.prove import expected
from tests.prove.faults import Crash

NEIGHBOURS = 3  # petitions of one small world, so that some are merged into others
MOST_STEPS = 70
# By hand, and so no path of the tree that the tally itself walks.
ABOVE = {**expected.ABOVE, DISTRICT: CITY, QUAY: DOCKS, DOCKS: PORT, CREW: PORT, PORT: CITY, "P-quay-1": QUAY, CITY: None}
UNITS = {DISTRICT: lives.CODES, PORT: [PORT, CREW, DOCKS, QUAY, "P-quay-1"]}
WHERE = {DISTRICT: (ELM, OAK, PIER), PORT: (QUAY,)}
DEEPER = ("0101", "0102", "010101", "010102", "0201", "020101", "0301", "030101")
MATTERS = ("01", "02", "03", *DEEPER)
EVERYBODY = Staff(
    "all", "all", tuple(HeldRole(Role.OFFICER, unit) for units in UNITS.values() for unit in units)
    + tuple(HeldRole(role, district) for district in UNITS for role in (Role.DISPATCHER, Role.SUPERVISOR)),
)  # fmt: skip
DEEDS = [*lives.DEEDS, *["reject", "merge", "remind"], *["answer"] * 5, "appeal", "reopen", "withdraw"]
EVERYWHERE = (*SCOPES, OWN_DEEP, ALL_DEEP)


@dataclass
class Month:
    """Every version that was written, and the cells as the histories tell them."""

    versions: list[Petition] = field(default_factory=list)
    truth: Cells = field(default_factory=dict)
    actions: Counter[str] = field(default_factory=Counter)
    petitions: int = 0


def city(world: FakePorts) -> FakePorts:
    """The world with two districts under one city, of the same hours and limits, and categories of three levels."""
    make_two(world)
    (small, port) = world.districts.held, world.districts.others[0]
    top = {each.code: each for each in CATEGORIES}
    below = {code: Category(code, code[:2], code, code, top[code[:2]].kind, top[code[:2]].urgency, DEPARTMENT) for code in DEEPER}
    world.districts.held = replace(small, categories=top | below)
    crews = {code: replace(each, department=CREW) for code, each in (top | below).items()}
    world.districts.others = (replace(port, categories=crews, questions=(), clocks=small.clocks, calendar=small.calendar),)
    return world


def month_of(seed: int, petitions: int) -> Month:
    """That many random lives that began in one month."""
    month, drawn = Month(), random.Random(f"month {seed}")
    while month.petitions < petitions:
        _live(month, city(ports(drawn.randrange(2**40))), drawn, min(NEIGHBOURS, petitions - month.petitions))
    return month


def _live(month: Month, world: FakePorts, drawn: random.Random, many: int) -> None:
    """Some neighbours' petitions from the form to wherever chance leads them."""
    _listen(world, month.versions)
    world.clock.move(days=drawn.randrange(28), hours=drawn.randrange(24))
    district = drawn.choice((DISTRICT, DISTRICT, PORT))
    numbers = [_reported(world, drawn, place, district) for place in range(many)]
    cross = drawn.random() < 0.4
    for _ in range(drawn.randint(5, MOST_STEPS)):
        world.clock.move(hours=drawn.choice((0, 0, 1, 3, 6, 20, 40)), milliseconds=1)
        if drawn.random() < 0.7:
            sweep.sweep(world)
            deliver(world)
        for number in numbers:
            _step(world, number, drawn, numbers, UNITS[district], cross=cross)
    sweep.sweep(world)  # what fell due is written before the period is over
    for number in numbers:
        _tell(month, world, number)
    month.petitions += many


def _listen(world: FakePorts, versions: list[Petition]) -> None:
    commit = world.petitions.commit

    def heard(change: Change) -> dict[str, object] | None:
        earlier = commit(change)
        if earlier is None:
            versions.extend(_written(change))
        return earlier

    world.petitions.commit = heard


def _written(change: Change) -> list[Petition]:
    return [change.after, *(each for other in change.others for each in _written(other))]


def _reported(world: FakePorts, drawn: random.Random, place: int, district: str) -> str:
    told = {"community": drawn.choice(WHERE[district]), "category": drawn.choice(MATTERS), "channel": drawn.choice(("web", "proxy"))}
    return str(report(world, phone=f"138{place:08d}", **told).number)


def _step(
    world: FakePorts, number: str, drawn: random.Random, numbers: list[str], units: list[str], *, cross: bool
) -> None:
    """One thing that somebody tries; what the rules forbid changes nothing."""
    what, visit = drawn.choice(DEEDS), Visit(number, "device")
    try:
        if what == "answer":
            _answers(world, number, drawn.choice(RATINGS[2:] if cross else RATINGS), rung=drawn.random() < 0.3)
        elif what == "appeal":
            appeal.appeal(world, visit, "没有解决")
        elif what == "reopen":
            appeal.reopen(world, visit, "没有解决")
        elif what == "withdraw" and drawn.random() < 0.1:
            withdraw.withdraw(world, visit, "")
        elif what != "withdraw" and (what not in ("reject", "merge") or drawn.random() < 0.3):
            details = {**lives.details(drawn, world), "unit": drawn.choice(units), "lead": drawn.choice(numbers)}
            reason = "in_court" if what == "reject" else details["reason"]
            do(world, number, what, EVERYBODY, **{**details, "reason": reason})
    except NuannanError:
        return


def _answers(world: FakePorts, number: str, rating: Rating, *, rung: bool) -> None:
    if rung:
        calls.told(world, calls.Told(number, petition(world, number).version, int(rating)), EVERYBODY, world.ids.token())
    else:
        answers(world, number, rating)


def _tell(month: Month, world: FakePorts, number: str) -> None:
    """Adds what the raw history says, by nothing that the tally uses."""
    held, entries, _ = world.petitions.whole(number)
    state, history = (json.loads(msgspec.json.encode(each)) for each in (held, entries))
    month.actions.update(str(each.action) for each in entries)
    for name in (recount.MONTH, recount.DAY):
        for (period, unit), measures in recount.counted(state, history, lives.CALENDAR, world.clock.now(), name).items():
            month.truth.setdefault(Cell(period, unit, "own"), Counter()).update(measures)
            for above in _line(unit):
                month.truth.setdefault(Cell(period, above, "all"), Counter()).update(measures)
        named, received = cells.deeper(state), entries[0].at.astimezone(ZONE).strftime(name)
        if named:
            month.truth.setdefault(Cell(received, held.owner, OWN_DEEP), Counter()).update(named)
            month.truth.setdefault(Cell(received, held.district, ALL_DEEP), Counter()).update(named)


def _line(unit: str) -> list[str]:
    above = ABOVE[unit]
    return [unit, *(_line(above) if above else [])]


@dataclass
class Careless:
    """A tally whose caller dies now and then, before or after what it asked for was written."""

    tally: object
    drawn: random.Random
    crashes: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.tally, name)

    def kept(self) -> tuple[object, ...]:
        return (self,)

    def move(self, number: str, before: Marker | None, after: Marker, moves: Cells) -> bool:
        chance = self.drawn.random()
        self.crashes += chance < 0.06
        if chance < 0.03:
            raise Crash
        moved: bool = self.tally.move(number, before, after, moves)
        if chance < 0.06 and chance >= 0.03:
            raise Crash
        return moved


def stream(month: Month, seed: int) -> list[list[Petition]]:
    """Batches: every version once or more, in any order across petitions; some batches come again, late."""
    drawn = random.Random(f"stream {seed}")
    events = [*month.versions, *drawn.sample(month.versions, len(month.versions) // 3)]
    # A third comes nearly in order, as a shard brings it; the rest from anywhere.
    places = sorted(range(len(events)), key=lambda place: place + drawn.choice((0, drawn.random() * len(events), 50)))
    batches = [[events[place] for place in places[start : start + 100]] for start in range(0, len(places), 100)]
    return batches + drawn.sample(batches, len(batches) // 4)


def deliver_all(world: FakePorts, batches: list[list[Petition]], threads: int) -> None:
    """Nothing; every batch was taken, again from its beginning where its reader died."""

    def taken(batch: list[Petition]) -> None:
        for _ in range(200):
            try:
                for each in batch:
                    count(world, each)
            except (Crash, Busy):
                continue
            return
        raise AssertionError("a batch that never ends")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(taken, batches))


def differences(month: Month, world: FakePorts) -> list[str]:
    """Where counters and histories part, cell by cell; how many cells were compared is the truth's size."""
    periods = sorted({cell.period for cell in month.truth})
    found: Cells = {}
    for period in periods:
        read = world.tally.read([period], list(ABOVE), EVERYWHERE)
        found |= {cell: +counts for cell, counts in read.items() if any(counts.values())}
        apart = [cell for cell, counts in read.items() if any(amount < 0 for amount in counts.values())]
        assert not apart, apart
    every = sorted(found.keys() | month.truth.keys())
    return [
        f"{cell}: counted {found.get(cell)}, history says {month.truth.get(cell)}"
        for cell in every
        if found.get(cell) != month.truth.get(cell)
    ]
