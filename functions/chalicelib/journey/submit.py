"""Somebody says what troubles them: numbered, placed, assigned and acknowledged in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from chalicelib.domain import consent, questions, receipt_number, text, transitions
from chalicelib.domain import phone as phones
from chalicelib.domain.actors import PETITIONER, SYSTEM, Actor, Caller
from chalicelib.domain.danger import Emergency, emergency
from chalicelib.domain.errors import InvalidInput, too_long
from chalicelib.domain.history import entry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.organisation import Category, category_above
from chalicelib.domain.outbox import Contact, Message, MessageState
from chalicelib.domain.petition import Kind, LastAction, Petition, Status
from chalicelib.domain.ports import Change, District, Ports
from chalicelib.domain.questions import Beside, Question
from chalicelib.journey.acting import message_for, remember, stepped
from chalicelib.journey.door import is_over
from chalicelib.journey.fit import OVER_LIMIT
from chalicelib.journey.place import Placed, placed
from chalicelib.journey.placement import placement_of

LONGEST_TEXT = 2_000
LONGEST_NAME = 50
UNSORTED = "other"
PROXY = "proxy"
# By whether somebody spoke for them, and whether a unit has it: only then a clock runs that hours may be told of.
_ACKNOWLEDGED = {
    (False, True): "acknowledgement",
    (False, False): "acknowledgement_centre",
    (True, True): "acknowledgement_proxy",
    (True, False): "acknowledgement_proxy_centre",
}


@dataclass(frozen=True, slots=True)
class Submission:
    """What was filled in, parsed but not yet believed. `point` is (longitude, latitude, datum).

    `confidence` comes with a category that no person chose. `no_phone_reason` comes with a proxy's submission.
    `consent_version` is that of the words that were shown; empty where the sender does not name it, which is the current one.
    """

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
    about_unit: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str = "zh"
    channel: str = "web"
    confidence: float | None = None
    no_phone_reason: str = ""
    consent_version: str = ""
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


@dataclass(frozen=True, slots=True)
class Said:
    """A submission that was checked."""

    submission: Submission
    words: str
    phone: phones.Phone | None
    placed: Placed
    category: Category | None
    beside: Beside
    emergency: Emergency | None


def submit(
    ports: Ports, submission: Submission, caller: Caller, key: str, by: Actor = PETITIONER
) -> Receipt:
    """The receipt; the same one when the same caller sends the same key again. `by` is who did it, for the history.

    Raises: InvalidInput with every faulty field. IdempotencyMismatch for a key used with another body.
    """
    now = ports.clock.now()
    said = checked(submission, ports)
    district = said.placed.district
    petition = _new(ports, said, "" if by.id != PETITIONER.id else caller.key, by, now)
    assigned, change = _assigned(petition, said, by, now)
    receipt = _receipt(assigned, said, district)
    body = json.dumps(_sent(submission), sort_keys=True, ensure_ascii=False)
    name = _ACKNOWLEDGED[by.id != PETITIONER.id, assigned.round is not None]
    change = replace(
        change,
        texts={1: said.words, **said.beside.texts()},
        place_name=said.placed.shown,
        messages=_told(ports, assigned, name, _variables(assigned, receipt, district), submission.correlation),
        contact=_contact(petition.number, said.phone, submission.name),
        remembered=remember(ports.secrets, caller.key, "submit", key, body, asdict(receipt), now),
    )
    before = ports.petitions.commit(change)
    return receipt if before is None else Receipt(**before)  # type: ignore[arg-type]


def _sent(submission: Submission) -> dict[str, object]:
    """What makes a submission another one; of consent only what its sender named."""
    sent = asdict(submission) | {"correlation": ""}
    return {name: value for name, value in sent.items() if value or name != "consent_version"}


def checked(submission: Submission, ports: Ports) -> Said:
    """The submission, believed. Raises: InvalidInput with every faulty field."""
    words = text.clean(submission.text)
    phone = phones.parse(submission.phone) if submission.phone else None
    faults = _faults(submission, words, phone)
    try:
        at = placed(submission, ports.districts)
    except InvalidInput as refused:
        known = _category_faults(submission, ports.districts.current())
        raise InvalidInput(faults | known | refused.fields, refused.details) from None
    faults |= _category_faults(submission, at.district)
    category = _category(submission.category, at.district)
    asked = _asked(submission, category, at.district, ports.districts.current())
    answers, wrong = questions.checked(asked, submission.answers)
    if faults | wrong:
        # Whose questions they are: the form may have shown another district's.
        raise InvalidInput(faults | wrong, {"district": at.district.code} if wrong else None)
    reason = "" if submission.phone else text.clean(submission.no_phone_reason)
    beside = Beside(at.words, answers, reason)
    return Said(submission, words, phone, at, category, beside, _emergency(words, at.words, *answers.values()))


def _emergency(*said: str) -> Emergency | None:
    """The danger to life that the words, the place or an answer tell of."""
    return next((found for each in said if (found := emergency(each))), None)


def _asked(
    submission: Submission, category: Category | None, district: District, site: District
) -> tuple[Question, ...]:
    """What the place's district asks, and of what only the site's own form asks those questions that have an answer."""
    own = questions.asked(district.questions, category.code) if category else ()
    names = {each.name for each in own}
    shown = questions.asked(site.questions, submission.category) if submission.category else ()
    return (*own, *(each for each in shown if each.name not in names and each.name in submission.answers))


def _faults(submission: Submission, words: str, phone: phones.Phone | None) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not words:
        faults["text"] = "text_missing"
    elif len(words) > LONGEST_TEXT:
        faults["text"] = too_long(words, LONGEST_TEXT)
    if submission.phone and phone is None:
        faults["phone"] = "phone_invalid"
    if submission.name and len(submission.name) > LONGEST_NAME:
        faults["name"] = too_long(submission.name, LONGEST_NAME, "name_too_long")
    if not submission.consent:
        faults["consent"] = "consent_missing"
    if submission.consent_version and submission.consent_version not in consent.VERSIONS:
        faults["consent_version"] = "consent_version_unknown"
    if submission.channel == PROXY and not submission.phone:
        if not text.clean(submission.no_phone_reason):
            faults["phone"] = "phone_or_reason_missing"
        elif len(submission.no_phone_reason) > LONGEST_TEXT:
            faults["no_phone_reason"] = too_long(submission.no_phone_reason, LONGEST_TEXT)
    return faults


def _category_faults(submission: Submission, district: District) -> dict[str, str]:
    faults: dict[str, str] = {}
    if submission.category and _category(submission.category, district) is None:
        faults["category"] = "category_unknown"
    organisation, about = district.organisation, submission.about_unit
    if about and (not organisation.is_below(about, district.code) or about == district.code):
        faults["about_unit"] = "about_unit_unknown"
    return faults


def _category(code: str | None, district: District) -> Category | None:
    """The category, or the nearest above it that this district has: another one may sort more finely."""
    while code:
        if code in district.categories:
            return district.categories[code]
        code = category_above(code)
    return None


def _new(ports: Ports, said: Said, device_key: str, by: Actor, now: datetime) -> Petition:
    submission, phone, category = said.submission, said.phone, said.category
    kind = Kind(submission.kind or (category.kind if category else Kind.LIVELIHOOD))
    about_staff = submission.about_staff or bool(submission.about_unit)
    district = said.placed.district
    return Petition(
        number=ports.ids.receipt_number(),
        status=Status.SUBMITTED,
        version=1,
        kind=kind,
        category=category.code if category else UNSORTED,
        urgency=1 if said.emergency else category.urgency if category else 5,
        channel=submission.channel,
        place=said.placed.place,
        district=district.code,
        owner=district.code,
        submitted_at=now,
        language=submission.language,
        last=LastAction(by.id, Action.SUBMIT, now),
        emergency=said.emergency is not None,
        # Source: design section 3
        hide_identity=submission.hide_identity or about_staff or kind is Kind.ENFORCEMENT,
        about_staff=about_staff,
        about_unit=submission.about_unit or None,
        landline=phone is not None and phone.kind == "landline",
        phone_key=ports.secrets.digest("phone", phone.number) if phone and phone.kind == "mobile" else None,
        device_key=device_key,
        consent_version=submission.consent_version or consent.CURRENT,
    )


def _assigned(petition: Petition, said: Said, by: Actor, now: datetime) -> tuple[Petition, Change]:
    district = said.placed.district
    submitted = entry(None, petition, Action.SUBMIT, by, has_text=True)
    made = placement_of(petition, said.words, district, said.submission.confidence)
    if made.unit is None:
        marked = replace(petition, rule=made.rule, rule_version=district.version)
        return marked, Change(None, marked, (submitted,), {})
    after = transitions.assign(petition, made.unit, now, district.clocks)
    after = replace(after, rule=made.rule, rule_version=district.version)
    step = stepped(petition, after, Action.ASSIGN, SYSTEM, now)
    assigned = entry(petition, step.after, Action.ASSIGN, SYSTEM, has_text=False)
    return step.after, Change(None, step.after, (submitted, assigned), {})


def _receipt(petition: Petition, said: Said, district: District) -> Receipt:
    current, language = petition.round, said.submission.language
    return Receipt(
        number=petition.number,
        number_shown=receipt_number.shown(petition.number),
        unit_name=district.organisation.name(petition.owner, language),
        place_note=petition.place.how,
        response_due=current.response_due.isoformat() if current else None,
        deadline=current.closing_due.isoformat() if current and current.closing_due else None,
        emergency=said.emergency.number if said.emergency else None,
        language=language,
    )


def _told(
    ports: Ports, petition: Petition, name: str, variables: dict[str, str], correlation: str
) -> tuple[Message, ...]:
    """The acknowledgement; held back, and the desk sees why, when the phone's number was given too often today.

    Of emergencies the sender itself lets no more than a few go past a phone's cap.
    """
    messages = message_for(petition, name, variables, ports.ids, ports.clock, correlation)
    if petition.phone_key is None or not is_over(ports, petition.phone_key, "submit_phone", petition.district) or petition.emergency:
        return messages
    now = ports.clock.now()
    return tuple(each.ended(MessageState.SUPPRESSED, OVER_LIMIT, now) for each in messages)


def _variables(petition: Petition, receipt: Receipt, district: District) -> dict[str, str]:
    known = {"number": receipt.number_shown, "unit": petition.owner, "emergency": receipt.emergency or ""}
    return known | {"hours": str(district.clocks.hours)} if petition.round else known


def _contact(number: str, phone: phones.Phone | None, name: str | None) -> Contact | None:
    if phone is None and not name:
        return None
    return Contact(number, phone.number if phone else None, name or None)


def submission_from(fields: Mapping[str, object]) -> Submission:
    """The submission made of parsed fields; what is unknown to it is ignored."""
    return Submission(**{name: fields[name] for name in Submission.__dataclass_fields__ if name in fields})  # type: ignore[arg-type]
