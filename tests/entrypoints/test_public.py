"""The public pages and files through the real app: cached for all, in the address's language, without a word too many."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import patch
from xml.etree import ElementTree as ET

import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Role
from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.petition import Kind, Status
from chalicelib.domain.photos import ADDRESS_LASTS, Photo, PhotoState
from chalicelib.domain.tiles import tiles_from
from chalicelib.entrypoints import public
from chalicelib.entrypoints.http import ORIGIN_KEY
from chalicelib.journey import follow
from chalicelib.journey.clear import Decision, decide

from infra import generated
from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import fresh_world
from tests.fakes import FakePorts
from tests.fakes.district import DISTRICT, HILL, IN_HILL, staff
from tests.frontend.markup import elements, faults
from tests.journey.steps import petition, report

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
HOSTILE = "=HYPERLINK(\"x\")<script>alert(1)</script>]]> & 'quote'"
PAGES = ("/public/petitions", "/public/figures", "/public/data")
FILES = ("/public/petitions.csv", "/public/petitions.geojson", "/public/feed", "/public/lately.json", "/sitemap.xml", "/robots.txt")


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePorts]:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    yield held.world


def get(path: str, number: str = "", **headers: str) -> SimpleNamespace:
    return ask(app, "GET", path, headers={ORIGIN_KEY: "front", **headers}, parts={"number": number} if number else None)


def publish(world: FakePorts, words: str = HOSTILE, **fields: object) -> str:
    number = report(world, **fields).number
    said = Decision(number, petition(world, number).version, "publish", words, words)
    decide(world, said, staff(Role.DISPATCHER, DISTRICT), world.ids.token())
    return number


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_what_is_for_all_may_be_kept_and_depends_on_the_address_alone(world: FakePorts, path: str) -> None:
    publish(world)
    first = get(path)
    second = get(path, cookie="lang=en; __Host-petition=x", **{"accept-language": "en"})
    assert (first.status, first.headers["cache-control"]) == (200, "public, max-age=300")
    assert (first.words, "set-cookie" in first.headers) == (second.words, False)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_keep_the_rules_and_speak_the_language_of_the_address(world: FakePorts, path: str, language: str) -> None:
    publish(world)
    made = get(f"{path}?lang={language}&area={HILL}")
    assert faults(made.words) == []
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}">' in made.words
    assert f"area={HILL}" in made.words, "the other language shows the same choice"


def test_hostile_words_stay_words_everywhere(world: FakePorts) -> None:
    number = publish(world)
    for path in ("/public/petitions", "/public/petitions/{number}"):
        made = get(path, number)
        assert "<script>alert" not in made.words
        assert "&lt;script&gt;alert(1)" in made.words
        assert faults(made.words) == []
    item = ET.fromstring(get("/public/feed").words).find("channel/item")  # noqa: S314 (our own answer)
    assert item is not None
    assert HOSTILE in (item.findtext("description") or "")
    [told] = get("/public/lately.json").body["areas"][:1]
    assert told["name"] == "小区"


@pytest.mark.parametrize("path", ["/public/petitions", "/public/figures", "/public/petitions.csv", "/public/feed", "/public/lately.json"])
def test_a_choice_that_there_is_not_is_refused_and_kept_by_nobody(world: FakePorts, path: str) -> None:
    made = get(f"{path}?area=nowhere")
    assert (made.status, made.headers["cache-control"]) == (400, "no-store")
    assert "nowhere" not in made.words


def test_a_petition_that_is_not_public_is_answered_as_none(world: FakePorts) -> None:
    hidden = report(world).number
    answers = [get("/public/petitions/{number}", number) for number in (hidden, "12345678901234", "x")]
    assert {(each.status, each.words) for each in answers} == {(404, answers[0].words)}
    assert answers[0].headers["cache-control"] == "no-store"


def test_csv_opens_in_a_spreadsheet_and_starts_no_formula(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    number = publish(world, community=None, point=IN_HILL)
    publish(world, community=None, place_words="somewhere")
    made = get("/public/petitions.csv?lang=en")
    assert made.words.startswith("\ufeff")
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(made.words.removeprefix("\ufeff")))}
    assert len(rows) == 2
    row = rows[number]
    assert (row["street"], row["street_name"], row["longitude"], row["latitude"]) == (HILL, "Hill Street", "120.34", "36.08")
    assert (row["category_name"], row["status"]) == ("Lighting", "assigned")
    assert row["url"] == f"https://nuannan.example/public/petitions/{number}?lang=en"
    assert HOSTILE not in made.words, "texts are on the pages alone"
    assert made.headers["content-disposition"].endswith("petitions-D-2025-09.csv")
    renamed = "=1+1"
    monkeypatch.setattr(type(world.districts.current().organisation), "name", lambda *_: renamed)
    [formula, *_] = csv.DictReader(io.StringIO(get("/public/petitions.csv").words.removeprefix("\ufeff")))
    assert formula["street_name"] in ("'=1+1", "")
    assert "'=1+1" in get("/public/petitions.csv").words


def test_geojson_has_a_point_or_says_that_it_has_none(world: FakePorts) -> None:
    located, plain = publish(world, community=None, point=IN_HILL), publish(world)
    made = json.loads(get("/public/petitions.geojson?lang=en").words)
    features = {each["id"]: each for each in made["features"]}
    assert features[located]["geometry"] == {"type": "Point", "coordinates": [120.34, 36.08]}
    assert (features[plain]["geometry"], features[plain]["properties"]["street_name"]) == (None, "Hill Street")
    assert (made["type"], made["licence"]) == ("FeatureCollection", "https://creativecommons.org/licenses/by/4.0/")


def test_feed_names_itself_and_each_petition_once(world: FakePorts) -> None:
    number = publish(world)
    channel = ET.fromstring(get(f"/public/feed?lang=en&area={HILL}&category=01").words).find("channel")  # noqa: S314
    assert channel is not None
    assert channel.findtext("title") == "Public petitions · Hill Street · Lighting"
    link = channel.find("{http://www.w3.org/2005/Atom}link")
    assert link is not None
    assert link.get("href") == f"https://nuannan.example/public/feed?lang=en&area={HILL}&category=01"
    assert [each.findtext("guid") for each in channel.iter("item")] == [number]


def test_sitemap_names_pages_that_there_are_and_nothing_of_anybody(world: FakePorts) -> None:
    number = publish(world)
    hidden = report(world).number
    made = get("/sitemap.xml").words
    addresses = [each.text or "" for each in ET.fromstring(made).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]  # noqa: S314
    assert f"https://nuannan.example/public/petitions/{number}?lang=zh" in addresses
    assert hidden not in made
    assert not [each for each in addresses if "/p/" in each.replace("/public/", "/") or "/desk" in each]
    assert "Sitemap: https://nuannan.example/sitemap.xml" in get("/robots.txt").words


def test_lately_speaks_in_sentences(world: FakePorts) -> None:
    told = get(f"/public/lately.json?lang=en&area={HILL}").body
    assert told["sentences"][0].startswith("Since Friday 1 August 2025, Hill Street has received 0 petitions")
    assert [each["code"] for each in told["areas"][0]["streets"]] == ["S-hill", "S-bay"]
    assert told["bulletin"] is None


@pytest.mark.parametrize(("language", "words", "page"), [("zh", "2025年8月通报", "index.html"), ("en", "Bulletin of August 2025", "en.html")])
def test_lately_names_and_leads_to_the_newest_bulletin(world: FakePorts, language: str, words: str, page: str) -> None:
    world.bulletins.record(BulletinRecord(DISTRICT, "2025-08", 2, 2, world.clock.now(), "d"))
    told = get(f"/public/lately.json?lang={language}").body
    assert told["bulletin"] == {"href": f"/bulletins/{DISTRICT}/2025-08/{page}", "words": words}


def test_a_crash_tells_nothing_and_is_kept_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OSError("secret-host")

    monkeypatch.setattr(held.world.districts, "current", away)
    made = get("/public/petitions")
    assert (made.status, made.headers["cache-control"], "secret-host" in made.words) == (500, "no-store", False)


def test_only_the_filters_that_the_pages_read_part_what_a_front_keeps() -> None:
    from chalicelib.entrypoints.public import FILTERS

    assert set(generated.front()["public_query"]) == {"lang", *FILTERS}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_public_petition_is_followed_by_its_feed(world: FakePorts, language: str) -> None:
    number = publish(world)
    told = get(f"/public/petitions/{{number}}/feed?lang={language}", number)
    assert (told.status, told.headers["content-type"]) == (200, "application/rss+xml; charset=utf-8")
    channel = ET.fromstring(told.words)[0]
    titles = [each.findtext("title") for each in channel.findall("item")]
    assert titles[-1] == ("It was reported." if language == "en" else "有人反映了这件事。")
    assert len({each.findtext("guid") for each in channel.findall("item")}) == len(titles) >= 3
    assert {each.findtext("pubDate")[-14:] for each in channel.findall("item")} == {"12:00:00 +0800"}
    assert "HYPERLINK" not in told.words
    assert f"/public/petitions/{number}/feed?lang={language}" in get(f"/public/petitions/{{number}}?lang={language}", number).words


def test_what_is_not_public_has_no_feed(world: FakePorts) -> None:
    assert get("/public/petitions/{number}/feed", report(world).number).status == 404


def test_a_followed_petition_has_a_feed_of_its_own_and_a_forged_one_has_none(world: FakePorts) -> None:
    token = follow.feed_token(world, report(world).number)
    told, forged = (ask(app, "GET", "/public/followed/{token}", headers={ORIGIN_KEY: "front"}, parts={"token": each}) for each in (token, "x"))
    assert (told.status, forged.status) == (200, 404)
    assert "/p/following" in ET.fromstring(told.words)[0].findtext("link")


def photo(world: FakePorts, number: str, kind: str, slot: int = 1) -> str:
    file = world.ids.token()[:43]
    at = world.clock.now()
    world.photos.held[number, kind, slot] = Photo(number, kind, slot, f"photo-{slot}", file, "x", at, PhotoState.READY)  # type: ignore[arg-type]
    return file


def tick(world: FakePorts, number: str, *files: str, decision: str = "photos") -> None:
    said = Decision(number, petition(world, number).version, decision, photos=files)
    decide(world, said, staff(Role.DISPATCHER, DISTRICT), world.ids.token())


@pytest.mark.parametrize(("language", "alts"), [("zh", ["办理前", "办理后"]), ("en", ["How it was", "How it is now"])])
def test_cleared_photos_are_a_pair_with_captions_and_room_kept_for_them(world: FakePorts, language: str, alts: list[str]) -> None:
    number = publish(world)
    files = [photo(world, number, kind) for kind in ("before", "after")]
    tick(world, number, *files)
    made = get(f"/public/petitions/{{number}}?lang={language}", number)
    assert faults(made.words) == []
    seen = [each.attributes for each in elements(made.words) if each.tag == "img"]
    assert [each["src"] for each in seen] == [world.photo_files.address(file, "small") for file in files]
    assert {(each["width"], each["height"], each["loading"]) for each in seen} == {("480", "360", "lazy")}
    assert all(each["alt"].startswith(alt) for each, alt in zip(seen, alts, strict=True))
    assert all(f"<figcaption>{alt}</figcaption>" in made.words for alt in alts)


def test_addresses_of_photos_outlast_every_kept_copy_of_their_page() -> None:
    """A copy may be KEPT_SECONDS old when it is opened, and what is below the fold is fetched as one comes to it."""
    assert ADDRESS_LASTS.total_seconds() >= 2 * public.KEPT_SECONDS
    assert ADDRESS_LASTS.total_seconds() <= 3600


def test_a_photo_that_nobody_cleared_or_that_is_shown_no_more_is_in_no_public_answer(world: FakePorts) -> None:
    number = publish(world, category="01")
    never, once, large = photo(world, number, "before"), photo(world, number, "before", 2), photo(world, number, "after")
    tick(world, number, once, large)
    answers = [*PAGES, *FILES, "/public/petitions/{number}", "/public/petitions/{number}/feed"]
    told = "".join(get(path, number).words for path in answers)
    assert never not in told
    assert f"{large}/large" not in told
    assert once not in "".join(get(path, number).words for path in answers if path != "/public/petitions/{number}"), "files and lists carry no photo"
    tick(world, number, large)
    assert once not in "".join(get(path, number).words for path in answers)
    for hidden in ({"kind": Kind.ENFORCEMENT}, {"about_staff": True}, {"status": Status.REJECTED}, {"status": Status.MERGED}, {"erased_at": world.clock.now()}):
        standing = world.memory.petitions[number]
        world.memory.petitions[number] = replace(standing, **hidden)
        assert large not in "".join(get(path, number).words for path in answers), hidden
        world.memory.petitions[number] = standing
    assert large in get("/public/petitions/{number}", number).words
    tick(world, number, decision="take_back")
    assert large not in "".join(get(path, number).words for path in answers)


def test_the_list_offers_its_map_only_to_a_script_and_only_where_something_can_be_drawn(world: FakePorts) -> None:
    assert "points.js" not in get("/public/petitions").words
    publish(world)
    found = elements(get("/public/petitions").words)
    [box] = [each for each in found if each.attributes.get("id") == "points"]
    assert "hidden" in box.attributes
    assert box.attributes["data-district"] == world.districts.current().code
    assert box.attributes["data-geojson"].startswith("/public/petitions.geojson?lang=zh&month=")
    assert get("/public/petitions.geojson").status == 200


@pytest.mark.parametrize("url", ["", "https://t.example/{z}/{x}/{y}"])
def test_the_drawing_tells_whose_pictures_may_lie_under_it(world: FakePorts, url: str) -> None:
    world.map_tiles = tiles_from(url, "gcj02", "Somebody", "17")
    told = get("/api/form/map").body
    wanted = {"url": url, "host": "t.example", "datum": "gcj02", "attribution": "Somebody", "max_zoom": 17}
    assert told["tiles"] == (wanted if url else None)
    assert told["streets"]
