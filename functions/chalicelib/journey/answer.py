"""The citizen's answer decides: settled, or the next round one level up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import answers, receipt_number, rights, text
from chalicelib.domain.actors import PETITIONER, Actor
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, too_long
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import Answer, Petition, Rating, Status
from chalicelib.domain.ports import Change, District, Ports
from chalicelib.domain.transitions import ROUND_TO_COMMAND_CENTRE, NextRound
from chalicelib.journey import keywords, late
from chalicelib.journey.acting import (
    LONGEST_WORDS,
    Step,
    after_races,
    change_of,
    found,
    message_for,
    stepped,
)
from chalicelib.journey.links import Visit
from chalicelib.journey.notices import notices
from chalicelib.journey.ring import ended_turn


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it came in: by sms, link or telephone; `inbound` names the reply that brought it.

    What a dispatcher enters is theirs in the history (`by`).
    """

    rating: Rating
    via: str
    comment: str = ""
    inbound: str | None = None
    round: int | None = None
    by: Actor = PETITIONER


def answer_by_link(ports: Ports, visit: Visit, digit: int, comment: str = "") -> dict[str, object]:
    """Status after the answer, and whether it was too late to count. The same answer again changes nothing.

    Raises: InvalidInput, PetitionNotFound, ActionNotAllowed.
    """
    rating, words = checked(digit, comment)
    after = answer(ports, visit.number, Given(rating, "link", words))
    return {"number": after.number, "status": str(after.status), "round": len(after.rounds), "late": after.ended_by_silence}


def checked(digit: int, comment: str) -> tuple[Rating, str]:
    """The rating of a digit, and the words as they are kept. Raises: InvalidInput."""
    if str(digit) not in set(Rating):
        raise InvalidInput({"digit": "digit_invalid"})
    words = text.clean(comment)
    if len(words) > LONGEST_WORDS:
        raise InvalidInput({"comment": too_long(words, LONGEST_WORDS)})
    return Rating(str(digit)), words


def answer(ports: Ports, number: str, given: Given) -> Petition:
    """The petition after the answer, or as it stands when the same answer had been counted.

    Raises: PetitionNotFound, ActionNotAllowed, AlreadyReceived, VersionConflict after several races lost.
    """
    return after_races(lambda: _counted(ports, number, given))


def _counted(ports: Ports, number: str, given: Given) -> Petition:
    petition = found(ports.petitions.get(number))
    if _repeated(petition, given) or _kept_late(ports, petition, given):
        return petition
    change = answering(ports, petition, given)
    ports.petitions.commit(change)
    return change.after


def _repeated(petition: Petition, given: Given) -> bool:
    """True for the very answer that settled it or opened the round that runs.

    A closed round asks anew: the same digit as in the round before is an answer of its own.
    """
    if petition.status is Status.CLOSED:
        return False
    rounds = petition.rounds[-1:] if petition.status is Status.SETTLED else petition.rounds[-2:-1]
    held = rounds[0].answer if rounds else None
    return held is not None and held.rating is given.rating and given.inbound is None


def _kept_late(ports: Ports, petition: Petition, given: Given) -> bool:
    """True for a late answer on the page that came in these words before: a double tap, or the form sent once more.

    Raises: ActionNotAllowed for one more than a history has room for.
    """
    if given.inbound is not None or not petition.ended_by_silence:
        return False
    _, entries, texts = found(ports.petitions.whole(petition.number))
    before = late.kept(entries)
    if len(before) >= late.MOST_LATE:
        raise ActionNotAllowed
    return _too_late(given) in (texts.get(each.version) for each in before)


def answering(ports: Ports, petition: Petition, given: Given) -> Change:
    """What the answer makes of the petition, not yet written. Raises: ActionNotAllowed for one that does not count."""
    now, district = ports.clock.now(), ports.districts.of(petition.district)
    if not _counts(petition, given, now):
        if given.inbound is None and not _may_be_late(petition, given):
            raise ActionNotAllowed(())
        return _comment(ports, petition, given, now)
    step = _answered(petition, given, district, now)
    messages: tuple[Message, ...] = ()
    if step.action is Action.ANSWER_UNHAPPY:
        variables = {"number": receipt_number.shown(petition.number), "unit": step.after.owner}
        variables["hours"] = str(district.clocks.hours)
        messages = message_for(step.after, "next_round", variables, ports.ids, ports.clock)
    return replace(
        change_of(step, messages),
        notices=notices(petition, step.after, step.action, district),
        inbound=given.inbound,
        follow_up=ended_turn(ports, petition, now),
    )


def _counts(petition: Petition, given: Given, now: datetime) -> bool:
    current_round = len(petition.rounds)
    if petition.status is Status.CLOSED and petition.round and petition.round.answer is None:
        return given.round in (None, current_round)
    return answers.may_change(petition, given.rating, now)


def _answered(petition: Petition, given: Given, district: District, now: datetime) -> Step:
    held = Answer(given.rating, now, given.via)
    if given.rating.happy:
        after = answers.answer_happy(petition, held)
        return stepped(petition, after, Action.ANSWER_HAPPY, given.by, now, given.comment, _channel(given))
    following = next_round(petition, district)
    after = answers.answer_unhappy(petition, held, following, district.clocks)
    return stepped(petition, after, Action.ANSWER_UNHAPPY, given.by, now, given.comment, _channel(given))


def _channel(given: Given) -> str:
    """How it came, in the history, where it was not the citizen who typed it."""
    return given.via if given.by is not PETITIONER else ""


def next_round(petition: Petition, district: District) -> NextRound:
    """One level up for round 2, the command centre and a supervisor's eye from round 3. Source: design section 3.

    Never the unit complained of, and after an appeal always the command centre.
    """
    number = len(petition.rounds) + 1
    organisation = district.organisation
    if number >= ROUND_TO_COMMAND_CENTRE or petition.appealed_at is not None:
        return NextRound(petition.district, supervised=True)
    above = organisation.escalation_parent(rights.holder(petition, district.organisation)).code
    if petition.about_unit and organisation.is_below(above, petition.about_unit):
        above = petition.district
    return NextRound(above, supervised=False)


def unhappy_leads(petition: Petition, district: District) -> str:
    """Whether an unhappy answer to the round that was closed leads up, to_command_centre, or stays there."""
    unit = next_round(petition, district).unit
    return "stays" if unit == petition.owner else "to_command_centre" if unit == petition.district else "up"


def _may_be_late(petition: Petition, given: Given) -> bool:
    """True for a citizen's own answer after the end by silence; beside what was erased it would never be erased."""
    return petition.ended_by_silence and given.by is PETITIONER and petition.erased_at is None


def _too_late(given: Given) -> str:
    """How an answer that does not count is kept: the way it came, its digit, and what was said with it."""
    return f"[{given.via}] {given.rating} {given.comment}".rstrip()


def _comment(ports: Ports, petition: Petition, given: Given, now: datetime) -> Change:
    """What came and is no answer any more is kept beside the petition; whose SMS was too late is told so by SMS."""
    messages, wishes = keywords.late_due(ports, petition, now) if given.inbound else ((), None)
    step = stepped(petition, petition, Action.COMMENT, PETITIONER, now, _too_late(given), late.why(petition))
    return replace(change_of(step, messages), inbound=given.inbound, wishes=wishes)
