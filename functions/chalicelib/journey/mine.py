"""One's own petitions, and what one follows by SMS, for who has proved the phone."""

from __future__ import annotations

from chalicelib.domain import receipt_number
from chalicelib.domain.errors import LinkInvalid, PetitionNotFound
from chalicelib.domain.ports import Ports, Summary
from chalicelib.journey import keywords, prove, public, unsubscribe
from chalicelib.journey.links import DEVICE, Visit


def mine(ports: Ports, mark: str | None, language: str) -> list[dict[str, object]]:
    """The petitions of the proved phone, the newest first. Raises: LinkInvalid."""
    return [_shown(ports, each, language) for each in reversed(keywords.petitions_of(ports, _proved(ports, mark)))]


def followed(ports: Ports, mark: str | None, language: str) -> list[dict[str, object]]:
    """What the proved phone follows by SMS, as everybody may read it, the newest first. Raises: LinkInvalid."""
    held = reversed(ports.subscriptions.of_phone(_proved(ports, mark)))
    numbers = list(dict.fromkeys(each.number for each in held))  # two codes typed at once may leave two of one
    return [public.shown(ports, each, language) for each in ports.petitions.cleared(numbers)]


def stop(ports: Ports, mark: str | None, number: str) -> None:
    """Nothing; the proved phone does not follow the petition any more. Raises: LinkInvalid."""
    unsubscribe.stop(ports, _proved(ports, mark), number)


def visit(ports: Ports, mark: str | None, number: str) -> Visit:
    """The visit of one of them, as wide as that of the device that sent it. Raises: LinkInvalid, PetitionNotFound.

    Source: design section 11: words and withdrawal need the device, or a code.
    """
    phone_key = _proved(ports, mark)
    parsed = receipt_number.parse(number)
    petition = ports.petitions.get(parsed) if parsed else None
    if petition is None or petition.phone_key != phone_key:
        raise PetitionNotFound
    return Visit(petition.number, DEVICE)


def _proved(ports: Ports, mark: str | None) -> str:
    phone_key = prove.proved(ports, mark)
    if phone_key is None:
        raise LinkInvalid
    return phone_key


def _shown(ports: Ports, item: Summary, language: str) -> dict[str, object]:
    district = ports.districts.of(item.owner)
    return {
        "number": item.number,
        "number_shown": receipt_number.shown(item.number),
        "status": item.status,
        "category_name": district.category_name(item.category, language),
        "place_name": district.organisation.in_language(item.place_name, language),
        "submitted_at": item.submitted_at,
    }
