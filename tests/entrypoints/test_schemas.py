"""Bodies: all faulty fields at once, each with its own code."""

from __future__ import annotations

import pytest
from chalicelib.domain.errors import InvalidInput
from chalicelib.entrypoints.schemas import ActionIn, PetitionIn, Point, RatingIn, SignIn, decode


def test_all_faults_come_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        decode(
            PetitionIn,
            {"text": 5, "hide_identity": "yes", "point": {"longitude": 181, "latitude": 0}, "x": 1},
        )
    assert refused.value.fields == {
        "text": "wrong_type",
        "consent": "consent_missing",
        "hide_identity": "wrong_type",
        "point": "out_of_range",
        "x": "unknown_field",
    }


@pytest.mark.parametrize(
    ("kind", "sent", "fields"),
    [
        (RatingIn, {}, {"digit": "digit_missing"}),
        (RatingIn, {"digit": 5}, {"digit": "digit_invalid"}),
        (RatingIn, {"digit": "1"}, {"digit": "digit_invalid"}),
        (RatingIn, {"digit": True}, {"digit": "digit_invalid"}),
        (SignIn, {"login": "", "password": None}, {"login": "out_of_range", "password": "password_missing", "code": "code_missing"}),
        (ActionIn, {"action": "close", "version": 0}, {"version": "out_of_range"}),
        (PetitionIn, {"text": "a", "consent": True, "language": "fr"}, {"language": "wrong_type"}),
    ],
)
def test_a_faulty_field_has_its_code(kind: type, sent: dict[str, object], fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode(kind, sent)
    assert refused.value.fields == fields


def test_a_good_body_is_typed() -> None:
    made = decode(PetitionIn, {"text": "a", "consent": True, "point": {"longitude": 1, "latitude": 2}})
    assert made.point == Point(1.0, 2.0)
    assert made.language == "zh"
