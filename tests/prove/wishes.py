"""What random people wish to do: mostly what somebody may, now and then what nobody may."""

from __future__ import annotations

import random
from datetime import timedelta

from chalicelib.domain.actors import Role, Staff
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition
from chalicelib.journey.acting import allowed_edges
from chalicelib.journey.handle import Command

from tests.fakes import FakePorts
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, OAK, PIER, staff
from tests.prove import faults

PEOPLE = (
    staff(Role.GRID_WORKER, ELM), staff(Role.OFFICER, ELM), staff(Role.OFFICER, HILL), staff(Role.OFFICER, BAY),
    staff(Role.OFFICER, OAK), staff(Role.GRID_WORKER, PIER), staff(Role.OFFICER, DEPARTMENT),
    staff(Role.DISPATCHER, DISTRICT), staff(Role.SUPERVISOR, DISTRICT), staff(Role.ADMIN, DISTRICT),
)  # fmt: skip
UNITS = (DEPARTMENT, HILL, BAY, ELM, OAK, PIER, DISTRICT)
ONWARD = frozenset({Action.ASSIGN, Action.ACCEPT, Action.CLOSE, Action.RESUME, Action.GRANT_HOLD, Action.FINISH_ASSIST})


def wish(world: FakePorts, chance: random.Random, number: str, others: list[str]) -> tuple[Command, Staff]:
    """A command on the version that stands, or now and then on the one before, and who gives it."""
    held = world.petitions.get(number)
    who, action = _wanted(world, chance, held)
    details = {"note": "灯杆已修", "plan": "春天再种", "unit": chance.choice(UNITS), "days": str(chance.randint(1, 3))}
    details["reason"] = "in_court" if action == "reject" else "x"
    day = world.clock.now() + timedelta(days=chance.randint(0, 20))
    details |= {"review_date": day.date().isoformat(), "lead": chance.choice(others)}
    if action == "escalate" and chance.random() < 0.5:
        details["units"] = chance.choice(UNITS)
    version = held.version - (chance.random() < 0.1)
    return Command(number, str(action), version, details), who


def _wanted(world: FakePorts, chance: random.Random, held: Petition) -> tuple[Staff, Action]:
    """More often what leads on, or most lives would end before they began."""
    district, now = world.districts.current(), world.clock.now()
    legal = [(who, edge.action) for who in PEOPLE for edge in allowed_edges(held, who, district, now)]
    onward = [each for each in legal if each[1] in ONWARD]
    legal = onward if onward and chance.random() < 0.4 else legal
    if chance.random() < 0.15:
        return staff(Role.DISPATCHER, DISTRICT), Action.MERGE
    if not legal or chance.random() < 0.15:
        return chance.choice(PEOPLE), chance.choice(list(Action))
    action = chance.choice(sorted({each for _, each in legal}))
    return chance.choice([who for who, each in legal if each is action]), action


def fault_of(chance: random.Random) -> tuple[str, int] | None:
    """Which call of the next step breaks, and how; none in half of the steps."""
    return (chance.choice(faults.KINDS), chance.randint(1, 6)) if chance.random() < 0.5 else None
