"""One filled example of every page that the functions render."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from chalicelib.messages import pages, words

MONDAY = datetime(2025, 9, 29, 1, 0, tzinfo=UTC)
RATES = ("response_rate", "on_time_rate", "resolution_rate", "satisfaction_rate", "participation_rate")
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
FOUND = {
    "emergency": "119", "place_name": "Hill Community", "categories": [{"code": "0101", "name": "Roads › Lamps"}],
    "nearby": [{"token": "t", "category_name": "Lamps", "place_name": "Hill Community", "metres": 40, "days": 2, "supporters": 3}],
}  # fmt: skip
FOLLOWED = {
    "category_name": "Lamps", "place_name": "Hill Community", "status": "closed", "submitted_at": "2025-09-29T01:00:00+00:00", "supporters": 2,
    "steps": [{"at": "2025-09-29T01:00:00+00:00", "action": "submit", "unit_name": "Hill Community"}],
}  # fmt: skip
NUMBER = {"year": 2026, "issue_of_year": 11, "issue": 74, "revision": 0}
PERIOD = {"kind": "month", "first": date(2026, 11, 1), "last": date(2026, 11, 30)}


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


def rate(code: str, numerator: int, denominator: int) -> dict[str, Any]:
    """A rate as the bulletin's context has it."""
    some = denominator > 0
    share = Fraction(numerator, denominator) if some else None
    low, high = (Fraction(55, 100), Fraction(95, 100)) if some else (None, None)
    return {
        "code": code,
        "numerator": numerator,
        "denominator": denominator,
        "share": share,
        "low": low,
        "high": high,
    }


def bulletin(**changes: Any) -> dict[str, Any]:
    """A bulletin's whole context."""
    rates = [rate(code, 10, 12) for code in RATES]
    unit = {
        "name": "North Street",
        "rates": rates,
        "assigned": 9,
        "closed_on_time": 5,
        "closed_late": 1,
        "open": 2,
    }
    sample = {
        "alternate": "", "place_name": "Some District", "number": NUMBER, "corrects": "", "period": PERIOD, "as_of": MONDAY,
        "received": {"total": 3, "by_kind": [{"name": "A", "count": 2}, {"name": "B", "count": 1}], "by_channel": [], "by_category": []},
        "statuses": [{"name": "C", "count": 3}], "rates": rates, "final_rates": rates, "unreachable": 1,
        "units": [unit | {"overdue": 1, "sent_back": 1}], "files": [{"href": "figures.csv", "words": "CSV"}],
    }  # fmt: skip
    return sample | changes


def contexts(language: str) -> dict[str, dict[str, Any]]:
    """The context of every template, by template name."""
    errors = {"text": "Write what troubles you.", "consent": "Tick to agree."}
    listed = {
        "href": "/bulletins/1/",
        "place_name": "Some District",
        "number": NUMBER,
        "period": PERIOD,
        "issued_at": MONDAY,
    }
    return {
        "report.html": {"form": FORM, "categories": FORM["categories"], "values": {"text": "</textarea>", "community": "c1"}, "errors": errors, "notice": "", "key": "k", "csrf": "c",
                        "questions": FORM["questions"]},
        "report_check.html": {
            "found": FOUND, "values": {"text": "The lamp is <dark>.", "about_staff": "yes", "for_other": "yes", "name": "Wang"}, "carried": {"text": "The \"lamp\"."},
            "category_name": "", "answers": [{"text": "Since when?", "answer": "2025-09-01"}], "key": "k", "csrf": "c",
        },
        "sent_for_other.html": {"receipt": {"number_shown": "1234-5678-901-234", "emergency": "119"}},
        "following.html": {"petitions": [words.for_follower(FOLLOWED, language)], "notice": "Joined."},
        "receipt.html": {"petition": petition(language, status="assigned")},
        "status.html": {"petition": petition(language), "notice": "Thank you.", "csrf": "c"},
        "rate.html": {"petition": petition(language), "values": {}, "errors": {"digit": "Tap one."}, "csrf": "c"},
        "my.html": {"step": "code", "values": {}, "errors": {"code": "This code is wrong."}, "notice": "", "petitions": [], "csrf": "c", "digits": 6, "minutes": 5},
        "notice.html": {"heading": "Over", "sentences": ["This link is over."], "link": {"href": "/", "words": "Home"}},
        "bulletin.html": bulletin(),
        "bulletin_index.html": {"bulletins": [listed]},
    }  # fmt: skip


def samples(language: str) -> dict[str, str]:
    """Every page, rendered, by template name."""
    return {
        name: pages.render(name, language, **({"alternate": ""} | context))
        for name, context in contexts(language).items()
    }
