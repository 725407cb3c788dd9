"""A small district as the desk's API would tell of it, for the stub: people of each role, petitions in each state."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from chalicelib.domain import receipt_number
from chalicelib.domain.settings_offered import OFFERED

from tests.frontend.stub import Stub

NOW = "2025-09-29T07:10:00+00:00"
NUMBERS = [receipt_number.make(f"{1234567890100 + place:013d}") for place in range(60)]
ROLES = {"grid_worker": "c1", "officer": "c1", "dispatcher": "d", "supervisor": "d", "admin": "d"}
NAMES = {"c1": "Hill Community", "c2": "Lake Community", "s1": "North Street", "d": "Some District"}
LEVELS = {"c1": "community", "c2": "community", "s1": "street", "d": "district"}
MAY = {
    "grid_worker": ["see_petition", "add_photo", "list_queue", "read_notices", "reveal_contact", "find_petitions", "submit_for_somebody"],
    "officer": ["see_petition", "add_photo", "list_queue", "read_notices", "reveal_contact", "see_board", "export_petitions", "find_petitions", "submit_for_somebody"],
    "dispatcher": ["see_petition", "add_photo", "list_queue", "read_notices", "reveal_contact", "audit_reveals", "audit_exports", "see_board", "export_petitions", "search_petitions", "find_petitions", "submit_for_somebody", "clear", "list_calls", "enter_answer", "send_again", "see_messages", "try_rules"],
    "supervisor": ["see_petition", "add_photo", "list_queue", "read_notices", "reveal_contact", "audit_reveals", "audit_exports", "see_board", "export_petitions", "search_petitions", "find_petitions", "submit_for_somebody", "list_calls", "see_messages", "review_bulletins", "try_rules"],
    "admin": ["submit_for_somebody", "read_organisation", "change_organisation", "manage_people"],
}
DUE = ["2025-09-29T05:00:00+00:00", "2025-09-29T08:00:00+00:00", "2025-10-09T09:30:00+00:00", None]
CATEGORIES = [("01", "Roads and street lamps"), ("0204", "Noise at night"), ("03", "")]


def me(*roles: str, login: str = "li") -> dict[str, Any]:
    held = [{"role": role, "unit": ROLES[role], "unit_name": NAMES[ROLES[role]], "level": LEVELS[ROLES[role]]} for role in roles]
    may = list(dict.fromkeys(right for role in roles for right in MAY[role]))
    return {"login": login, "name": "Li", "roles": held, "may": may, "zone": "Asia/Shanghai"}


NOTE = {"at": "2025-09-29T02:00:00+00:00", "by": "wang", "by_name": "Old Wang", "text": "The caretaker comes on Friday.", "units": [{"unit": "s1", "unit_name": "North Street"}]}
PHRASE = {"name": "Lamp mended", "text": "The lamp at {place} shines again."}


def item(place: int, **changes: Any) -> dict[str, Any]:
    code, name = CATEGORIES[place % 3]
    number = NUMBERS[place]
    made = {
        "number": number, "number_shown": receipt_number.shown(number), "status": "assigned", "category": code, "category_name": name,
        "urgency": 2, "emergency": place == 0, "place_name": "Hill, house 3, second stairwell", "owner": "c1", "owner_name": "Hill Community",
        "submitted_at": "2025-09-29T01:00:00+00:00", "due_at": DUE[place % 4], "version": 3, "round_number": 1 + place % 2,
        "calendar_missing": False, "waits_for": "", "longitude": 120.38 + place / 1000, "latitude": 36.06,
    }  # fmt: skip
    return made | changes


def whole(place: int, *actions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    held = item(place)
    petition = held | {
        "gcj02": {"longitude": round(held["longitude"] + 0.005, 6), "latitude": 36.0603}, "district": "d", "kind": "livelihood", "place_how": "chosen", "supervised": False, "has_phone": True, "contact_hidden": False, "about_staff": False,
        "about_unit": None, "channel": "web", "official_place": "Hill Community", "no_phone_reason": "", "answers": [], "reject_reason": "",
        "lead": None, "followers": 0, "appealed_at": None, "erased_at": None, "can_erase": False, "assists": [], "extension": None, "hold": None,
    }  # fmt: skip
    history = [
        {"version": 1, "at": "2025-09-29T01:00:00+00:00", "action": "submit", "by": "petitioner", "by_name": "", "role": "citizen", "status_before": None,
         "status_after": "submitted", "owner_name": "Some District", "round": 0, "reason": "", "text": ""},
        {"version": 2, "at": "2025-09-29T01:00:00+00:00", "action": "assign", "by": "system", "by_name": "", "role": "system", "status_before": "submitted",
         "status_after": "assigned", "owner_name": "Hill Community", "round": 1, "reason": "", "text": ""},
    ]  # fmt: skip
    lines = [("waiting", "written", "", "01:00:00"), ("sent", "", "sns", "01:00:05"), ("failed", "not_delivered", "sns", "01:20:00")]
    sms = [
        {"at": f"2025-09-29T{at}+00:00", "id": "1-0", "name": "acknowledgement", "round": 1, "state": state, "reason": reason, "provider": provider, "by": ""}
        for state, reason, provider, at in lines
    ]
    words = "The lamp in the second stairwell has been dark for three days. The old people do not dare to go down."
    facts = {name: value for name, value in (petition | changes).items() if name not in ("version", "waits_for")}
    return {"petition": facts, "text": words, "photos": [], "supporters": 0, "notes": [NOTE], "phrases": [PHRASE], "history": history, "sms": sms, "actions": list(actions), "version": 3, "now": NOW}


def action(name: str, *needs: str, offers: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"action": name, "needs": list(needs), "offers": list(offers)}


ACCEPT = action("accept")
CLOSE = action("close", "note")
WORK = (
    CLOSE, action("progress", "note"), action("request_extension", "days", "reason"), action("send_back", "reason"),
    action("escalate", "reason", offers=("units",)), action("transfer", "unit", "reason"),
)  # fmt: skip
ASSIGN = (action("assign", "unit"), action("reject", "reason", offers=("note",)), action("merge", "lead"))
PLACEMENT = {
    "at_submission": {"rule": "", "rules_changed_since": False}, "rule": "", "unit": None, "unit_name": "", "held": [],
    "came_close": [{"rule": "lamps", "failed": "area", "unit": "c2", "unit_name": "Lake Community"}],
    "suggestions": [
        {"unit": "c1", "unit_name": "Hill Community", "reason": "community_of_place", "rule": ""},
        {"unit": "c2", "unit_name": "Lake Community", "reason": "rule_came_close", "rule": "lamps"},
        {"unit": "s1", "unit_name": "North Street", "reason": "street_of_place", "rule": ""},
    ],
    "hot_spot": {"days": 30, "count": 3, "more": False, "others": [
        {"number": NUMBERS[place], "number_shown": receipt_number.shown(NUMBERS[place]), "status": "handling" if place == 7 else "settled", "submitted_at": NOW}
        for place in (7, 8, 9)]},
}  # fmt: skip
UNITS = [
    {"code": code, "name": NAMES[code], "level": LEVELS[code], "parent": parent}
    for code, parent in (("d", None), ("s1", "d"), ("c1", "s1"), ("c2", "s1"))
]


EXPORT = {
    "id": "1", "unit": "s1", "unit_name": "North Street", "since": "2025-09-01", "until": "2025-09-30", "form": "xlsx", "asked_at": NOW,
    "state": "waiting", "rows": 0, "cut": False,
}  # fmt: skip
EXPORT_STEP = {
    "by": "li", "action": "fetched", "export": "1", "unit": "s1", "unit_name": "North Street", "since": "2025-09-01", "until": "",
    "form": "xlsx", "rows": 3733, "at": NOW,
}  # fmt: skip


def counted(unit: str, received: int, *, own: bool = False) -> dict[str, Any]:
    rate = {"numerator": received // 2, "denominator": received // 2 + 1, "interval": [0.61, 0.98] if received < 60 else None}
    names = ("response_rate", "on_time_rate", "resolution_rate", "satisfaction_rate", "participation_rate")
    counts = {"received": received, "closed": received - 4, "settled": received // 2, "rejected": 1, "withdrawn": 0,
              "sent_back": 2, "sent_back_refused": 1, "extended": 1, "held": 0}  # fmt: skip
    return {"unit": unit, "unit_name": NAMES[unit], "level": LEVELS[unit], "own": own, "counts": counts, "rates": dict.fromkeys(names, rate)}


BOARD = {
    "unit": "d", "unit_name": "Some District", "period": "2025-09", "whole": counted("d", 120), "now": NOW,
    "rows": [counted("d", 8, own=True), counted("s1", 70), counted("c2", 42)],
    "areas_credit": "Outlines & Sons",
    "streets": [
        {"unit": "s1", "unit_name": "North Street", "path": "M0 0L480 20L500 300L20 280Z", "x": 250, "y": 150},
        {"unit": "c2", "unit_name": "Lake Street", "path": "M500 20L990 0L1000 310L510 300Z", "x": 750, "y": 150},
    ],
}  # fmt: skip
RETURNS = {"unit": "d", "period": "2025-09", "rows": [
    {"unit": "c1", "unit_name": "Hill Community", "to": "c2", "to_name": "Lake Community", "times": 7, "upheld": True},
    {"unit": "c1", "unit_name": "Hill Community", "to": "c1", "to_name": "Hill Community", "times": 2, "upheld": False},
]}  # fmt: skip
TREND = {"unit": "d", "months": [counted("d", 40 + 16 * n) | {"period": f"2025-0{4 + n}"} for n in range(6)]}


def _rule(name: str, unit: str, **changes: str) -> dict[str, str]:
    empty = dict.fromkeys(("name", "category", "area", "channel", "kind", "urgency", "least_confidence", "words", "unit"), "")
    return empty | {"name": name, "unit": unit} | changes


ORGANISATION = {
    "district": "d", "version": "v1", "settings": {"code": "d", "response_hours": 4, "closing_days": {"1": 1, "2": 2, "5": 5}, "name_en": "Some District"},
    "units": [{"code": code, "parent": parent, "level": LEVELS[code], "name_zh": NAMES[code], "name_en": NAMES[code]}
              for code, parent in (("d", None), ("s1", "d"), ("c1", "s1"))],
    "rules": [_rule("lamps", "c1", words="lamp"), _rule("beaches", "c2", area="s1")],
    "offered": [asdict(each) for each in OFFERED], "limits": {"limit_export": 20}, "site_limits": {"limit_submit": 120}, "site_district": {"code": "d", "name": "Some District"},
    "rota": [{"absent": "li", "covering": "wang", "from": "2025-10-01", "to": "2025-10-08"}], "open_categories": [],
}  # fmt: skip
DOCUMENTS = {
    "categories": [{"code": "01", "name_zh": "路灯", "name_en": "Lamps", "kind": "livelihood", "urgency": "2", "first_level": "grid", "department": "d"}],
    "questions": [{"category": "01", "name": "when", "kind": "text", "required": "no", "text_zh": "何时", "text_en": "When?", "choices": ""}],
    "phrases": [{"name": "Lamp mended", "category": "01", "text_zh": "{place}的灯亮了", "text_en": "The lamp at {place} shines again."}],
    "calendars": [{"year": 2026, "free": ["2026-10-01", "2026-10-02"], "worked": ["2026-10-10"]}],
}  # fmt: skip
PAST = {
    "district": "d", "at": NOW, "by": "admin", "version_before": "v0", "version": "v1", "added": [], "changed": ["rules/lamps"], "removed": [],
    "fields": {"rules/lamps": {"words": ["light", "lamp"]}},
}  # fmt: skip
TRIAL = {
    "looked_at": 40, "cursor": None, "open_categories": [], "changes": [
        {"number": NUMBERS[0], "number_shown": receipt_number.shown(NUMBERS[0]), "status": "settled", "category": "01", "submitted_at": NOW,
         "before": {"unit": "c1", "unit_name": "Hill Community", "rule": "lamps"}, "after": {"unit": "c2", "unit_name": "Lake Community", "rule": "beaches"}}],
}  # fmt: skip
SOMEBODY = {
    "login": "sun", "name": "Sun", "name_zh": "孙", "name_en": "Sun", "version": "p1", "own": False, "disabled": False, "enrolled": True, "invited_until": None,
    "roles": [{"role": "grid_worker", "unit": "c1", "unit_name": "Hill Community", "level": "community"}],
    "history": [
        {"at": NOW, "action": "enrolled", "by": "sun", "fields": {}},
        {"at": NOW, "action": "changed", "by": "boss", "fields": {"roles": [["officer@c2"], ["grid_worker@c1"]], "name_en": ["Old Sun", "Sun"]}},
    ],
}  # fmt: skip


def calls() -> list[dict[str, Any]]:
    """Three to be rung: a landline, somebody who opted out and was rung twice, and somebody without a number."""
    told = (("landline", 0), ("opted_out", 2), ("no_phone", 0))
    return [
        item(place, status="closed", version=5, due_at=None) | {"why": why, "since": "2025-09-28T01:00:00+00:00", "tries": tries, "last_try": NOW if tries else None}
        for place, (why, tries) in enumerate(told)
    ]


SMS_FIGURES = {
    "unit": "d", "day": "2025-09-29", "sent": 120, "segments": 251, "cost": "11.30", "delivered": 117, "answered": 31, "expired": 1, "undecided": 1, "unclear": 0, "now": NOW,
    "by_carrier": {"sns": 120}, "segments_by_carrier": {"sns": 251}, "failed": {"refused_number": 2}, "suppressed": {"daily_limit": 3},
}  # fmt: skip


def sms(place: int, state: str, reason: str = "", *, may_resend: bool = False) -> dict[str, Any]:
    step = {"state": state, "at": NOW, "reason": reason, "provider": "sns", "by": ""}
    return {
        "number": NUMBERS[place], "number_shown": receipt_number.shown(NUMBERS[place]), "id": f"1-{place}", "name": "follow_up_reminder", "language": "zh", "round": 1,
        "state": state, "reason": reason, "created_at": NOW, "next_at": None, "provider": "sns", "segments": 2, "steps": [step], "may_resend": may_resend,
    }  # fmt: skip


BULLETIN_DRAFT = {
    "period": "2025-08", "revision": 0, "version": 1, "remarks": "", "cases": [], "thanks": [], "why": "", "by": "", "at": "2025-09-01T00:20:00+00:00",
    "approved_at": None,
}  # fmt: skip
BULLETIN_ISSUED = {
    "period": "2025-07", "revision": 1, "remarks": "Quick work", "cases": [{"title": "The lamp", "text": "It shines."}], "thanks": ["Mr Wang", "Ms Li"],
    "ordered_at": None,
}  # fmt: skip
BULLETINS = {
    "unit": "d", "unit_name": "Some District", "review": True, "due": ["2025-08"], "drafts": [BULLETIN_DRAFT],
    "issued": [{"period": "2025-07", "issue": 7, "issue_of_year": 7, "revision": 1, "issued_at": "2025-08-01T00:20:00+00:00", "href": "/bulletins/d/2025-07/r1/index.html"},
               {"period": "2025-07", "issue": 7, "issue_of_year": 7, "revision": 0, "issued_at": "2025-08-01T00:20:00+00:00", "href": "/bulletins/d/2025-07/index.html"}],
    "older": True,
    "differs": [{"period": "2025-07", "measure": "answers", "measure_name": "Answers", "before": 59, "after": 60}],
    "candidates": [{"number": NUMBERS[0], "solved": True, "words": "The lamp is <b>dark</b>.", "reply": "It shines."}],
}  # fmt: skip


def fill_stub(stub: Stub, *roles: str, items: int = 12) -> None:
    """Answers for every screen that these roles open."""
    waits = ("extension", "hold", "sent_back")
    queued = [item(place, status="submitted", owner="d", owner_name="Some District", due_at=None, waits_for=waits[2] if place == 1 else "") for place in range(items)]
    mine = [item(place) for place in range(items)]
    listed = queued if roles[0] == "dispatcher" else mine
    page = {"items": listed, "cursor": None, "now": NOW}
    stub.desk |= {
        "/api/desk/me": (200, me(*roles)),
        "/api/desk/petitions": (200, page),
        "/api/desk/today": (200, (page if roles != ("admin",) else page | {"items": []}) | {"me": me(*roles), "listing": "unit", "unit": ROLES[roles[0]]}),
        "/api/desk/units": (200, {"units": UNITS}),
        "/api/desk/board": (200, BOARD),
        "/api/desk/board/trend": (200, TREND),
        "/api/desk/board/now": (200, {"unit": "d", "listing": "district", "overdue": 312, "emergencies": 1, "unhappy": 104, "more": False, "now": NOW}),
        "/api/desk/board/today": (200, {"unit": "d", "unit_name": "Some District", "day": "2025-09-29", "now": NOW,
            "counts": {"received": 41, "closed": 38, "answered": 30, "overdue": 2, "unhappy": 1}, "to_decide": 3, "more": False}),
        "/api/desk/board/returns": (200, RETURNS),
        "/api/desk/sessions": (200, {"sessions": [{"opened_at": NOW, "expires_at": "2025-09-29T19:10:00+00:00", "current": True}]}),
        "/api/desk/messages/figures": (200, SMS_FIGURES),
        "/api/desk/messages/undecided": (200, {"items": [sms(0, "undecided", "timeout")], "oldest_at": "2025-09-27T01:00:00+00:00", "cursor": None, "now": NOW}),
        "/api/desk/bulletins": (200, BULLETINS),
        "/api/desk/bulletins/issued": (200, BULLETIN_ISSUED),
        "/api/desk/calls": (200, {"items": calls(), "cursor": None, "now": NOW}),
        "/api/desk/reveals": (200, {"cursor": None, "items": [
            {"number": NUMBERS[0], "number_shown": receipt_number.shown(NUMBERS[0]), "owner_name": "Hill Community", "by": "grid", "by_name": "Young Sun", "at": NOW}]}),
        "POST /api/desk/session": (200, {}),
        "/api/desk/organisation": (200, ORGANISATION),
        **{f"/api/desk/organisation/documents/{name}": (200, {"district": "d", "version": "v1", "rows": rows}) for name, rows in DOCUMENTS.items()},
        **{f"PUT /api/desk/organisation/documents/{name}": (200, {}) for name in DOCUMENTS},
        "/api/desk/notices": (200, {"items": [{"number": NUMBERS[0], "number_shown": receipt_number.shown(NUMBERS[0]), "action": "mentioned", "at": NOW, "bulletin": None}], "cursor": None}),
        "/api/desk/organisation/history": (200, {"items": [PAST], "cursor": None}),
        "POST /api/desk/rules/trial": (200, TRIAL),
        "/api/desk/people": (200, {"items": [{name: SOMEBODY[name] for name in ("login", "name", "disabled", "roles")}], "cursor": None}),
        "/api/desk/people/sun": (200, SOMEBODY),
        "PUT /api/desk/people/sun": (200, {}),
        "POST /api/desk/people/sun/disabling": (200, {}),
        "POST /api/desk/people/sun/enabling": (200, {}),
        "POST /api/desk/people/sun/invitation": (200, {"token": "sun.t", "path": "/desk/enrol/#sun.t", "hours": 72}),
        **{f"PUT /api/desk/organisation/{name}": (200, {"district": "d", "version": "v2", "added": [], "changed": [], "removed": [], "open_categories": []})
           for name in ("rules", "rota", "units", "settings")},
        "POST /api/desk/search": (200, {"items": mine[:2], "now": NOW}),
        "/api/desk/exports": (200, {"exports": [EXPORT | {"state": "ready", "rows": 3733, "cut": True}, EXPORT | {"id": "2"}]}),
        "POST /api/desk/exports": (201, EXPORT),
        "/api/desk/exports/steps": (200, {"items": [EXPORT_STEP], "cursor": None}),
        "POST /api/desk/find": (200, {"items": mine[:3], "now": NOW, "cursor": None, "reached": None}),
    }  # fmt: skip
    for place in range(items):
        at = f"/api/desk/petitions/{NUMBERS[place]}"
        actions = ASSIGN if roles[0] == "dispatcher" else (ACCEPT, action("send_back", "reason"), action("transfer", "unit", "reason"))
        changes = {"status": "submitted", "owner": "d"} if roles[0] == "dispatcher" else {}
        stub.desk |= {
            at: (200, whole(place, *actions, **changes)),
            f"{at}/placement": (200, PLACEMENT | {"number": NUMBERS[place]}),
            f"POST {at}/notes": (201, NOTE),
            f"{at}/messages": (200, {"items": [sms(place, "failed", "refused_number", may_resend=True)], "now": NOW}),
            f"POST {at}/messages/1-{place}/resending": (200, sms(place, "waiting")),
            f"POST {at}/messages/1-{place}/decision": (200, sms(place, "sent")),
            f"POST {at}/calls": (200, {"number": NUMBERS[place], "status": "settled", "owner": "c1", "version": 6}),
            f"POST {at}/contact": (200, {"phone": "+8613800138001", "name": "Wang"}),
            f"POST {at}/actions": (200, {"number": NUMBERS[place], "status": "handling", "owner": "c1", "version": 4}),
        }


def tab(page: Any, name: str) -> None:
    """The screen or list of that name is opened; on a phone some stand behind "More"."""
    page.locator(".desk-head .tabs a").first.wait_for()
    link = page.locator(".desk-head").get_by_role("link", name=re.compile(rf"^{re.escape(name)}( \d+\+?)?$"))
    if not link.count():
        page.get_by_role("button", name="More …").click()
    link.click()
