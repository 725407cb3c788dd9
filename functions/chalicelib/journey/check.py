"""Before somebody sends: what is wrong, whether it is an emergency, what it may be about, whether it was reported already."""

from __future__ import annotations

from chalicelib.domain import suggestions
from chalicelib.domain.ports import Ports
from chalicelib.journey import near
from chalicelib.journey.form import choice
from chalicelib.journey.submit import Submission, checked


def check(ports: Ports, submission: Submission) -> dict[str, object]:
    """What would be sent, looked at and written nowhere. Raises: InvalidInput, exactly as submitting would."""
    said, language = checked(submission, ports), submission.language
    district = said.placed.district
    finest = said.category is not None and not said.category.is_first_level
    likely = [] if finest else suggestions.suggested(said.words, suggestions.signs(tuple(district.categories.values())))
    kinds = {said.category.code} if said.category else set()
    kinds |= {each.code for each in likely if said.category is None or each.level1 == said.category.code}
    silent = submission.about_staff or submission.about_unit
    close = [] if silent else near.near(ports, said.placed.place, sorted(kinds))
    return {
        "emergency": said.emergency.number if said.emergency else None,
        "place_name": said.placed.place.name,
        "categories": [choice(district, each.code, language) for each in likely if said.category is None],
        "nearby": near.shown(ports, district, close, language),
    }

