"""A district's folder: what is refused, and what a load writes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chalicelib.domain.organisation import Organisation, Unit
from chalicelib.domain.places import Area

from infra import ROOT, load_district
from infra.checked_files import DistrictFaulty
from infra.district_files import read_directory, read_people
from infra.load_district import load, set_site_origin

DISTRICTS = sorted(path for path in (ROOT / "infra/districts").iterdir() if path.is_dir())


def stored(client: Any) -> dict[str, str]:
    items = client.query(
        TableName="main",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "CONFIG"}},
    )["Items"]
    return {item["sk"]["S"]: item["body"]["S"] for item in items}


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def append(path: Path, line: str) -> int:
    """Adds a line; its number."""
    edit(path, lambda text: text + line + "\n")
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_district_is_sound_when_shipped(directory: Path) -> None:
    bodies = read_directory(directory)
    organisation = Organisation(Unit(**body) for key, body in bodies.items() if key.startswith("UNIT#"))
    assert organisation.unit(bodies["SETTINGS"]["code"]).level == "district"
    streets = [unit for unit in organisation.units if unit.level == "street"]
    assert all(f"AREA#{unit.code}" in bodies for unit in streets)
    assert all(organisation.children(unit.code) for unit in streets)
    assert {person["role"] for person in read_people(directory)} >= {
        "dispatcher", "supervisor", "officer", "grid_worker",
    }  # fmt: skip


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_district_names_its_source_when_geometry_is_shipped(directory: Path) -> None:
    for path in directory.glob("*.geojson"):
        assert "OpenStreetMap" in json.loads(path.read_text(encoding="utf-8"))["attribution"]
        assert path.name in (directory / "LICENCES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_categories_have_words_in_both_languages_when_shipped(directory: Path) -> None:
    bodies = [body for key, body in read_directory(directory).items() if key.startswith("CATEGORY#")]
    second = [body["name_en"] for body in bodies if body["code"] != body["level1"]]
    assert len(second) == len(set(second)) > 100
    assert all(body["name_en"].isascii() and not body["name_zh"].isascii() for body in bodies)


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_streets_cover_their_label_points_when_shipped(directory: Path) -> None:
    given = ROOT.parent / "shared/data/geo/shinan_streets_wgs84.geojson"
    if not given.exists():
        pytest.skip("../shared is not here, so there is nothing to compare the polygons with")
    bodies = read_directory(directory)
    for feature in json.loads(given.read_text(encoding="utf-8"))["features"]:
        body = bodies[f"AREA#{feature['properties']['code']}"]
        area = Area.from_geojson(body["code"], body["level"], body["name"], body["geometry"])
        assert area.contains(*feature["properties"]["label_point"])


FAULTS = [
    ("units.csv", "x-1,nowhere,grid,格,Grid", "x-1: its parent nowhere does not exist"),
    ("units.csv", "x-1,,city,市,City", "x-1: a second root"),
    ("units.csv", "x-1,x-1,street", "the row must have 5 columns"),
    ("units.csv", "x-1,x-1,street,街,,", "the row must have 5 columns"),
    ("units.csv", "x-1,x-1,street,,", "name_zh and name_en must not be empty"),
    ("units.csv", 'x-1,"x', "the line is no CSV"),
    ("categories.csv", "99,99,新,New,pleasure,2,{district}", "99: the kind pleasure is none of"),
    ("categories.csv", "99,99,新,New,livelihood,3,{district}", "99: the urgency 3 is none of 1, 2, 5"),
    ("categories.csv", "99,99,新,New,livelihood,2,{street}", "99: no department"),
    ("categories.csv", "9901,99,新,New,livelihood,2,{district}", "9901: its level1 99 must stand above it"),
    ("categories.csv", "01,01,新,New,livelihood,2,{district}", "01: the code is used twice"),
    ("people.csv", "eve,夏娃,Eve,queen,{district}", "the role queen is none of"),
    ("people.csv", "eve,夏娃,Eve,citizen,{district}", "the role citizen is none of"),
    ("people.csv", "eve,夏娃,Eve,officer,nowhere", "there is no unit nowhere"),
]


@pytest.mark.parametrize(("file", "line", "reason"), FAULTS)
def test_row_is_refused_with_its_line_when_it_is_wrong(
    folder: Path, file: str, line: str, reason: str
) -> None:
    bodies = read_directory(folder)
    street = next(key[5:] for key, body in bodies.items() if body.get("level") == "street")
    place = append(folder / file, line.format(district=bodies["SETTINGS"]["code"], street=street))
    with pytest.raises(DistrictFaulty) as refused:
        read_directory(folder)
    assert f"{file}:{place}: " in str(refused.value)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('hours_start = "09:00"', 'hours_start = "19:00"', "hours_start must be before hours_end"),
        ('hours_start = "09:00"', 'hours_start = "nine"', "zone or hours"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"', "zone or hours"),
        ("response_hours = 4", 'response_hours = "4"', "response_hours is missing or no int"),
        ("response_hours = 4", "response_hours = 0", "every limit must be a whole number above 0"),
        ("5 = 5", "", "closing_days needs 1, 2 and 5"),
        ('name_zh = "', 'name_zh = ', "district.toml:0: "),
        ('code = "', 'code = "x', "is no unit of level district"),
    ],
)  # fmt: skip
def test_settings_are_refused_when_they_make_no_sense(folder: Path, old: str, new: str, reason: str) -> None:
    edit(folder / "district.toml", lambda text: text.replace(old, new))
    with pytest.raises(DistrictFaulty) as refused:
        read_directory(folder)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("{", "areas.geojson:1: the file is no JSON"),
        ("[]", "areas.geojson:1: the file must hold one JSON object"),
        ('{"features":[{}]}', "areas.geojson:1: feature 1 has no properties"),
        (
            '{"features":[{"properties":{"code":"x","level":"street","name":"x"},"geometry":{"type":"Point"}}]}',
            "areas.geojson:1: feature 1: area x: Point is no Polygon",
        ),
        (
            '{"features":[{"properties":{"code":"x","level":"street","name":"x"},"geometry":'
            + '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1]]]}}]}',
            "areas.geojson:1: there is no street x in units.csv",
        ),
    ],
)
def test_areas_are_refused_when_they_are_no_geometry_of_ours(folder: Path, written: str, reason: str) -> None:
    (folder / "areas.geojson").write_text(written)
    with pytest.raises(DistrictFaulty) as refused:
        read_directory(folder)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('{"free":["2027-01-01"]}', "it needs free and worked"),
        ('{"free":["1 January"],"worked":[]}', "it needs free and worked"),
        (
            '{"free":["2026-01-01"],"worked":[]}',
            "2026-01-01 is no free weekday or worked weekend day of 2027",
        ),
        ('{"free":["2027-01-02"],"worked":[]}', "2027-01-02 is no free weekday"),
        ('{"free":[],"worked":["2027-01-04"]}', "2027-01-04 is no free weekday"),
    ],
)
def test_calendar_is_refused_when_its_days_are_wrong(folder: Path, written: str, reason: str) -> None:
    (folder / "calendars/2027.json").write_text(written)
    with pytest.raises(DistrictFaulty) as refused:
        read_directory(folder)
    assert f"calendars/2027.json:0: {reason}" in str(refused.value)


def test_folder_is_refused_with_every_fault_when_files_are_missing(folder: Path) -> None:
    (folder / "units.csv").unlink()
    (folder / "outline.geojson").unlink()
    for path in (folder / "calendars").iterdir():
        path.unlink()
    with pytest.raises(DistrictFaulty) as refused:
        read_directory(folder)
    for fault in (
        "units.csv:0: the file is missing",
        "outline.geojson:0: the file is missing",
        "calendars/:0: ",
    ):
        assert fault in str(refused.value)
    with pytest.raises(DistrictFaulty, match="no such folder"):
        read_directory(folder / "nowhere")


def test_csv_is_read_when_a_spreadsheet_put_a_byte_order_mark_first(folder: Path) -> None:
    before = read_directory(folder)
    path = folder / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    path = folder / "categories.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_directory(folder) == before


def test_csv_is_refused_with_its_line_when_it_is_not_utf8(folder: Path) -> None:
    path = folder / "people.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines) + "eve,夏娃".encode("gbk"))
    with pytest.raises(DistrictFaulty, match=rf"people.csv:{len(lines) + 1}: the file is not UTF-8"):
        read_directory(folder)


def test_load_writes_everything_when_the_table_is_empty(client: Any, folder: Path) -> None:
    difference = load(folder, "main", client)
    bodies = read_directory(folder)
    held = stored(client)
    assert set(difference.added) == set(bodies)
    assert (difference.changed, difference.removed) == ([], [])
    version = held.pop("VERSION")
    bodies["SETTINGS"]["site_origin"] = ""
    assert {key: json.loads(body) for key, body in held.items()} == bodies
    assert len(version) == 16


def test_load_writes_nothing_when_nothing_changed(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    version = stored(client)["VERSION"]
    calls: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    assert load(folder, "main", client) == load_district.Difference([], [], [])
    assert set(calls) == {"Query"}
    assert stored(client)["VERSION"] == version


def test_load_writes_only_the_difference_when_files_changed(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    version = stored(client)["VERSION"]
    edit(folder / "district.toml", lambda text: text.replace("response_hours = 4", "response_hours = 6"))
    code = read_directory(folder)["SETTINGS"]["code"]
    append(folder / "units.csv", f"{code}-new,{code},department,新局,New Bureau")
    (folder / "calendars/2024.json").unlink()
    difference = load(folder, "main", client)
    assert difference == load_district.Difference([f"UNIT#{code}-new"], ["SETTINGS"], ["CALENDAR#2024"])
    assert "CALENDAR#2024" not in stored(client)
    assert stored(client)["VERSION"] != version


def test_load_writes_nothing_when_it_is_a_dry_run_or_the_files_are_faulty(client: Any, folder: Path) -> None:
    assert load(folder, "main", client, dry_run=True).added
    append(folder / "units.csv", "x,nowhere,grid,格,Grid")
    with pytest.raises(DistrictFaulty):
        load(folder, "main", client)
    assert stored(client) == {}


def test_load_finishes_the_version_when_an_earlier_load_was_cut_off(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    version = stored(client)["VERSION"]
    client.delete_item(TableName="main", Key={"pk": {"S": "CONFIG"}, "sk": {"S": "VERSION"}})
    load(folder, "main", client)
    assert stored(client)["VERSION"] == version


def test_load_leaves_other_items_alone_when_it_removes(client: Any, folder: Path) -> None:
    other = {"pk": {"S": "PERSON#eve"}, "sk": {"S": "PERSON"}}
    client.put_item(TableName="main", Item=other)
    load(folder, "main", client)
    assert client.get_item(TableName="main", Key=other)["Item"] == other


def test_site_origin_is_kept_when_the_district_is_loaded_again(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    version = stored(client)["VERSION"]
    set_site_origin(client, "main", "https://a.example")
    changed = stored(client)["VERSION"]
    assert changed != version
    assert load(folder, "main", client) == load_district.Difference([], [], [])
    assert json.loads(stored(client)["SETTINGS"])["site_origin"] == "https://a.example"
    assert stored(client)["VERSION"] == changed
    assert load(folder, "main", client, "https://b.example").changed == ["SETTINGS"]
    assert json.loads(stored(client)["SETTINGS"])["site_origin"] == "https://b.example"


def test_site_origin_is_refused_when_no_district_is_loaded(client: Any) -> None:
    with pytest.raises(LookupError, match="no district is loaded"):
        set_site_origin(client, "main", "https://a.example")


def test_command_tells_what_it_did_when_run(
    client: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load_district.main([str(folder), "--table", "main", "--dry-run"]) == 0
    assert "  + SETTINGS\n" in capsys.readouterr().out
    assert stored(client) == {}
    assert load_district.main([str(folder), "--table", "main"]) == 0
    assert capsys.readouterr().out.startswith(
        f"Loaded: {len(read_directory(folder))} added, 0 changed, 0 removed"
    )
    assert load_district.main([str(folder), "--table", "nowhere"]) == 1
    assert "The table nowhere could not be used" in capsys.readouterr().err
    append(folder / "units.csv", "x,nowhere,grid,格,Grid")
    assert load_district.main([str(folder), "--table", "main"]) == 1
    assert "Nothing was loaded" in capsys.readouterr().err
