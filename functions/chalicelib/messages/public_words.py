"""The sentences of the public pages that are not in a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from chalicelib.domain.figures import BulletinRecord
from chalicelib.messages.open_data import group_of
from chalicelib.messages.words import PUBLIC_STATUS_TEXTS, count, day, marked, month, percent, say

# The static pages that search engines may know, in both languages.
STATIC: Final = tuple(
    f"{language}/{page}" for language in ("", "/en") for page in ("", "report/", "help/", "privacy/", "accessibility/")
)
_TITLE: Final = marked("Public petitions")
_NOT_HERE: Final = marked("We cannot find that here")
_COUNTS: Final = marked("Since %(since)s, %(area)s has received %(received)s petitions, and units have reported %(closed)s as done.")
_BULLETIN: Final = marked("Bulletin of %(month)s")
_RESOLVED: Final = marked("%(resolved)s of %(answers)s answers say that it is solved (%(share)s).")
_SOLVED: Final = marked("The citizen says: solved")
_NO_ANSWERS: Final = marked("No one has told us yet whether it is solved.")
LONGEST_EXCERPT: Final = 60


def title(language: str) -> str:
    """What the list of public petitions is called."""
    return say(_TITLE, language)


def public_status_text(status: str, language: str, *, solved: bool) -> str:
    """How a public petition stands, as everybody is told it."""
    stands = say(PUBLIC_STATUS_TEXTS[group_of(status)], language)
    return f"{stands} · {say(_SOLVED, language)}" if solved else stands


def not_here(language: str) -> str:
    """The heading over a refusal."""
    return say(_NOT_HERE, language)


def lately(made: Mapping[str, Any], language: str) -> str:
    """The JSON that the home page shows: sentences, links, and the streets to choose from."""
    rate = made["resolved"]
    counts = {"since": day(made["since"], language), "area": made["area_name"]}
    counts |= {name: count(made[name]) for name in ("received", "closed")}
    share = percent(rate.value, language)
    said = {"resolved": count(rate.numerator), "answers": count(rate.denominator), "share": share}
    sentences = [say(_COUNTS, language, **counts), say(_RESOLVED, language, **said) if rate.denominator else say(_NO_ANSWERS, language)]
    body = {
        "area": made["area"],
        "areas": [
            {"code": each["code"] if place else "", "name": each["name"], "streets": _named(each["streets"])}
            for place, each in enumerate(made["areas"])
        ],
        "sentences": sentences,
        "items": [_item(each, language) for each in made["items"]],
        "bulletin": _bulletin(made["bulletin"], language),
    }
    return json.dumps(body, ensure_ascii=False)


def _bulletin(record: BulletinRecord | None, language: str) -> dict[str, str] | None:
    from chalicelib.messages.bulletin_index import address

    return {"href": address(record, language), "words": say(_BULLETIN, language, month=month(date.fromisoformat(f"{record.period}-01"), language))} if record else None


def _named(streets: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"code": each["code"], "name": each["name"]} for each in streets]


def _item(each: Mapping[str, Any], language: str) -> dict[str, str]:
    words = " ".join(str(each["words"]).split())
    cut = words if len(words) <= LONGEST_EXCERPT else words[:LONGEST_EXCERPT] + "…"
    where = each["place_name"] or each["street_name"]
    return {
        "href": f"/public/petitions/{each['number']}?lang={language}",
        "title": " · ".join(filter(None, (each["category_name"], where))) or each["number_shown"],
        "words": cut,
    }
