"""Which unit the rules name for a petition, why, which rules came close, and what other rules would say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from chalicelib.domain.actors import Staff
from chalicelib.domain.petition import Petition, SentBack
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rules import Facts, Placement, place
from chalicelib.journey.acting import found, within_reach
from chalicelib.journey.hot import hot_spot


def facts_of(
    petition: Petition,
    words: str,
    sent_back: Iterable[SentBack] = (),
    confidence: float | None = None,
) -> Facts:
    """What the rules may look at of a petition."""
    return Facts(
        category=petition.category,
        kind=str(petition.kind),
        urgency=petition.urgency,
        channel=petition.channel,
        grid=petition.place.grid,
        community=petition.place.community,
        street=petition.place.street,
        words=words,
        confidence=confidence,
        about_staff=petition.about_staff,
        about_unit=petition.about_unit,
        sent_back=frozenset(each.unit for each in sent_back),
    )


def placement_of(
    petition: Petition, words: str, district: District, confidence: float | None = None
) -> Placement:
    """Where the district's rules put a petition."""
    return place(facts_of(petition, words, petition.sent_back, confidence), district.ground)


def explained(ports: Ports, staff: Staff, number: str, language: str) -> dict[str, object]:
    """Which rule placed the petition at submission, what the rules say of it now, and which came close.

    Suggestions come with it while the command centre holds it. Raises: PetitionNotFound.
    """
    petition, _, texts = found(ports.petitions.whole(number))
    _, district = within_reach(ports, staff, petition)
    made = placement_of(petition, texts.get(1, ""), district)
    waiting = petition.owner == petition.district
    named = district.organisation.name
    return {
        "number": number,
        "at_submission": {
            "rule": petition.rule,
            "rules_changed_since": petition.rule_version != district.version,
        },
        "rule": made.rule,
        "unit": made.unit,
        "unit_name": named(made.unit, language) if made.unit else "",
        "held": list(made.held),
        "came_close": [
            asdict(each) | {"unit_name": named(each.unit, language) if each.unit else ""}
            for each in made.came_close
        ],
        "suggestions": [
            asdict(each) | {"unit_name": named(each.unit, language)} for each in made.suggestions
        ]
        if waiting
        else [],
        "hot_spot": hot_spot(ports, staff, petition, district),
    }

