"""What the unit that owns a petition does next, and how many hours it takes: drawn from the petition's dice."""

from __future__ import annotations

import random
from dataclasses import dataclass

from infra.replay.geography import Geography
from infra.replay.plans import Plan

NEVER_HOURS = 10_000.0
EXPLAINED_FROM_ROUND = 4  # an unhappy answer to round 3 comes back to the command centre
HANDED_ON = ("send_back", "transfer", "escalate")
MOST_HANDED_ON = 2  # in one round, so that every petition gets somewhere


@dataclass(frozen=True, slots=True)
class Seen:
    """A petition as the queue shows it; `acts` counts what staff did in this round before."""

    status: str
    owner: str
    round: int
    urgency: int
    acts: int
    handed_on: int
    sent_back_by: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """The next action, its details, and the hours from when the petition was first seen so."""

    action: str
    details: dict[str, str]
    hours: float
    by_supervisor: bool = False


def next_duty(plan: Plan, seen: Seen, district: str, ground: Geography) -> Duty | None:
    """The duty that the petition's state asks of its owner; None when the citizen has the word."""
    drawn = plan.dice("duty", seen.round, seen.status, seen.acts)
    if seen.status == "submitted":
        if plan.rejected:
            return Duty("reject", {"reason": "private_dispute", "note": "请向有权部门反映。"}, 2)
        refused = bool(seen.sent_back_by) and drawn.random() < 0.3  # the same unit again: the sending back is refused
        unit = seen.sent_back_by if refused else _unit(drawn, plan, seen.owner, ground)
        return Duty("assign", {"unit": unit}, drawn.choice((0, 0, 3, 20)))
    if seen.status == "assigned":
        return _assigned(drawn, seen, district, ground)
    if seen.status == "handling":
        return _handling(drawn, seen, district, ground)
    return None


def _assigned(drawn: random.Random, seen: Seen, district: str, ground: Geography) -> Duty:
    if seen.round >= EXPLAINED_FROM_ROUND and drawn.random() < 0.8:
        words = {"note": "已三次办理，受条件所限，现将办理经过和后续安排书面说明如下。"}
        return Duty("settle", words, 5, by_supervisor=True)
    return _handed_on(drawn, 0.2, seen, district, ground) or Duty("accept", {}, _accepting_hours(drawn))


def _handling(drawn: random.Random, seen: Seen, district: str, ground: Geography) -> Duty:
    other = _handed_on(drawn, 0.06, seen, district, ground)
    if other:
        return other
    if drawn.random() < 0.25 and seen.acts < 4:
        return Duty("progress", {"note": "已到现场查看，正在处理。"}, 2)
    late = drawn.random()
    hours = NEVER_HOURS if late < 0.03 else 24 * 9 if late < 0.2 else drawn.choice((2, 20, 22))
    return Duty("close", {"note": "已办理完毕。"}, hours)


def _handed_on(
    drawn: random.Random, share: float, seen: Seen, district: str, ground: Geography
) -> Duty | None:
    if drawn.random() >= share or seen.handed_on >= MOST_HANDED_ON or seen.owner == district:
        return None
    action = drawn.choice(HANDED_ON)
    details = {"reason": "不在本单位职责范围内。"}
    if action == "transfer":
        details["unit"] = _other(drawn, seen.owner, ground)
    return Duty(action, details, drawn.choice((0, 2)))


def _accepting_hours(drawn: random.Random) -> float:
    return drawn.choice((0, 0, 0, 2, 20))


def _unit(drawn: random.Random, plan: Plan, owner: str, ground: Geography) -> str:
    if plan.fields.get("about_staff"):
        return next(code for code in ground.of_level("department") if code.endswith("-jw"))
    return _other(drawn, owner, ground)


def _other(drawn: random.Random, owner: str, ground: Geography) -> str:
    units = [code for level in ("community", "street", "department") for code in ground.of_level(level)]
    return drawn.choice([code for code in units if code != owner])
