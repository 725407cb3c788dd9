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
    waits: str = ""  # for a decision ("extension", "hold") or another unit ("asked UNIT", "helping UNIT")
    had: frozenset[str] = frozenset()  # of these, what this round had before
    appealed: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """The next action, its details, and the hours from when the petition was first seen so.

    `by` is "dispatcher", "supervisor", or the unit that acts when it is not the owner. `review_days` is for a hold.
    """

    action: str
    details: dict[str, str]
    hours: float
    by: str = ""
    review_days: int = 0


def next_duty(plan: Plan, seen: Seen, district: str, ground: Geography) -> Duty | None:
    """The duty that the petition's state asks of its owner; None when the citizen has the word."""
    drawn = plan.dice("duty", seen.round, seen.status, seen.acts)
    if seen.status == "submitted":
        if plan.rejected and not seen.appealed:
            return Duty("reject", {"reason": "private_dispute", "note": "请向有权部门反映。"}, 2, "dispatcher")
        refused = bool(seen.sent_back_by) and drawn.random() < 0.3  # the same unit again: the sending back is refused
        unit = seen.sent_back_by if refused else _unit(drawn, plan, seen.owner, ground)
        return Duty("assign", {"unit": unit}, drawn.choice((0, 0, 3, 20)))
    if seen.waits and seen.status in ("assigned", "handling"):
        awaited = _awaited(drawn, seen)
        if awaited:
            return awaited
    if seen.status == "assigned":
        return _assigned(drawn, seen, district, ground)
    if seen.status == "handling":
        return _asked_for(drawn, plan, seen, ground) or _handling(drawn, seen, district, ground)
    return _held(drawn) if seen.status == "on_hold" else None


def _awaited(drawn: random.Random, seen: Seen) -> Duty | None:
    """What somebody else decides or does about what the owner asked for; None for a hold before it is accepted."""
    asked, _, unit = seen.waits.partition(" ")
    refused = drawn.random() < 0.3
    if asked == "extension":
        granted = Duty("grant_extension", {}, drawn.choice((2, 20)), "dispatcher")
        return Duty("refuse_extension", {"reason": "可以按期办结。"}, 2, "dispatcher") if refused else granted
    if asked == "hold":
        decided = Duty("grant_hold", {}, 3, "supervisor")
        decided = Duty("refuse_hold", {"reason": "不属于长期事项。"}, 2, "supervisor") if refused else decided
        return decided if seen.status == "handling" else None
    if drawn.random() < 0.15:
        return Duty("release_assist", {"unit": unit}, 2)
    if asked == "asked":
        return Duty("accept_assist", {}, drawn.choice((0, 3)), unit)
    return Duty("finish_assist", {"note": "本单位承担的部分已完成。"}, drawn.choice((3, 20)), unit)


def _asked_for(drawn: random.Random, plan: Plan, seen: Seen, ground: Geography) -> Duty | None:
    """Help, more time, or a plan in the owner's hands; or the dispatcher finds that another one is about the same."""
    dice = drawn.random()
    if dice < 0.12 and "assist" not in seen.had:
        return Duty("assist", {"unit": _other(drawn, seen.owner, ground)}, 2)
    if dice < 0.22 and "extension" not in seen.had:
        return Duty("request_extension", {"days": "1", "reason": "需要等配件到货。"}, 2)
    if dice < 0.27 and "hold" not in seen.had:
        return Duty("request_hold", {"plan": "列入下季度改造计划，逐步实施。"}, 2, review_days=drawn.choice((2, 4, 6)))
    if dice < 0.31 and not plan.fields.get("about_staff"):
        return Duty("merge", {}, 3, "dispatcher")
    return None


def _held(drawn: random.Random) -> Duty | None:
    """A third ends before the review date, a third goes on before it; the platform brings the rest back."""
    dice = drawn.random()
    if dice < 0.33:
        return Duty("close", {"note": "改造已完成。"}, 30)
    return Duty("resume", {}, 26, "supervisor") if dice < 0.66 else None


def _assigned(drawn: random.Random, seen: Seen, district: str, ground: Geography) -> Duty:
    if seen.round >= EXPLAINED_FROM_ROUND and drawn.random() < 0.8:
        words = {"note": "已三次办理，受条件所限，现将办理经过和后续安排书面说明如下。"}
        return Duty("settle", words, 5, "supervisor")
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
