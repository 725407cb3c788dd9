"""What each petition's people will do: decided by the seed and the petition's place in the row, never by timing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.places import wgs84_to_gcj02

from infra.replay.geography import Geography

DAYS = 28
SUBMIT_SHARE = 3  # petitions come in during the first third of the days, lives go on to the end
SUBMIT_HOURS, LATER_HOURS = (9, 12, 15, 18), (9, 13, 17)
NIGHT_DAYS, NIGHT_HOUR = (2, 5, 8), 23
EMERGENCIES = ("厨房着火了，烟很大。", "有老人晕倒在楼下，叫不醒。", "闻到很浓的煤气味，一直在漏气。")
PLACES = ("菜市场门口", "公交站旁边", "海边步行道", "小区东门", "学校后面的巷子")
CATEGORIES_LEFT_OPEN = 0.3
SHARED_PHONES = 0.12  # petitions whose phone also sent another one: their follow-ups take turns


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which people look: so many days and hours after the first midnight."""

    day: int
    hour: int

    @property
    def after(self) -> timedelta:
        """How long after the first midnight."""
        return timedelta(days=self.day, hours=self.hour)


@dataclass(frozen=True, slots=True)
class Plan:
    """One petition to be: what is sent, when, and the dice of everything that follows."""

    seed: int
    index: int
    slot: int
    fields: dict[str, object]
    phone: str | None
    withdraws: str  # "", "at_once" or "later"
    rejected: bool

    def dice(self, *what: object) -> random.Random:
        """The dice for one decision; the same for the same seed, petition and decision."""
        return random.Random(":".join(map(str, (self.seed, self.index, *what))))


def slots(days: int = DAYS) -> list[Slot]:
    """Every moment of so many days, in order."""
    found = []
    for day in range(days):
        hours = SUBMIT_HOURS if day < submit_days(days) else LATER_HOURS
        found += [Slot(day, hour) for hour in hours]
        found += [Slot(day, NIGHT_HOUR)] if day in NIGHT_DAYS else []
    return found


def submit_days(days: int) -> int:
    """During how many of the first days petitions come in."""
    return max(days // SUBMIT_SHARE, 1)


def make(
    seed: int, texts: Sequence[str], categories: Sequence[str], ground: Geography, days: int = DAYS
) -> list[Plan]:
    """A plan for each text, spread over the first days."""
    open_slots = [place for place, slot in enumerate(slots(days)) if slot.day < submit_days(days)]
    phones = _phones(seed, len(texts))
    made = []
    for index, text in enumerate(texts):
        drawn = random.Random(f"{seed}:{index}:plan")
        phone = phones[index]
        fields = _fields(drawn, text, categories, ground)
        if phone:
            fields["phone"] = phone
        if drawn.random() < 0.3:
            fields["name"] = drawn.choice(("王先生", "李女士", "张大爷", "赵阿姨"))
        withdraws = drawn.choices(("", "at_once", "later"), (94, 3, 3))[0]
        slot = open_slots[drawn.randrange(len(open_slots))]
        mobile = phone if phone and not phone.startswith("0") else None
        made.append(Plan(seed, index, slot, fields, mobile, withdraws, drawn.random() < 0.03))
    return made


def _phones(seed: int, count: int) -> list[str | None]:
    """A phone for most: mobiles of which some sent two or more, a few landlines, some none."""
    drawn = random.Random(f"{seed}:phones")
    first = drawn.randrange(10**8)
    found: list[str | None] = []
    for place in range(count):
        mobiles = [each for each in found if each and each.startswith("19")]
        dice = drawn.random()
        if dice < 0.13:
            found.append(None)
        elif dice < 0.16:
            found.append(f"0532{80000000 + drawn.randrange(9_000_000)}")
        elif mobiles and dice < 0.16 + SHARED_PHONES:
            found.append(drawn.choice(mobiles))
        else:
            found.append(f"199{(first + place) % 10**8:08d}")
    return found


def _fields(
    drawn: random.Random, text: str, categories: Sequence[str], ground: Geography
) -> dict[str, object]:
    fields: dict[str, object] = {"text": text, "consent": True, **_place(drawn, ground)}
    if drawn.random() < 0.05:
        fields["text"] = f"{drawn.choice(EMERGENCIES)}{text}"
    if drawn.random() >= CATEGORIES_LEFT_OPEN:
        fields["category"] = drawn.choice(categories)
    for name, share in (("hide_identity", 0.1), ("about_staff", 0.04)):
        if drawn.random() < share:
            fields[name] = True
    if drawn.random() < 0.1:
        fields["language"] = "en"
    if drawn.random() < 0.15:
        fields["kind"] = drawn.choice(("livelihood", "development", "enforcement"))
    return fields


def _place(drawn: random.Random, ground: Geography) -> dict[str, object]:
    dice = drawn.random()
    if dice < 0.45:
        return {"community": drawn.choice(ground.of_level("community"))}
    if dice < 0.6:
        return {"place_words": drawn.choice(PLACES)}
    longitude, latitude = ground.point(drawn)
    if dice < 0.8:
        return {"point": {"longitude": longitude, "latitude": latitude, "datum": "wgs84"}}
    longitude, latitude = wgs84_to_gcj02(longitude, latitude)
    return {"point": {"longitude": longitude, "latitude": latitude, "datum": "gcj02"}}
