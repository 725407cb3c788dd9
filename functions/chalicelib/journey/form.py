"""What the citizen's form must offer: categories, streets with their communities, the district's name."""

from __future__ import annotations

from chalicelib.domain.ports import Ports

CONSENT_VERSION = "2026-11"


def form(ports: Ports, language: str) -> dict[str, object]:
    """The choices of the form in a language."""
    district = ports.districts.current()
    organisation = district.organisation
    streets = [unit for unit in organisation.children(district.code) if unit.level == "street"]
    return {
        "categories": [
            {"code": each.code, "name": each.name(language), "kind": each.kind}
            for each in district.categories.values()
            if each.is_first_level
        ],
        "streets": [
            {
                "code": street.code,
                "name": street.name(language),
                "communities": [
                    {"code": unit.code, "name": unit.name(language)}
                    for unit in organisation.children(street.code)
                    if unit.level == "community"
                ],
            }
            for street in streets
        ],
        "district": {"code": district.code, "name": organisation.name(district.code, language)},
        "consent_version": CONSENT_VERSION,
    }
