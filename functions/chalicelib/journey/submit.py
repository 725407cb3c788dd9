"""A citizen says what troubles them: numbered, placed, assigned and acknowledged in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from chalicelib.domain import phone as phones
from chalicelib.domain import receipt_number, text, transitions
from chalicelib.domain.actors import PETITIONER, SYSTEM, Caller
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.history import entry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Contact
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Status
from chalicelib.domain.ports import Change, District, Ports
from chalicelib.journey.acting import message_for, remember, stepped
from chalicelib.journey.place import placed

LONGEST_TEXT = 2_000
LONGEST_NAME = 50
UNSORTED = "other"


@dataclass(frozen=True, slots=True)
class Submission:
    """What was filled in, parsed but not yet believed. `point` is (longitude, latitude, datum)."""

    text: str
    consent: bool
    category: str | None = None
    kind: str | None = None
    point: tuple[float, float, str] | None = None
    community: str | None = None
    place_words: str | None = None
    phone: str | None = None
    name: str | None = None
    hide_identity: bool = False
    about_staff: bool = False
    language: str = "zh"
    channel: str = "web"
    correlation: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen is told at once."""

    number: str
    number_shown: str
    unit_name: str
    place_note: str
    response_due: str | None
    deadline: str | None
    emergency: str | None
    language: str


def submit(ports: Ports, submission: Submission, caller: Caller, key: str) -> Receipt:
    """The receipt; the same one when the same caller sends the same key again.

    Raises: InvalidInput with every faulty field. IdempotencyMismatch for a key used with another body.
    """
    district = ports.districts.current()
    now = ports.clock.now()
    words, phone, place = _checked(submission, district)
    number = ports.ids.receipt_number()
    emergency = text.emergency(words)
    petition = _new(ports, submission, caller, district, place, (number, phone, emergency), now)
    assigned, change = _assigned(petition, district, now)
    receipt = _receipt(assigned, submission, emergency, district)
    body = json.dumps(asdict(submission) | {"correlation": ""}, sort_keys=True, ensure_ascii=False)
    change = replace(
        change,
        texts={1: words},
        messages=message_for(
            assigned,
            "acknowledgement",
            _variables(assigned, receipt),
            ports.ids,
            ports.clock,
            submission.correlation,
        ),
        contact=_contact(number, phone, submission.name),
        remembered=remember(ports.secrets, caller.key, "submit", key, body, asdict(receipt), now),
    )
    before = ports.petitions.commit(change)
    return receipt if before is None else Receipt(**before)  # type: ignore[arg-type]


def _checked(submission: Submission, district: District) -> tuple[str, phones.Phone | None, Place]:
    words = text.clean(submission.text)
    phone = phones.parse(submission.phone) if submission.phone else None
    faults = _faults(submission, words, phone, district)
    try:
        place = placed(submission, district)
    except InvalidInput as refused:
        raise InvalidInput(faults | refused.fields, refused.details) from None
    if faults:
        raise InvalidInput(faults)
    return words, phone, place


def _faults(
    submission: Submission, words: str, phone: phones.Phone | None, district: District
) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not words:
        faults["text"] = "text_missing"
    elif len(words) > LONGEST_TEXT:
        faults["text"] = "text_too_long"
    if submission.phone and phone is None:
        faults["phone"] = "phone_invalid"
    if submission.name and len(submission.name) > LONGEST_NAME:
        faults["name"] = "name_too_long"
    if submission.category and submission.category not in district.categories:
        faults["category"] = "category_unknown"
    if not submission.consent:
        faults["consent"] = "consent_missing"
    return faults


def _new(
    ports: Ports,
    submission: Submission,
    caller: Caller,
    district: District,
    place: Place,
    known: tuple[str, phones.Phone | None, text.Emergency | None],
    now: datetime,
) -> Petition:
    number, phone, emergency = known
    category = district.categories.get(submission.category or "")
    kind = submission.kind or (category.kind if category else Kind.LIVELIHOOD)
    urgency = category.urgency if category else 5
    return Petition(
        number=number,
        status=Status.SUBMITTED,
        version=1,
        kind=Kind(kind),
        category=category.code if category else UNSORTED,
        urgency=1 if emergency else urgency,
        channel=submission.channel,
        place=place,
        district=district.code,
        owner=district.code,
        submitted_at=now,
        language=submission.language,
        last=LastAction(PETITIONER.id, Action.SUBMIT, now),
        emergency=emergency is not None,
        hide_identity=submission.hide_identity or submission.about_staff,
        about_staff=submission.about_staff,
        phone_key=ports.secrets.digest("phone", phone.number) if phone and phone.kind == "mobile" else None,
        device_key=caller.key,
    )


def unit_for(petition: Petition) -> str | None:
    """The unit that the place names; None leaves it in the command centre's queue.

    Complaints about staff and law enforcement go to no unit by themselves. Source: design section 3.
    """
    if petition.about_staff or petition.kind is Kind.ENFORCEMENT:
        return None
    return petition.place.community or petition.place.street


def _assigned(petition: Petition, district: District, now: datetime) -> tuple[Petition, Change]:
    submitted = entry(None, petition, Action.SUBMIT, PETITIONER, has_text=True)
    unit = unit_for(petition)
    if unit is None:
        return petition, Change(None, petition, (submitted,), {})
    after = transitions.assign(petition, unit, now, district.clocks)
    step = stepped(petition, after, Action.ASSIGN, SYSTEM, now)
    assigned = entry(petition, step.after, Action.ASSIGN, SYSTEM, has_text=False)
    return step.after, Change(None, step.after, (submitted, assigned), {})


def _receipt(
    petition: Petition, submission: Submission, emergency: text.Emergency | None, district: District
) -> Receipt:
    current = petition.round
    return Receipt(
        number=petition.number,
        number_shown=receipt_number.shown(petition.number),
        unit_name=district.organisation.name(petition.owner, submission.language),
        place_note=petition.place.how,
        response_due=current.response_due.isoformat() if current else None,
        deadline=current.closing_due.isoformat() if current and current.closing_due else None,
        emergency=emergency.number if emergency else None,
        language=submission.language,
    )


def _variables(petition: Petition, receipt: Receipt) -> dict[str, str]:
    return {"number": receipt.number_shown, "unit": petition.owner, "emergency": receipt.emergency or ""}


def _contact(number: str, phone: phones.Phone | None, name: str | None) -> Contact | None:
    if phone is None and not name:
        return None
    return Contact(number, phone.number if phone else None, name or None)


def submission_from(fields: Mapping[str, object]) -> Submission:
    """The submission made of parsed fields; what is unknown to it is ignored."""
    return Submission(**{name: fields[name] for name in Submission.__dataclass_fields__ if name in fields})  # type: ignore[arg-type]
