"""The streets of a district as one drawing, which three pages show."""

from __future__ import annotations

from chalicelib.domain.outline import Outline, outlines
from chalicelib.domain.places import Gazetteer
from chalicelib.domain.ports import District

_DRAWN: dict[str, tuple[Gazetteer, tuple[Outline, ...]]] = {}


def drawn(district: District) -> tuple[Outline, ...]:
    """The streets, drawn once for each gazetteer of a district that this process has seen last."""
    held = _DRAWN.get(district.code)
    if held is None or held[0] is not district.gazetteer:
        held = _DRAWN[district.code] = (district.gazetteer, outlines(district.gazetteer, "street"))
    return held[1]
