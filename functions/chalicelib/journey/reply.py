"""A citizen's SMS: recorded once, however often it comes, and read strictly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import phone as phones
from chalicelib.domain import replies, text, transitions
from chalicelib.domain.actors import PETITIONER
from chalicelib.domain.errors import ActionNotAllowed, AlreadyReceived, PetitionNotFound, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import OpenFollowUp
from chalicelib.domain.petition import Petition, Rating, RingWhy
from chalicelib.domain.ports import Change, Ports
from chalicelib.journey import keywords
from chalicelib.journey.acting import TRIES, after_races, change_of, found, message_for, stepped
from chalicelib.journey.answer import Given, answer
from chalicelib.journey.late import why

MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Inbound:
    """A reply as the carrier handed it over."""

    provider: str
    id: str
    phone: str
    body: str


def receive(ports: Ports, inbound: Inbound) -> str:
    """What became of the reply: answer, late, comment, asked_again, unknown_phone, already_received or a keyword's name."""
    phone = phones.parse(inbound.phone)
    reading = replies.read(inbound.body)
    key = ports.secrets.digest("inbound", f"{inbound.provider}\n{inbound.id}")
    phone_key = ports.secrets.digest("phone", phone.number) if phone else None
    asked = ports.outbox.open_follow_up(phone_key) if phone_key else None
    if phone_key is None:
        return _dropped(ports, key, reading.kind)
    try:
        if reading.kind in keywords.KEYWORDS:
            return keywords.heed(ports, phone_key, reading, key)
        if asked is None or not _in_time(asked, ports.clock.now()):
            return _unasked(ports, phone_key, asked, inbound.body, key)
        return _to_the_question(ports, asked, reading, inbound.body, key)
    except AlreadyReceived:
        return "already_received"
    except (PetitionNotFound, ActionNotAllowed):
        return _dropped(ports, key, reading.kind)


def _to_the_question(ports: Ports, asked: OpenFollowUp, reading: replies.Reading, body: str, key: str) -> str:
    if reading.kind == "answer" and reading.digit:
        answer(ports, asked.number, Given(Rating(reading.digit), "sms", inbound=key, round=asked.round))
        return "answer"
    return _kept(ports, asked, reading.kind, body, key)


def _dropped(ports: Ports, key: str, kind: str) -> str:
    new = ports.outbox.record_inbound(key, ports.clock.now(), kind)
    return "unknown_phone" if new else "already_received"


def _unasked(ports: Ports, phone_key: str, asked: OpenFollowUp | None, body: str, key: str) -> str:
    """Words that no question waits for: kept, late answers marked so, beside what was asked last or the newest petition."""
    of_phone = [] if asked else keywords.petitions_of(ports, phone_key)
    if asked is None and not of_phone:
        raise PetitionNotFound
    number = asked.number if asked else of_phone[-1].number
    late = "[late] " if asked and replies.read(body).kind == "answer" else ""
    after_races(lambda: _beside(ports, number, late, body, key))
    return "late" if late else "comment"


def _beside(ports: Ports, number: str, late: str, body: str, key: str) -> None:
    petition, now = found(ports.petitions.get(number)), ports.clock.now()
    messages, wishes = keywords.late_due(ports, petition, now) if late else ((), None)
    if not messages:
        messages, wishes = keywords.help_due(ports, petition, now)
    words = late + text.clean(body)[:MOST_WORDS]
    step = stepped(petition, petition, Action.COMMENT, PETITIONER, now, words, why(petition) if late else "")
    ports.petitions.commit(replace(change_of(step, messages), inbound=key, wishes=wishes))


def _in_time(asked: OpenFollowUp, now: datetime) -> bool:
    """True while the question is open, and for a day after its end: late digits belong to the old one."""
    return asked.quiet_until is None or now <= asked.quiet_until


def _kept(ports: Ports, asked: OpenFollowUp, kind: str, body: str, key: str) -> str:
    """What became of words that are no answer, whoever acts on the petition at the same time."""
    for _ in range(TRIES - 1):
        try:
            return _keep(ports, asked, kind, body, key)
        except VersionConflict:
            asked = ports.outbox.open_follow_up(asked.phone_key) or asked
    return _keep(ports, asked, kind, body, key)


def _keep(ports: Ports, asked: OpenFollowUp, kind: str, body: str, key: str) -> str:
    """The words beside the petition, and the question once more; after that a person rings."""
    petition, now = found(ports.petitions.get(asked.number)), ports.clock.now()
    words = text.clean(body)[:MOST_WORDS]
    after, why = petition, ""
    waits = petition.waits_for_answer(asked.round)
    if waits and asked.asked_again:  # asked twice, and no answer: a person rings
        after, why = transitions.to_ring(petition, RingWhy.UNCLEAR, now), str(RingWhy.UNCLEAR)
    change = change_of(stepped(petition, after, Action.COMMENT, PETITIONER, now, words, why))
    if waits and not asked.asked_again:
        name = "ask_which" if kind == "ask_which" else "ask_again"
        change = _asking(ports, petition, asked, change, name)
    ports.petitions.commit(replace(change, inbound=key))
    return "asked_again" if change.messages else "comment"


def _asking(ports: Ports, petition: Petition, asked: OpenFollowUp, change: Change, name: str) -> Change:
    return replace(
        change,
        messages=message_for(petition, name, {"number": petition.number}, ports.ids, ports.clock),
        follow_up=replace(asked, asked_again=True),
    )
