"""The lists of what was issued, their feeds, and the same as JSON: one for all, one for each unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from typing import Final

from chalicelib.domain.bulletin import File
from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.ports import District
from chalicelib.messages.bulletin_tables import period_name
from chalicelib.messages.pages import render
from chalicelib.messages.words import LANGUAGES, marked, other, say

HTML, RSS, JSON = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8", "application/json"
NEWEST: Final = 60  # entries of the list and of the feed of all units; a unit's own list has all of its bulletins


def index(records: Sequence[BulletinRecord], district: District) -> list[File]:
    """The lists and feeds, in both languages, and one list as JSON; `records` are all, the newest first."""
    units = sorted({record.unit for record in records})
    newest = records[:NEWEST]
    made = [*_lists(newest, district, "", units), *_feeds(newest, district, ""), _digests(newest, district, "")]
    for unit in units:
        held = [record for record in records if record.unit == unit]
        made += [*_lists(held, district, unit, ()), *_feeds(held[:NEWEST], district, unit), _digests(held, district, unit)]
    return made


def folder(unit: str, period: str, revision: int, *, numbered: bool) -> str:
    """Where a bulletin's files lie under /bulletins/."""
    if not numbered:
        return f"{unit}/{period}-interim"
    return f"{unit}/{period}/r{revision}" if revision else f"{unit}/{period}"


def page_name(language: str) -> str:
    """The page's file name; the Chinese one opens when only the folder is named."""
    return "en.html" if language == "en" else "index.html"


def number(period: str, issue: int | None, of_year: int | None, revision: int) -> dict[str, object]:
    """A bulletin's number as the templates take it."""
    return {"year": period[:4], "issue_of_year": of_year, "issue": issue, "revision": revision}


def number_text(held: dict[str, object], language: str) -> str:
    """2026年第11期（总第74期）, with the revision where it is one."""
    text = say(marked("No. %(issue_of_year)s of %(year)s (No. %(issue)s of all)"), language, **held)
    if held["revision"]:
        text += " · " + say(marked("Revision %(revision)s"), language, revision=held["revision"])
    return text


def _path(unit: str, language: str, name: str) -> str:
    if unit:
        return f"{unit}/{name if language == 'zh' else name.replace('index', 'en').replace('feed', 'feed-en')}"
    return f"en/{name}" if language == "en" else name


def address(record: BulletinRecord, language: str) -> str:
    """Where a bulletin's page in this language is read."""
    where = folder(record.unit, record.period, record.revision, numbered=True)
    return f"/bulletins/{where}/{page_name(language)}"


def _lists(records: Sequence[BulletinRecord], district: District, unit: str, units: Sequence[str]) -> list[File]:
    return [_list(records, district, unit, units, language) for language in LANGUAGES]


def _list(
    records: Sequence[BulletinRecord], district: District, unit: str, units: Sequence[str], language: str
) -> File:
    listed = [
        {
            "href": address(record, language),
            "place_name": district.organisation.name(record.unit, language),
            "number": number(record.period, record.issue, record.issue_of_year, record.revision),
            "period": period_name(record.period, language),
            "issued_at": record.issued_at,
        }
        for record in records
    ]
    body = render(
        "bulletin_index.html",
        language,
        alternate=f"/bulletins/{_path(unit, other(language), 'index.html')}",
        place_name=district.organisation.name(unit, language) if unit else "",
        bulletins=listed,
        feed=f"/bulletins/{_path(unit, language, 'feed.xml')}",
        digests=f"/bulletins/{_digests_path(unit)}",
        units=[
            {"href": f"/bulletins/{_path(each, language, 'index.html')}", "name": district.organisation.name(each, language)}
            for each in units
        ],
    )
    return File(_path(unit, language, "index.html"), body.encode(), HTML)


def _digests_path(unit: str) -> str:
    return f"{unit}/index.json" if unit else "index.json"


def _digests(records: Sequence[BulletinRecord], district: District, unit: str) -> File:
    """What a program reads; `digest` is the SHA-256 of the bulletin's SHA256SUMS, which names that of each of its files."""
    told = [
        {
            "unit": record.unit,
            "name_zh": district.organisation.name(record.unit, "zh"),
            "name_en": district.organisation.name(record.unit, "en"),
            "period": record.period,
            "issue": record.issue,
            "issue_of_year": record.issue_of_year,
            "revision": record.revision,
            "issued_at": record.issued_at.isoformat(),
            "href": address(record, "zh"),
            "digest": record.digest,
        }
        for record in records
    ]
    return File(_digests_path(unit), json.dumps({"bulletins": told}, ensure_ascii=False, indent=1).encode(), JSON)


def _feeds(records: Sequence[BulletinRecord], district: District, unit: str) -> list[File]:
    return [_feed(records, district, unit, language) for language in LANGUAGES]


def _feed(records: Sequence[BulletinRecord], district: District, unit: str, language: str) -> File:
    """RSS 2.0. An entry's id is its address, which never says anything else."""
    origin = district.site_origin.rstrip("/")
    entries = [
        {
            "title": " ".join(
                (
                    district.organisation.name(record.unit, language), period_name(record.period, language),
                    number_text(number(record.period, record.issue, record.issue_of_year, record.revision), language),
                )
            ),
            "link": origin + address(record, language),
            "at": format_datetime(record.issued_at),
        }
        for record in records
    ]  # fmt: skip
    body = render(
        "bulletin_feed.xml",
        language,
        place_name=district.organisation.name(unit or district.code, language),
        link=f"{origin}/bulletins/{_path(unit, language, 'index.html')}",
        here=f"{origin}/bulletins/{_path(unit, language, 'feed.xml')}",
        entries=entries,
    )
    return File(_path(unit, language, "feed.xml"), body.encode(), RSS)
