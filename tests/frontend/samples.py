"""One filled example of every page that the functions render."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.messages import bulletin, pages, words
from chalicelib.messages.bulletin_parts import parts
from chalicelib.messages.bulletin_tables import Maker

from tests.messages import bulletins

MONDAY = datetime(2025, 9, 29, 1, 0, tzinfo=UTC)
FORM = {
    "categories": [{"code": "01", "name": "Roads"}],
    "questions": [
        {"category": "02", "name": "when", "kind": "choice", "required": True, "text": "When is it worst?",
         "choices": [{"code": "night", "name": "At night"}]},
        {"category": "02", "name": "since", "kind": "date", "required": False, "text": "Since when?", "choices": []},
    ],
    "streets": [
        {"code": "s1", "name": "North Street", "communities": [{"code": "c1", "name": "Hill Community"}]}
    ],
}
NUMBER = {"year": 2026, "issue_of_year": 11, "issue": 74, "revision": 0}


def petition(language: str, **changes: Any) -> dict[str, Any]:
    """A petition as the status view shows it."""
    sample = {
        "number": "12345678901234", "number_shown": "1234-5678-901-234", "status": "handling",
        "status_text": words.status_text("handling", language), "unit_name": "Hill Community of North Street",
        "steps": [{"at": "2025-09-29T01:00:00+00:00", "text": "We received it.", "said": ""}, {"at": "2025-09-29T03:00:00+00:00", "text": "It was taken on.", "said": "We are <on> it."}],
        "response_due": "2025-09-29T05:00:00+00:00", "deadline": "2025-10-10T09:30:00+00:00", "working_days_left": 2,
        "can_withdraw": True, "can_rate": True, "can_appeal": True, "can_reopen": True, "round": 2, "text": "The lamp is <broken>\nsince Monday.",
        "emergency": True, "place_note": "",
    }  # fmt: skip
    return sample | changes


def shown_bulletin(language: str) -> dict[str, Any]:
    """What a filled bulletin says."""
    maker = Maker(bulletins.sample(said=bulletins.SAID), bulletins.DISTRICT, language)
    return bulletin.context(maker, parts(maker), "D/2026-11")


def contexts(language: str) -> dict[str, dict[str, Any]]:
    """The context of every template, by template name."""
    errors = {"text": "Write what troubles you.", "consent": "Tick to agree."}
    listed = {
        "href": "/bulletins/1/",
        "place_name": "Some District",
        "number": NUMBER,
        "period": "November 2026",
        "issued_at": MONDAY,
    }
    return {
        "report.html": {"form": FORM, "values": {"text": "</textarea>", "community": "c1"}, "errors": errors, "notice": "", "key": "k", "csrf": "c",
                        "questions": FORM["questions"]},
        "receipt.html": {"petition": petition(language, status="assigned")},
        "status.html": {"petition": petition(language), "notice": "Thank you.", "csrf": "c"},
        "rate.html": {"petition": petition(language), "values": {}, "errors": {"digit": "Tap one."}, "csrf": "c"},
        "my.html": {"step": "code", "values": {}, "errors": {"code": "This code is wrong."}, "notice": "", "petitions": [], "csrf": "c", "digits": 6, "minutes": 5},
        "notice.html": {"heading": "Over", "sentences": ["This link is over."], "link": {"href": "/", "words": "Home"}},
        "bulletin.html": shown_bulletin(language),
        "bulletin_index.html": {
            "place_name": "", "bulletins": [listed], "feed": "/bulletins/feed.xml",
            "units": [{"href": "/bulletins/D/index.html", "name": "Some District"}],
        },
    }  # fmt: skip


def samples(language: str) -> dict[str, str]:
    """Every page, rendered, by template name."""
    return {
        name: pages.render(name, language, **({"alternate": ""} | context))
        for name, context in contexts(language).items()
    }
