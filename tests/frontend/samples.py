"""One filled example of every page that the functions render."""

from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.rates import RATES, Rate
from chalicelib.messages import bulletin, open_data, pages, words
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
PHOTOS = [
    {"kind": "before", "state": "ready", "reason": "", "words": "", "at": "2025-09-29T01:00:00+00:00", "url": "/photos/a/large.jpg", "small": "/photos/a/small.jpg"},
    {"kind": "before", "state": "refused", "reason": "photo_unreadable", "words": "No photo.", "at": "2025-09-29T01:00:00+00:00", "url": "", "small": ""},
    {"kind": "after", "state": "awaited", "reason": "", "words": "", "at": "2025-09-29T01:00:00+00:00", "url": "", "small": ""},
]
QR = "data:image/svg+xml;charset=utf-8,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%209%209'%3E%3Cpath%20d='M0%200h9v9H0z'/%3E%3C/svg%3E"
FOUND = {
    "emergency": "119", "place_name": "Hill Community", "categories": [{"code": "0101", "name": "Roads › Lamps"}],
    "nearby": [{"token": "t", "category_name": "Lamps", "place_name": "Hill Community", "metres": 40, "days": 2, "supporters": 3, "photo": "/photos/abc/small.jpg?X-Amz-Expires=900", "words": "The lamp before house 3 is dark.", "language": "en"},
               {"token": "t", "category_name": "Lamps", "place_name": "Hill Community", "metres": None, "days": 0, "supporters": 0, "photo": "", "words": "", "language": ""}],
}  # fmt: skip
FOLLOWED = {
    "category_name": "Lamps", "place_name": "Hill Community", "status": "closed", "submitted_at": "2025-09-29T01:00:00+00:00", "supporters": 2, "feed": "q80Ab2", "public_number": "12345678901234",
    "steps": [{"at": "2025-09-29T01:00:00+00:00", "action": "submit", "unit_name": "Hill Community"}],
}  # fmt: skip
ON_PHONE = {
    "number": "12345678901234", "number_shown": "1234-5678-901-234", "status": "handling", "status_text": "Being worked on",
    "category_name": "Lamps <b>", "place_name": "Hill Community", "submitted_at": "2025-09-29T01:00:00+00:00",
}  # fmt: skip
SENT_FOR_OTHER = {
    "number_shown": "1234-5678-901-234", "emergency": "119", "unit_name": "Hill <Community>", "response_due": "2025-09-29T05:00:00+00:00", "deadline": "2025-10-10T09:30:00+00:00",
}  # fmt: skip
PROMISED = [{"text": "It must be done by", "at": "2025-10-10T09:30:00+00:00", "said": "Friday 10 October 2025, 17:30"}]
NUMBER = {"year": 2026, "issue_of_year": 11, "issue": 74, "revision": 0}


def petition(language: str, **changes: Any) -> dict[str, Any]:
    """A petition as the status view shows it."""
    sample = {
        "number": "12345678901234", "number_shown": "1234-5678-901-234", "status": "handling", "submitted_at": "2025-09-29T01:00:00+00:00", "district_name": "某区" if language == "zh" else "Some District",
        "status_text": words.status_text("handling", language), "unit_name": "Hill Community of North Street",
        "steps": [
            {"at": "2025-09-29T01:00:00+00:00", "action": "submit", "text": "We received it.", "said": "", "own": False},
            {"at": "2025-09-29T03:00:00+00:00", "action": "accept", "text": "It was taken on.", "said": "We are <on> it.", "own": False},
            {"at": "2025-09-29T06:00:00+00:00", "action": "close", "text": "The unit says that it is solved:", "said": "A new <bulb>\nwas fitted.", "own": False},
            {"at": "2025-09-29T07:00:00+00:00", "action": "answer_unhappy", "text": "You said that it is not solved.", "said": "Still <dark>.", "own": True},
            {"at": "2025-09-29T08:00:00+00:00", "action": "publish", "text": "Its text is now public.", "said": "", "own": False},
        ],
        "response_due": "2025-09-29T05:00:00+00:00", "deadline": "2025-10-10T09:30:00+00:00", "working_days_left": 2,
        "can_withdraw": True, "can_rate": True, "can_appeal": True, "can_reopen": True, "round": 2, "text": "The lamp is <broken>\nsince Monday.",
        "emergency": True, "has_phone": True, "phone": "138****5678", "place_note": "", "photos": PHOTOS, "can_add_photo": True, "can_erase": True, "erased_at": None,
        "language": language, "place_language": language, "review_at": None, "lapses_at": None, "if_unhappy": "up",
        "may_appeal_later": True, "appeal_until": "2025-10-29T02:00:00+00:00", "round_after": "unhappy", "way_to_words": "", "public": True,
        "lead": {"status": "closed", "status_text": "It is said to be done", "unit_name": "Lake <Street>", "deadline": "2025-10-10T09:30:00+00:00", "review_at": "2025-10-20T01:00:00+00:00",
                 "end": {"at": "2025-09-29T06:00:00+00:00", "action": "close", "text": "Lake Street says it is done:", "said": "The <main> was mended."}},
        "answered": None, "changes": [], "change_until": None, "category_name": "Roads and street lamps", "place_name": "Behind the <kiosk>",
        "can_add_words": True, "added": [{"at": "2025-09-30T01:00:00+00:00", "text": "Now the <second> lamp\nis dark too."}],
    }  # fmt: skip
    return sample | changes


def shown_bulletin(language: str) -> dict[str, Any]:
    """What a filled bulletin says."""
    maker = Maker(bulletins.sample(said=bulletins.SAID), bulletins.DISTRICT, language)
    return bulletin.context(maker, parts(maker), "D/2026-11", "0f" * 32)


SEEN = [{"kind": kind, "small": f"/photos/{kind}/small.jpg?X-Amz-Expires=900&X-Amz-Signature=1"} for kind in ("before", "before", "after")]


def public_petition(place: int = 0, **changes: Any) -> dict[str, Any]:
    """A public petition as journey/public.py shows it."""
    sample = {
        "number": f"1234567890123{place}", "number_shown": f"1234-5678-901-23{place}", "status": "handling", "category": "01",
        "category_name": "Roads and street lamps", "street": "s1", "street_name": "North Street", "place_name": "Hill Community",
        "submitted_at": "2025-09-28", "longitude": 120.31, "latitude": 36.06, "solved": False,
        "words": "The lamp before the <house> has been dark for three days.\nThe old people do not dare to go down.",
        "reply": "A new bulb was fitted.", "reply_waits": False, "reply_stands": True, "published_at": "2025-09-29T08:00:00+00:00", "photos": [], "language": "en",
    }  # fmt: skip
    return sample | changes


def public_contexts() -> dict[str, dict[str, Any]]:
    """The contexts of the pages for everybody."""
    shape = {"code": "s1", "name": "North Street", "path": "M0 0L480 20L500 300L20 280Z", "x": 250, "y": 150, "count": 12, "shade": 4}
    streets = [shape, shape | {"code": "s2", "name": "Lake Street", "path": "M500 20L990 0L1000 310L510 300Z", "x": 750, "count": 3, "shade": 1}]
    areas = [{"code": "d", "name": "Some District", "streets": [{"code": each["code"], "name": each["name"], "count": each["count"]} for each in streets]}]
    chosen = {"area": "s1", "category": "", "month": "2025-09", "status": ""}
    months = [f"2025-{month:02d}" for month in range(9, 0, -1)]
    rates = {code: Rate(10, 12) for code in RATES} | {"response_rate": Rate(90, 100), "participation_rate": Rate(0, 0)}
    year = [{"first": date(2025, month, 1), "received": 1200 * month, "closed": 1100 * month, "settled": 900} for month in range(1, 10)]
    return {
        "public_list.html": {
            "chosen": chosen, "area_name": "North Street", "district_code": "d", "months": months, "areas": areas, "streets": streets, "areas_credit": "Outlines & Sons", "feed": "/public/feed?lang=en",
            "categories": [{"code": "01", "name": "Roads", "count": 12}], "statuses": {"open": 9, "closed": 2, "settled": 1}, "total": 1234,
            "items": [public_petition(), public_petition(1, solved=True, status="settled"), public_petition(2, status="closed", place_name="", street_name="")],
            "whole": False, "everywhere": True, "page": 2, "pages": 3,
        },
        "public_petition.html": {"petition": public_petition(solved=True, status="settled", photos=SEEN), "feed": "/public/feed?lang=en&area=s1"},
        "public_figures.html": {
            "chosen": chosen, "area_name": "Some District", "areas": areas, "months": months, "running": True, "as_of": "2025-09-29T08:00:00+00:00",
            "counts": {"received": 1200, "closed": 1100, "settled": 900}, "rates": rates, "year": year,
            "categories": [{"code": "01", "name": "Roads and street lamps", "count": 700}, {"code": "02", "name": "Noise at night", "count": 500}],
            "streets": [{"code": "s1", "name": "North Street", "received": 700, "closed": 600, "resolution_rate": Rate(10, 12)}],
        },
        "open_data.html": {
            "place_name": "Some District", "months": months, "fields": open_data.dictionary("en"),
            "streets": [{"code": "s1", "name": "North Street"}], "categories": [{"code": "01", "name": "Roads"}],
        },
    }  # fmt: skip


def contexts(language: str) -> dict[str, dict[str, Any]]:
    """The context of every template, by template name."""
    errors = {"text": "Tell us what the problem is.", "consent": "Tick to agree."}
    listed = {
        "href": "/bulletins/1/",
        "place_name": "Some District",
        "number": NUMBER,
        "period": "November 2026",
        "issued_at": MONDAY,
    }
    return {
        **public_contexts(),
        "report.html": {"form": FORM, "categories": FORM["categories"], "values": {"text": "</textarea>", "community": "c1"}, "errors": errors, "notice": "", "emergency": "119", "key": "k", "csrf": "c",
                        "questions": FORM["questions"]},
        "report_check.html": {
            "found": FOUND, "values": {"text": "The lamp is <dark>.", "about_staff": "yes", "for_other": "yes", "name": "Wang", "no_phone_reason": "At the <kiosk>."}, "carried": {"text": "The \"lamp\"."},
            "category_name": "", "answers": [{"text": "Since when?", "answer": "2025-09-01"}], "key": "k", "csrf": "c",
        },
        "sent_for_other.html": {"receipt": SENT_FOR_OTHER, "has_phone": False},
        "following.html": {"petitions": [words.for_follower(FOLLOWED, language)], "notice": "Joined.", "csrf": "c"},
        "follow.html": {"petition": public_petition(), "step": "phone", "values": {"phone": "1\"2"}, "errors": {"phone": "Enter a number."}, "ending": "", "csrf": "c"},
        "receipt.html": {"petition": petition(language, status="assigned"), "promised": PROMISED, "site": "https://nuannan.example", "qr": QR, "kept": True, "csrf": "c"},
        "on_phone.html": {"petitions": [ON_PHONE, ON_PHONE | {"category_name": "", "place_name": ""}], "notice": "Forgotten.", "csrf": "c"},
        "photo.html": {"fields": {"key": "uploads/k", "policy": "p"}, "kind": "image/jpeg"},
        "status.html": {"petition": petition(language), "notice": "Thank you.", "promised": PROMISED, "photo_sent": True, "danger": True, "values": {"appeal": "</textarea>"}, "errors": {"appeal": "Too long."}, "csrf": "c"},
        "words.html": {"petition": petition(language), "values": {"words": "</textarea>"}, "errors": {"words": "Too long."}, "csrf": "c"},
        "erase.html": {"petition": petition(language), "csrf": "c"},
        "rate.html": {"petition": petition(language), "values": {}, "errors": {"digit": "Tap one."}, "csrf": "c"},
        "my.html": {"step": "code", "values": {}, "errors": {"code": "This code is wrong."}, "ending": "8001", "notice": "", "petitions": [], "followed": [], "csrf": "c", "digits": 6, "minutes": 5},
        "notice.html": {"heading": "Over", "sentences": ["This link no longer works."], "link": {"href": "/", "words": "Home"}},
        "bulletin.html": shown_bulletin(language),
        "bulletin_index.html": {
            "place_name": "", "bulletins": [listed], "feed": "/bulletins/feed.xml", "digests": "/bulletins/index.json",
            "units": [{"href": "/bulletins/D/index.html", "name": "Some District"}],
        },
    }  # fmt: skip


def samples(language: str) -> dict[str, str]:
    """Every page, rendered, by template name."""
    return {
        name: pages.render(name, language, **({"alternate": ""} | context))
        for name, context in contexts(language).items()
    }
