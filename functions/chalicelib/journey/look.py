"""Reading: a unit's queue, a petition for staff, a petition for its citizen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from chalicelib.domain import deadlines, receipt_number, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.erasure import holds_words
from chalicelib.domain.errors import Forbidden, PetitionHandedOn, PetitionNotFound
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import OFFERS
from chalicelib.domain.petition import Assist, Extension, Hold, Petition, Place, Status
from chalicelib.domain.phrases import fitting
from chalicelib.domain.places import wgs84_to_gcj02
from chalicelib.domain.ports import District, Ports, Summary
from chalicelib.domain.publication import is_public
from chalicelib.domain.questions import beside
from chalicelib.domain.rights import Right
from chalicelib.journey import add, note, photos, sms_steps
from chalicelib.journey.acting import allowed_edges, district_for, found
from chalicelib.journey.citizen_steps import steps
from chalicelib.journey.lead import lead_told
from chalicelib.journey.links import DEVICE, VISIT_LASTS, Visit
from chalicelib.journey.offered import offered
from chalicelib.journey.reveal import hidden
from chalicelib.journey.what_follows import follows
from chalicelib.journey.which import which, which_own


def queue(
    ports: Ports, staff: Staff, index: str, unit: str, limit: int = 50, cursor: dict[str, str] | None = None,
    language: str = "zh",
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """A page of open petitions by deadline and where the next begins.

    Raises: Forbidden for a unit whose queue no role of this person may list.
    """
    district = district_for(ports, staff, Right.LIST_QUEUE, unit)
    page = ports.petitions.queue(index, unit, limit, cursor)
    return [listed(item, district, language) for item in page.items], page.cursor


def listed(item: Summary, district: District, language: str) -> dict[str, object]:
    """A petition as lists show it."""
    shown = {name: value for name, value in asdict(item).items() if name != "ringing"}
    return shown | {
        "number_shown": receipt_number.shown(item.number),
        "owner_name": district.organisation.name(item.owner, language),
        "category_name": district.category_name(item.category, language),
        "place_name": district.organisation.in_language(item.place_name, language),
    }


def petition_for_staff(ports: Ports, staff: Staff, number: str, language: str = "zh") -> dict[str, object]:
    """The petition with its words, its history and the actions open to this person.

    Raises: PetitionNotFound, for a foreign one as for one that does not exist. PetitionHandedOn for one that a unit of
    this person's had before, with what they knew when it went.
    """
    (petition, entries, texts, notes), placed, supporters = found(ports.petitions.seen(number))
    district = ports.districts.of(petition.district)
    if not rights.may_see(staff, petition, district.organisation):
        raise _gone(staff, petition, entries, district, language)
    edges = allowed_edges(petition, staff, district, ports.clock.now())
    return {
        "petition": _facts(petition, district, language)
        | _beside(petition, texts, district, language)
        | {"can_erase": holds_words(petition) and rights.may_on(staff, Right.ERASE, petition, district.organisation)},
        "text": texts.get(1, ""),
        "notes": [note.shown(each, district, language) for each in notes],
        "phrases": [
            {"name": each.name, "text": each.text(petition.language)} for each in fitting(district.phrases, petition.category)
        ],
        "history": [_entry(each, texts, district, language) for each in entries],
        "sms": sms_steps.for_staff(ports, petition),
        "actions": [
            {
                "action": str(each.action),
                "needs": list(each.demands),
                "offers": list(OFFERS.get(each.action, ())),
            }
            for each in edges
        ],
        "photos": photos.shown(ports, placed),
        "supporters": supporters,
        "version": petition.version,
    }


def _gone(
    staff: Staff, petition: Petition, entries: list[HistoryEntry], district: District, language: str
) -> PetitionHandedOn | PetitionNotFound:
    left = rights.handed_on(staff, petition, entries, district.organisation)
    if left is None:
        return PetitionNotFound()
    name = district.organisation.name(left.owner_after, language)
    return PetitionHandedOn({"handed_on": {"at": left.at.isoformat(), "action": str(left.action), "unit_name": name}})


def _facts(petition: Petition, district: District, language: str) -> dict[str, object]:
    current = petition.round
    return {
        "number": petition.number,
        "number_shown": receipt_number.shown(petition.number),
        "status": str(petition.status),
        "kind": str(petition.kind),
        "category": petition.category,
        "category_name": district.category_name(petition.category, language),
        "urgency": petition.urgency,
        "emergency": petition.emergency,
        "owner": petition.owner,
        "owner_name": district.organisation.name(petition.owner, language),
        "place_how": petition.place.how,
        "longitude": petition.place.longitude,
        "latitude": petition.place.latitude,
        "gcj02": _for_map_apps(petition.place),
        "district": petition.district,
        "submitted_at": petition.submitted_at.isoformat(),
        "due_at": petition.due_at.isoformat() if petition.due_at else None,
        "calendar_missing": petition.calendar_missing,
        "round_number": len(petition.rounds),
        "supervised": bool(current and current.supervised),
        "has_phone": petition.has_phone,
        "contact_hidden": hidden(petition),
        "about_staff": petition.about_staff,
        "about_unit": petition.about_unit,
        "channel": petition.channel,
        "reject_reason": petition.reject_reason,
        "lead": petition.lead,
        "followers": petition.followers,
        "appealed_at": petition.appealed_at.isoformat() if petition.appealed_at else None,
        "erased_at": petition.erased_at.isoformat() if petition.erased_at else None,
        "assists": [_assist(each, district, language) for each in petition.assists],
        "extension": _extension(current.extension) if current and current.extension else None,
        "hold": _hold(current.hold) if current and current.hold else None,
    }


def _for_map_apps(place: Place) -> dict[str, float] | None:
    if place.longitude is None or place.latitude is None:
        return None
    longitude, latitude = wgs84_to_gcj02(place.longitude, place.latitude)
    return {"longitude": round(longitude, 6), "latitude": round(latitude, 6)}


def _beside(petition: Petition, texts: dict[int, str], district: District, language: str) -> dict[str, object]:
    """What the person said beside their words; nothing once it is erased."""
    said = beside(texts)
    official = district.organisation.in_language(petition.place.name, language)
    asked = {each.name: each for each in district.questions if petition.category.startswith(each.category)}
    return {
        "place_name": said.place_words or official,
        "official_place": official,
        "no_phone_reason": said.no_phone_reason,
        "answers": [
            {
                "name": name,
                "text": asked[name].text(language) if name in asked else name,
                "answer": asked[name].shown(answer, language) if name in asked else answer,
            }
            for name, answer in (said.answers or {}).items()
        ],
    }


def _assist(each: Assist, district: District, language: str) -> dict[str, object]:
    state = "done" if each.done_at else "released" if each.released_at else "accepted" if each.accepted_at else "asked"
    name = district.organisation.name(each.unit, language)
    return {"unit": each.unit, "unit_name": name, "state": state, "round": each.round}


def _extension(extension: Extension) -> dict[str, object]:
    state = "asked" if extension.granted is None else "granted" if extension.granted else "refused"
    return {"days": extension.days, "state": state, "asked_at": extension.asked_at.isoformat()}


def _hold(hold: Hold) -> dict[str, object]:
    state = "asked" if hold.granted is None else "granted"
    return {"review_at": hold.review_at.isoformat(), "state": state, "days_left": hold.days_left}


def _entry(each: HistoryEntry, texts: dict[int, str], district: District, language: str) -> dict[str, object]:
    return {
        "version": each.version,
        "at": each.at.isoformat(),
        "action": str(each.action),
        "by": each.by.id,
        "by_name": each.by.name,
        "role": str(each.by.role),
        "status_before": each.status_before,
        "status_after": str(each.status_after),
        "owner_name": district.organisation.name(each.owner_after, language),
        "round": each.round,
        "reason": each.reason,
        "text": texts.get(each.version, "") if each.has_text else "",
    }


def status_for_citizen(ports: Ports, visit: Visit, language: str) -> dict[str, object]:
    """What the citizen sees; the petition's own words only on the device that sent it.

    Raises: PetitionNotFound.
    """
    (petition, entries, texts, _), placed, _ = found(ports.petitions.seen(visit.number))
    district, now = ports.districts.of(petition.district), ports.clock.now()
    current, own = petition.round, visit.scope == DEVICE
    words = beside(texts).place_words or ""
    told = which_own(petition, district, language, words) if own else which(petition, district, language)
    return {
        "number": petition.number,
        "number_shown": receipt_number.shown(petition.number),
        "status": str(petition.status),
        "district_name": district.organisation.name(petition.district, language),
        "unit_name": district.organisation.name(petition.owner, language),
        **told,
        "language": petition.language,
        "place_language": petition.language if own and words else language,
        "place_how": petition.place.how,
        "steps": sms_steps.with_messages(ports, petition, steps(entries, texts, district, language, own=own)),
        "submitted_at": petition.submitted_at.isoformat(),
        "response_due": current.response_due.isoformat() if current else None,
        "deadline": current.closing_due.isoformat() if current and current.closing_due else None,
        "working_days_left": _days_left(petition, district, now),
        **follows(petition, district),
        "review_at": current.hold.review_at.isoformat() if petition.status is Status.ON_HOLD and current and current.hold else None,
        **offered(ports, petition, visit, room=photos.has_room(ports, placed)),
        "can_add_words": own and add.has_room(petition, entries),
        "added": add.added(entries, texts) if own else [],
        "reject_reason": petition.reject_reason,
        "round": len(petition.rounds),
        "emergency": petition.emergency,
        "has_phone": petition.has_phone,
        "phone": visit.phone if own and petition.has_phone else "",
        "text": texts.get(1) if own else None,
        "photos": photos.shown(ports, placed),
        "erased_at": petition.erased_at.isoformat() if petition.erased_at else None,
        "lead": lead_told(ports, petition, language),
        "way_to_words": "" if own else _way_to_words(petition, now),
        "public": is_public(petition),
    }


def _way_to_words(petition: Petition, now: datetime) -> str:
    """How its citizen comes to their words from a link: by a `code` to the phone, on the `device` that sent it, or at the `desk`."""
    if not holds_words(petition):
        return ""
    if petition.phone_key is not None:
        return "code"
    sent_by_citizen = petition.channel == "web" and now < petition.submitted_at + VISIT_LASTS
    return "device" if sent_by_citizen else "desk"


def _days_left(petition: Petition, district: District, now: datetime) -> int | None:
    current = petition.round
    running = petition.status in (Status.ASSIGNED, Status.HANDLING)
    if current is None or current.closing_due is None or not running:
        return None
    return deadlines.working_days_left(now, current.closing_due, district.calendar)


def units(ports: Ports, staff: Staff, language: str = "zh") -> list[dict[str, object]]:
    """The units of the tree that an assignment may name, each with its parent. Raises: Forbidden without a role."""
    organisation = ports.districts.current().organisation
    if not rights.may_anywhere(staff, Right.READ_UNITS):
        raise Forbidden
    return [
        {"code": unit.code, "name": unit.name(language), "level": unit.level, "parent": unit.parent}
        for unit in organisation.units
    ]
