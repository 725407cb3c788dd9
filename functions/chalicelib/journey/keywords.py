"""What a citizen's SMS says besides an answer: how it stands, no more messages, messages again, help.

It is told to a phone with a petition only, so that nobody makes us send to strangers; and so often in a day that two
machines which answer each other fall silent. Who only follows a petition can say that they want no more, and is told so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain import receipt_number
from chalicelib.domain.errors import AlreadyReceived, Busy
from chalicelib.domain.guards import GUARDS
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message, Wishes
from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.domain.ports import Ports, Summary
from chalicelib.domain.replies import Reading
from chalicelib.journey import unsubscribe
from chalicelib.journey.acting import TRIES, message_for

KEYWORDS: Final = frozenset({"query", "stop", "start", "help"})
MOST_TOLD_A_DAY = 10
HELP_PAUSE = timedelta(hours=24)  # Source: design section 9 and issue 4: help once a day
PAGE, MOST_PAGES = 100, 20
# Where a unit has it, it is named; what is over, or waits for a unit, is in nobody's charge.
_STANDS: Final = dict.fromkeys((Status.ASSIGNED, Status.HANDLING, Status.ON_HOLD, Status.CLOSED), "status")


@dataclass(frozen=True, slots=True)
class Told:
    """What a word asks us to say, and about which petition."""

    name: str
    petition: Petition


def heed(ports: Ports, phone_key: str, reading: Reading, key: str) -> str:
    """The keyword's name, too_many when it was heeded in silence, or unknown_phone. Raises: AlreadyReceived, Busy."""
    of_phone = petitions_of(ports, phone_key)
    told = _told(ports, phone_key, reading, of_phone) if of_phone else None
    for _ in range(TRIES):
        moved = unsubscribe.all_ended(ports, phone_key, confirmed=told is None) if reading.kind == "stop" else []
        now, held = ports.clock.now(), ports.outbox.wishes(phone_key)
        message = _message(ports, told, held, now) if told else unsubscribe.confirmation(ports, moved[-1][1]) if moved else None
        after = _after(_wished(held, reading.kind, now), now, _day(ports, now), message)
        written = ports.outbox.take_in(key, now, after, message, moved)
        if written is False:
            raise AlreadyReceived
        if written:
            return _outcome(reading.kind, message, known=told is not None or bool(moved))
    raise Busy


def _outcome(kind: str, message: Message | None, *, known: bool) -> str:
    if not known:
        return "unknown_phone"
    return kind if message else "too_many"


def petitions_of(ports: Ports, phone_key: str) -> list[Summary]:
    """All petitions of a phone, the oldest first."""
    found: list[Summary] = []
    cursor: dict[str, str] | None = None
    for _ in range(MOST_PAGES):
        page = ports.petitions.queue("phone", phone_key, PAGE, cursor)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            break
    return found


def help_due(ports: Ports, petition: Petition, now: datetime) -> tuple[tuple[Message, ...], Wishes | None]:
    """The help that goes once a day to who said what we do not understand, and the phone's wishes after it."""
    return _due(ports, Told("help", petition), now)


def late_due(ports: Ports, petition: Petition, now: datetime) -> tuple[tuple[Message, ...], Wishes | None]:
    """What goes to who answered after silence had ended the petition: that it does not count, and that they may appeal.

    Nothing where they may not; and the phone's wishes after it.
    """
    return _due(ports, Told("late", petition), now) if petition.ended_by_silence and GUARDS[Action.APPEAL](petition, now) else ((), None)


def _due(ports: Ports, told: Told, now: datetime) -> tuple[tuple[Message, ...], Wishes | None]:
    if told.petition.phone_key is None:
        return (), None
    held = ports.outbox.wishes(told.petition.phone_key)
    message = _message(ports, told, held, now)
    if message is None or held.opted_out_at is not None:
        return (), None
    return (message,), _after(held, now, _day(ports, now), message)


def _told(ports: Ports, phone_key: str, reading: Reading, of_phone: list[Summary]) -> Told | None:
    newest = ports.petitions.get(of_phone[-1].number)
    if newest is None:
        return None
    if reading.kind == "query":
        asked = _asked_about(ports, phone_key, reading.argument, of_phone)
        return Told(_STANDS.get(asked.status, "status_over"), asked) if asked else Told("status_unknown", newest)
    return Told({"stop": "stopped", "start": "started", "help": "help"}[reading.kind], newest)


def _asked_about(ports: Ports, phone_key: str, argument: str, of_phone: list[Summary]) -> Petition | None:
    """The petition of this very phone that is meant; None when there is none, or none that we may tell of."""
    if argument:
        number = receipt_number.parse(argument)
    else:
        going = [each.number for each in of_phone if each.status in OPEN]
        number = going[0] if len(going) == 1 else None
    petition = ports.petitions.get(number) if number else None
    return petition if petition is not None and petition.phone_key == phone_key else None


def _wished(held: Wishes, kind: str, now: datetime) -> Wishes:
    if kind == "stop":
        return replace(held, opted_out_at=held.opted_out_at or now)
    return replace(held, opted_out_at=None) if kind == "start" else held


def _message(ports: Ports, told: Told, held: Wishes, now: datetime) -> Message | None:
    """What is to be sent; None when the phone was told enough for today."""
    if held.day == _day(ports, now) and held.told >= MOST_TOLD_A_DAY:
        return None
    if told.name == "help" and held.helped_at is not None and now - held.helped_at < HELP_PAUSE:
        return None
    variables = {"number": receipt_number.shown(told.petition.number)}
    if told.name in ("status", "status_over"):
        variables |= {"status": str(told.petition.status), "unit": told.petition.owner}
    made = message_for(told.petition, told.name, variables, ports.ids, ports.clock)
    return made[0] if made else None


def _after(held: Wishes, now: datetime, day: str, message: Message | None) -> Wishes:
    told = (held.told if held.day == day else 0) + (message is not None)
    helped = now if message is not None and message.name == "help" else held.helped_at
    return replace(held, version=held.version + 1, day=day, told=told, helped_at=helped)


def _day(ports: Ports, now: datetime) -> str:
    return ports.districts.current().day(now).isoformat()
