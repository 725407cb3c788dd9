"""A version of what is agreed to is bound to its words."""

import pytest
from chalicelib.domain.consent import CURRENT, DIGESTS

from infra import consent


def test_whoever_changes_the_words_gives_them_a_version() -> None:
    assert consent.digest(consent.document()) == DIGESTS[CURRENT], (
        "The sentence of consent or the privacy page reads otherwise than what was agreed to: add a version at the end of domain/consent.py, "
        "run `python -m infra.consent`, and write the digest that it says beside the version."
    )


@pytest.mark.parametrize("version", DIGESTS)
def test_the_words_of_each_version_are_still_there(version: str) -> None:
    assert consent.digest(consent.file_of(version).read_text("utf-8")) == DIGESTS[version]


def test_the_words_hold_what_is_ticked_and_what_the_privacy_page_promises() -> None:
    words = consent.document()
    assert "I agree that my petition is kept and passed to the unit that handles it" in words
    assert "Nothing by itself. A person at the command centre may publish" in words
    assert all(f"## {part} ({language})" in words for part in ("The form", "The privacy page") for language in ("zh", "en"))


def test_words_that_were_agreed_to_are_never_written_over(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(consent, "FOLDER", tmp_path)
    assert consent.main() == 0
    fixed = consent.file_of(CURRENT).read_text("utf-8")
    monkeypatch.setattr(consent, "document", lambda: fixed + "- and more\n")
    assert consent.main() == 1
    assert consent.file_of(CURRENT).read_text("utf-8") == fixed
