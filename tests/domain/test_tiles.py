"""Whose pictures may lie under a map: what is taken, and everything that is not."""

import pytest
from chalicelib.domain.tiles import Tiles, tiles_from

URL = "https://t0.tiles.example/vec_w/wmts?x={x}&y={y}&z={z}&tk=abc"


def test_no_address_asks_nobody() -> None:
    assert tiles_from("", "nonsense", "", "") is None


@pytest.mark.parametrize(("url", "host"), [(URL, "t0.tiles.example"), ("https://a-b.c.example:8443/{z}/{x}/{y}.png", "a-b.c.example:8443")])
def test_an_address_is_taken_with_its_host(url: str, host: str) -> None:
    assert tiles_from(url, "gcj02", " 天地图 ", "17") == Tiles(url, host, "gcj02", "天地图", 17)


@pytest.mark.parametrize(
    "url",
    [
        "http://t.example/{z}/{x}/{y}", "//t.example/{z}/{x}/{y}", "https://user@t.example/{z}/{x}/{y}", "https://u:p@t.example/{z}/{x}/{y}",
        "https://{x}.t.example/{z}/{x}/{y}", "https://t.example/{z}/{x}", "https://t.example/{z}/{x}/{y}/{s}", "https://t.example/{z}/{x}/{y}/{y}",
        "https://t.example/{z}/{x}/{y}{", "https://t.example/{z}/{x}/{y}}", "https://t.example/{{z}}/{x}/{y}", "https://t.example/{z}/{x}/{y}#a",
        "https://t.example/{z}/{x}/{y};script-src *", "https://t.example *.evil.example/{z}/{x}/{y}", "https://*.example/{z}/{x}/{y}",
        "https://localhost/{z}/{x}/{y}", "https://127.0.0.1/{z}/{x}/{y}", "https://[::1]/{z}/{x}/{y}", "https://T.example/{z}/{x}/{y}",
        "https://t.example:0/{z}/{x}/{y}", "https://t.example:999999/{z}/{x}/{y}", "https://-t.example/{z}/{x}/{y}", "https://t..example/{z}/{x}/{y}",
        "https://t.example\\@evil.example/{z}/{x}/{y}", "https://t.example/{z}/{x}/{y}'", 'https://t.example/{z}/{x}/{y}"', "https://t.example/{z}/{x}/{y}<",
        "https://t.example/{z}/{x}/{y}\n", " https://t.example/{z}/{x}/{y}", "https://例子.example/{z}/{x}/{y}", "https://t.example/{z}/{x}/{y}" + "a" * 500,
        "javascript:alert(1)//{z}{x}{y}", "data:image/png,{z}{x}{y}", "https://t.example{z}/{x}/{y}",
    ],
)  # fmt: skip
def test_an_address_that_could_lead_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="^MapTileUrl"):
        tiles_from(url, "wgs84", "Somebody", "18")


@pytest.mark.parametrize(
    ("datum", "attribution", "zoom", "name"),
    [
        ("bd09", "S", "18", "MapTileDatum"), ("", "S", "18", "MapTileDatum"), ("wgs84", "", "18", "MapTileAttribution"), ("wgs84", " ", "18", "MapTileAttribution"),
        ("wgs84", "a\nb", "18", "MapTileAttribution"), ("wgs84", "a" * 101, "18", "MapTileAttribution"), ("wgs84", "S", "9", "MapTileMaxZoom"),
        ("wgs84", "S", "23", "MapTileMaxZoom"), ("wgs84", "S", "180", "MapTileMaxZoom"), ("wgs84", "S", "1e1", "MapTileMaxZoom"), ("wgs84", "S", "", "MapTileMaxZoom"),
        ("wgs84", "S", "١٨", "MapTileMaxZoom"), ("wgs84", "S", "-18", "MapTileMaxZoom"),
    ],
)  # fmt: skip
def test_what_stands_beside_an_address_is_checked(datum: str, attribution: str, zoom: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}"):
        tiles_from(URL, datum, attribution, zoom)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="MapTileUrl.*MapTileDatum.*MapTileAttribution.*MapTileMaxZoom"):
        tiles_from("http://t.example/", "x", "", "x")
