"""What the citizen's form must offer: categories, streets with their communities, the district's name."""

from __future__ import annotations

from dataclasses import asdict

from chalicelib.domain import consent, suggestions
from chalicelib.domain.organisation import URGENCIES
from chalicelib.domain.outline import framed
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.questions import Question
from chalicelib.journey.streets import drawn


def form(ports: Ports, language: str, of_district: str = "") -> dict[str, object]:
    """The choices of the form in a language: categories with their questions, and the streets of every district.

    Categories and questions are the site's, or those of the district that is named.
    """
    site = ports.districts.current()
    district = next((each for each in ports.districts.all() if each.code == of_district), site)
    return {
        "categories": [
            {"code": each.code, "name": each.name(language), "kind": each.kind}
            for each in district.categories.values()
            if each.is_first_level
        ],
        "questions": [_question(each, language) for each in district.questions],
        "streets": [street for each in ports.districts.all() for street in _streets(each, site, language)],
        "district": {"code": district.code, "name": district.organisation.name(district.code, language)},
        "consent_version": consent.CURRENT,
        "response_hours": district.clocks.hours,
        "closing_days": sorted({district.clocks.days_for(each) for each in URGENCIES}),
    }


def words(ports: Ports, language: str) -> dict[str, object]:
    """The site's categories and what speaks for each below the first level, so that a page can suggest some while one types."""
    categories = tuple(ports.districts.current().categories.values())
    spoken = {each.category.code: dict(each.weights) for each in suggestions.signs(categories)}
    return {
        "categories": [
            {"code": each.code, "name": each.name(language), "words": spoken.get(each.code, {})} for each in categories
        ],
        "least": suggestions.LEAST_WEIGHT,
        "most": suggestions.MOST,
    }


def choice(district: District, code: str, language: str) -> dict[str, str]:
    """A category by its code and the names of its line, the first level first; its code for one that is gone."""
    line = [code[:digits] for digits in range(2, len(code) + 1, 2)]
    names = [district.categories[each].name(language) for each in line if each in district.categories]
    return {"code": code, "name": " › ".join(dict.fromkeys(names)) or code}


def with_chosen(ports: Ports, offered: dict[str, object], code: str, language: str) -> list[dict[str, str]]:
    """The categories on a form, and the finer one that was chosen from a suggestion."""
    categories: list[dict[str, str]] = offered["categories"]  # type: ignore[assignment]
    district = ports.districts.current()
    if code not in district.categories or any(each["code"] == code for each in categories):
        return categories
    return [choice(district, code, language), *categories]


def street_map(ports: Ports, language: str, of_district: str = "") -> dict[str, object]:
    """The streets of the site, or of the district that is named, as one drawing, north up; empty where it has no areas."""
    site = ports.districts.current()
    district = next((each for each in ports.districts.all() if each.code == of_district), site)
    frame = framed(district.gazetteer, "street")
    return {
        "frame": asdict(frame) if frame else None,
        "credit": district.areas_credit,
        "streets": [
            {"code": each.unit, "name": district.organisation.name(each.unit, language), "path": each.path, "x": each.x, "y": each.y}
            for each in drawn(district)
            if each.unit in district.organisation
        ]
    }


def _streets(district: District, site: District, language: str) -> list[dict[str, object]]:
    """The streets of a district with their communities; those of another district than the site's say which."""
    organisation = district.organisation
    before = "" if district.code == site.code else f"{organisation.name(district.code, language)} · "
    return [
        {
            "code": street.code,
            "name": before + street.name(language),
            "communities": [
                {"code": unit.code, "name": unit.name(language)}
                for unit in organisation.children(street.code)
                if unit.level == "community"
            ],
        }
        for street in organisation.children(district.code)
        if street.level == "street"
    ]


def _question(question: Question, language: str) -> dict[str, object]:
    return {
        "category": question.category,
        "name": question.name,
        "kind": question.kind,
        "required": question.required,
        "text": question.text(language),
        "choices": [{"code": each.code, "name": each.name(language)} for each in question.choices],
    }


def questions_of(offered: dict[str, object], category: str) -> list[dict[str, object]]:
    """The questions on a form that a category asks."""
    questions: list[dict[str, object]] = offered["questions"]  # type: ignore[assignment]
    return [each for each in questions if category.startswith(str(each["category"]))]
