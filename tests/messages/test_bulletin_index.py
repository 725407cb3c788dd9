"""The lists of bulletins and their feeds."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from chalicelib.domain.figures import BulletinRecord
from chalicelib.messages import bulletin, words

from tests.fakes.district import DISTRICT as CODE
from tests.fakes.district import HILL, district
from tests.frontend.markup import elements, faults

AT = datetime(2026, 12, 1, 0, 20, tzinfo=UTC)
RECORDS = [
    BulletinRecord(HILL, "2026-11", 3, 2, AT, "d", revision=1), BulletinRecord(HILL, "2026-11", 3, 2, AT, "d"),
    BulletinRecord(CODE, "2026-11", 74, 11, AT, "d"), BulletinRecord("gone", "2025-12", 1, 1, AT, "d"),
]  # fmt: skip


def made(records=RECORDS) -> dict[str, str]:
    return {file.path: file.body.decode() for file in bulletin.index(records, district())}


def test_lists_and_feeds_lie_at_their_addresses() -> None:
    ends = ("index.html", "feed.xml")
    json_too = {"index.json", f"{HILL}/index.json", f"{CODE}/index.json", "gone/index.json"}
    units = (HILL, CODE, "gone")
    expected = {*ends, *(f"en/{end}" for end in ends)}
    expected |= {f"{unit}/{name}" for unit in units for name in (*ends, "en.html", "feed-en.xml")}
    assert set(made()) == expected | json_too


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_link_leads_to_a_bulletin_or_to_another_list(language: str) -> None:
    files = made()
    name = "en/index.html" if language == "en" else "index.html"
    assert faults(files[name]) == []
    links = {each.attributes["href"] for each in elements(files[name]) if each.tag == "a"}
    page = "en.html" if language == "en" else "index.html"
    assert f"/bulletins/{HILL}/2026-11/r1/{page}" in links
    assert {f"/bulletins/{unit}/{page}" for unit in (HILL, CODE, "gone")} <= links
    lists = {each.removeprefix("/bulletins/") for each in links if each.endswith(("feed.xml", f"{HILL}/{page}"))}
    assert lists <= set(files)


def test_unit_s_own_list_holds_its_bulletins_only() -> None:
    page = made()[f"{HILL}/index.html"]
    assert f"/bulletins/{HILL}/2026-11/index.html" in page
    assert CODE + "/2026-11" not in page


@pytest.mark.parametrize("name", ["feed.xml", "en/feed.xml", f"{HILL}/feed.xml", f"{HILL}/feed-en.xml"])
def test_feed_is_rss_with_an_address_that_stays_for_each_bulletin(name: str) -> None:
    channel = ET.fromstring(made()[name]).find("channel")  # noqa: S314 (our own)
    items = channel.findall("item")
    assert [item.find("guid").text for item in items] == [item.find("link").text for item in items]
    assert items[0].find("link").text.startswith("https://nuannan.example/bulletins/")
    assert items[0].find("pubDate").text == "Tue, 01 Dec 2026 00:20:00 +0000"
    own = channel.find("{http://www.w3.org/2005/Atom}link").attrib["href"]
    assert own == f"https://nuannan.example/bulletins/{name}"


def test_words_of_a_feed_are_escaped() -> None:
    hostile = made([BulletinRecord("<&>", "2026-11", 1, 1, AT, "d")])["feed.xml"]
    assert ET.fromstring(hostile).find("channel/item/title").text.startswith("<&>")  # noqa: S314


def test_list_says_so_when_nothing_was_issued() -> None:
    assert "还没有发布过通报" in made([])["index.html"]
