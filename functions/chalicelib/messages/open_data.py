"""Public petitions as files: CSV, GeoJSON and RSS, with the dictionary of their fields; and the site's map for search engines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

from chalicelib.messages.spreadsheet import safe
from chalicelib.messages.words import PUBLIC_STATUS_TEXTS, SHANGHAI, marked, say

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
# Name -> kind and meaning, in the order of the columns.
FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "number": (marked("text"), marked("The petition's number: 13 digits and a check digit. It opens nothing but the public page.")),
    "url": (marked("text"), marked("The public page, with the text that was cleared.")),
    "status": (marked("code"), marked("submitted, assigned, handling, on_hold: being dealt with; closed: the unit says it is done; settled: settled.")),
    "category": (marked("code"), marked("The category's code: two digits for each of up to three levels; empty when none was chosen.")),
    "category_name": (marked("text"), marked("The category in the language of the file.")),
    "street": (marked("code"), marked("The street's code; empty when the place is not known so well.")),
    "street_name": (marked("text"), marked("The street in the language of the file.")),
    "place_name": (marked("text"), marked("The community or a place's official name; empty where the petitioner hides who they are.")),
    "submitted_at": (marked("date"), marked("The day of arrival, in China.")),
    "longitude": (marked("number"), marked("WGS-84, rounded to a thousandth of a degree (about 100 m); empty where no point was given.")),
    "latitude": (marked("number"), marked("Likewise.")),
}  # fmt: skip
_ATOM: Final = "http://www.w3.org/2005/Atom"
_FEED: Final = marked("Public petitions")


def dictionary(language: str) -> list[dict[str, str]]:
    """The fields with what they mean."""
    return [
        {"name": name, "kind": say(kind, language), "meaning": say(meaning, language)}
        for name, (kind, meaning) in FIELDS.items()
    ]


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """A table with a byte order mark, without which spreadsheets take Chinese for something else."""
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(FIELDS)
    for row in rows:
        written.writerow(["" if row[name] is None else safe(row[name]) for name in FIELDS])
    return "\ufeff" + out.getvalue()


def as_geojson(rows: Iterable[Mapping[str, Any]], source: str) -> str:
    """A FeatureCollection; a petition without a point is a feature without geometry. Source: RFC 7946."""
    features = []
    for row in rows:
        point = [row["longitude"], row["latitude"]]
        geometry = None if None in point else {"type": "Point", "coordinates": point}
        facts = {name: row[name] for name in FIELDS if name not in ("longitude", "latitude")}
        features.append({"type": "Feature", "id": row["number"], "geometry": geometry, "properties": facts})
    made = {"type": "FeatureCollection", "licence": LICENCE, "source": source, "features": features}
    return json.dumps(made, ensure_ascii=False)


def as_feed(found: Mapping[str, Any], origin: str, address: str, language: str, now: datetime) -> str:
    """RSS 2.0: title, place and text of what is newest."""
    ET.register_namespace("atom", _ATOM)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    title = " · ".join(filter(None, (say(_FEED, language), found["area_name"], found["category_name"])))
    _tell(channel, title=title, link=f"{origin}/public/petitions?lang={language}", description=title)
    _tell(channel, language="en" if language == "en" else "zh-cn", lastBuildDate=format_datetime(now))
    ET.SubElement(channel, f"{{{_ATOM}}}link", href=f"{origin}{address}", rel="self", type="application/rss+xml")
    for each in found["items"]:
        item = ET.SubElement(channel, "item")
        link = f"{origin}/public/petitions/{each['number']}?lang={language}"
        name = " · ".join(filter(None, (each["category_name"], each["place_name"] or each["street_name"])))
        stands = say(PUBLIC_STATUS_TEXTS[group_of(each["status"])], language)
        said = "\n\n".join(filter(None, (each["words"], each["reply"] if each["reply_stands"] else "", stands)))
        _tell(item, title=name or each["number_shown"], link=link, description=said)
        ET.SubElement(item, "guid", isPermaLink="false").text = each["number"]
        _tell(item, pubDate=format_datetime(datetime.fromisoformat(each["published_at"])))
    return _written(rss)


def as_steps_feed(found: Mapping[str, Any], link: str, address: str, language: str) -> str:
    """RSS 2.0: how one petition goes, the newest step first, without anybody's words and without times of day.

    `found` is what `words.for_follower` makes of a petition; `address` is the feed's own.
    """
    ET.register_namespace("atom", _ATOM)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    title = " · ".join(filter(None, (found["category_name"], found["place_name"]))) or say(_FEED, language)
    _tell(channel, title=title, link=link, description=found["status_text"])
    _tell(channel, language="en" if language == "en" else "zh-cn")
    ET.SubElement(channel, f"{{{_ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    for place, step in reversed(list(enumerate(found["steps"]))):
        item = ET.SubElement(channel, "item")
        _tell(item, title=step["text"], link=link)
        ET.SubElement(item, "guid", isPermaLink="false").text = f"{address.partition('?')[0]}#{place}"
        noon = datetime.fromisoformat(step["at"]).astimezone(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)
        _tell(item, pubDate=format_datetime(noon))
    return _written(rss)


def group_of(status: str) -> str:
    """What a citizen is told apart of a status: open, closed or settled."""
    return status if status in ("closed", "settled") else "open"


def _tell(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def as_sitemap(addresses: Sequence[str]) -> str:
    """The addresses that search engines may know. Source: sitemaps.org, protocol 0.9."""
    made = ET.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for address in addresses:
        ET.SubElement(ET.SubElement(made, "url"), "loc").text = address
    return _written(made)


def _written(element: ET.Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(element, encoding="unicode") + "\n"
