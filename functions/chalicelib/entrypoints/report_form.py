"""The report form without script: its steps, and what was filled in so far, carried from one to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from chalice.app import Response

from chalicelib.domain.danger import emergency
from chalicelib.entrypoints.forms import csrf_token
from chalicelib.entrypoints.http import correlation_of, set_cookie
from chalicelib.entrypoints.visitor import DEVICE_COOKIE, YEAR_SECONDS, Visitor, switch
from chalicelib.journey import form, submit
from chalicelib.messages.words import day

KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")
CHECK, CHANGE, SEND = "check", "change", "send"
_ANSWER: Final = "answers."
TEXTS: Final = ("text", "category", "community", "place_words", "phone", "name", "no_phone_reason", "consent_version")
TICKS: Final = ("for_other", "hide_identity", "about_staff", "consent")
_CARRIED: Final = frozenset((*TEXTS, *TICKS, "asked"))
# Where the words about something go that has no field of its own name on the page.
_BESIDE: Final = {"place": "community", "point": "community", "kind": "category", "consent_version": "consent"}


def asks_more(visitor: Visitor) -> bool:
    """True when the chosen category asks what this form did not show yet."""
    category = visitor.fields.get("category", "")
    offered = form.form(visitor.ports, visitor.language)
    return visitor.fields.get("asked", "") != category and bool(form.questions_of(offered, category))


def form_page(
    visitor: Visitor, key: str = "", notice: str = "", errors: Mapping[str, str] | None = None, district: str = "", status: int = 200
) -> Response:
    """The form with what was typed, and what is wrong with it."""
    offered = form.form(visitor.ports, visitor.language, district)
    category = visitor.fields.get("category", "")
    wrong: dict[str, str] = {}
    for name, words in (errors or {}).items():
        wrong.setdefault(_BESIDE.get(name, name), words)
    return _page(
        visitor, "report.html", 400 if wrong else status, key,
        form=offered, categories=form.with_chosen(visitor.ports, offered, category, visitor.language),
        questions=form.questions_of(offered, category), values=visitor.fields, errors=wrong, notice=notice,
        emergency=getattr(emergency(visitor.fields.get("text", "")), "number", ""),
        switch=switch("report", "/p/report", CHANGE, CHECK),
    )  # fmt: skip


def check_page(visitor: Visitor, key: str, found: Mapping[str, Any]) -> Response:
    """What would be sent, what was found of it, and the two ways on."""
    offered = form.form(visitor.ports, visitor.language)
    category = visitor.fields.get("category", "")
    chosen = form.with_chosen(visitor.ports, offered, category, visitor.language)
    answers = [
        {"text": each["text"], "answer": _answer(each, visitor.fields.get(f"{_ANSWER}{each['name']}", ""), visitor.language)}
        for each in form.questions_of(offered, category)
    ]
    carried = {name: value for name, value in visitor.fields.items() if name in _CARRIED or name.startswith(_ANSWER)}
    names = {each["code"]: each["name"] for each in chosen}
    return _page(
        visitor, "report_check.html", 200, key,
        found=found, values=visitor.fields, carried=carried, category_name=names.get(category, ""),
        answers=[each for each in answers if each["answer"]], switch=switch("report", "/p/report", CHECK, SEND),
    )  # fmt: skip


def _answer(question: Mapping[str, Any], given: str, language: str) -> str:
    names = {each["code"]: str(each["name"]) for each in question["choices"]}
    said = names.get(given, given.strip())
    if question["kind"] != "date":
        return said
    try:
        return day(date.fromisoformat(said), language)
    except ValueError:  # no day of the calendar: shown as it was typed, and refused when it is sent
        return said


def _page(visitor: Visitor, template: str, status: int, key: str, **context: object) -> Response:
    device = visitor.device or visitor.ports.ids.token()
    cookies = (set_cookie(DEVICE_COOKIE, device, YEAR_SECONDS),)
    csrf = csrf_token(visitor.ports, device)
    return visitor.page(template, status, cookies, key=key or visitor.ports.ids.token(), csrf=csrf, **context)


def submission_of(visitor: Visitor) -> submit.Submission:
    """What was filled in, as the journey takes it."""
    texts = {name: visitor.fields[name] for name in TEXTS if visitor.fields.get(name, "").strip()}
    ticks = {name: name in visitor.fields for name in TICKS}
    answers = {
        name.removeprefix(_ANSWER): value
        for name, value in visitor.fields.items()
        if name.startswith(_ANSWER) and value.strip()
    }
    made = submit.submission_from(
        {
            "text": "",
            **texts,
            **ticks,
            "answers": answers,
            "language": visitor.language,
            "correlation": correlation_of(visitor.request),
        }
    )
    return replace(made, channel=submit.PROXY) if ticks["for_other"] else made
