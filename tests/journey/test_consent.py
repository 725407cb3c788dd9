"""Which words somebody agreed to is kept with their petition, by whichever door it came."""

import pytest
from chalicelib.domain import consent
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput
from chalicelib.journey.form import form

from tests.journey.steps import petition, report


@pytest.mark.parametrize("named", [{}, {"consent_version": consent.CURRENT}])
def test_what_was_agreed_to_is_kept_with_the_petition(world, named) -> None:
    assert petition(world, report(world, **named).number).consent_version == form(world, "zh")["consent_version"] == consent.CURRENT


def test_the_words_that_were_shown_are_kept_and_not_the_newest(world, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "VERSIONS", ("2026-11", "2027-05"))
    monkeypatch.setattr(consent, "CURRENT", "2027-05")
    shown_before = report(world, consent_version="2026-11").number
    assert petition(world, shown_before).consent_version == "2026-11"
    assert petition(world, report(world).number).consent_version == "2027-05"


@pytest.mark.parametrize("version", ["2026-12", "x", "2026-11 ", "<b>"])
def test_a_version_that_we_never_had_is_refused(world, version: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(world, consent_version=version)
    assert refused.value.fields == {"consent_version": "consent_version_unknown"}


def test_a_submission_that_names_none_is_the_same_as_it_was_before_versions_were_kept(world) -> None:
    first = report(world, key="k" * 20)
    assert report(world, key="k" * 20, consent_version="") == first
    with pytest.raises(IdempotencyMismatch):
        report(world, key="k" * 20, consent_version=consent.CURRENT)
