"""A district's folder: what is refused, and what a load writes."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chalicelib.domain.configuration import Configuration, ConfigurationChange
from chalicelib.domain.document_checks import units_of
from chalicelib.domain.organisation import Organisation, Unit
from chalicelib.domain.places import Area
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.configuration import StoredConfigurations
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.table import Table

from infra import ROOT, load_district
from infra.checked_files import DistrictFaulty
from infra.district_files import read_directory, read_people
from infra.load_district import load, set_site_origin
from tests.storage.samples import petition, submitted

DISTRICTS = sorted(path for path in (ROOT / "infra/districts").iterdir() if path.is_dir())


def held(client: Any, folder: Path) -> Configuration | None:
    code = read_directory(folder)["settings"][0]["code"]
    return load_district.stored(client, "main").get(code)


def changes(client: Any, folder: Path) -> list[ConfigurationChange]:
    code = read_directory(folder)["settings"][0]["code"]
    return list(load_district.stored(client, "main").history(code, 10, None).items)


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def append(path: Path, line: str) -> int:
    """Adds a line; its number."""
    edit(path, lambda text: text + line + "\n")
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_district_is_sound_when_shipped(directory: Path) -> None:
    documents = read_directory(directory)
    organisation = Organisation(Unit(**row) for row in documents["units"])
    assert organisation.unit(documents["settings"][0]["code"]).level == "district"
    assert organisation.root.level == "city"
    areas = {row["code"] for row in documents["areas"]}
    streets = [unit for unit in organisation.units if unit.level == "street"]
    assert all(unit.code in areas for unit in streets)
    assert all(organisation.children(unit.code) for unit in streets)
    assert any(unit.level == "grid" and unit.code in areas for unit in organisation.units)
    assert {person["role"] for person in read_people(directory)} >= {
        "dispatcher", "supervisor", "officer", "grid_worker", "admin",
    }  # fmt: skip


def test_districts_make_one_tree_when_both_are_shipped() -> None:
    first = read_directory(DISTRICTS[0])
    second = read_directory(DISTRICTS[1], units_of([first]))
    tree = Organisation(units_of([first, second]))
    assert len([unit for unit in tree.units if unit.level == "district"]) == len(DISTRICTS) == 2
    assert {unit.code for unit in tree.units if unit.parent is None} == {"3702"}


def test_logins_are_nobody_elses_when_both_are_shipped() -> None:
    logins = [person["login"] for directory in DISTRICTS for person in read_people(directory)]
    assert len(logins) == len(set(logins))


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_district_names_its_source_when_geometry_is_shipped(directory: Path) -> None:
    licences = (directory / "LICENCES.md").read_text(encoding="utf-8")
    for path in directory.glob("*.geojson"):
        source = json.loads(path.read_text(encoding="utf-8"))["attribution"]
        assert path.name in licences
        assert "OpenStreetMap" in source or source.partition(";")[0] in licences


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_maps_name_openstreetmap_where_the_outlines_are_its(directory: Path) -> None:
    source = json.loads((directory / "areas.geojson").read_text(encoding="utf-8"))["attribution"]
    credit = read_directory(directory)["settings"][0].get("areas_credit", "")
    assert ("OpenStreetMap" in credit) == ("OpenStreetMap" in source)


@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_categories_have_words_in_both_languages_when_shipped(directory: Path) -> None:
    rows = read_directory(directory)["categories"]
    below = [(row["code"][:-2], row["name_en"]) for row in rows if len(row["code"]) > 2]
    assert len(below) == len(set(below)) > 100
    assert all(row["name_en"].isascii() and not row["name_zh"].isascii() for row in rows)


def test_taxonomy_has_its_three_levels_when_the_first_district_is_shipped() -> None:
    codes = [row["code"] for row in read_directory(ROOT / "infra/districts/shinan")["categories"]]
    assert [sum(len(code) == digits for code in codes) for digits in (2, 4, 6)] == [15, 118, 517]


def test_streets_cover_their_label_points_when_shipped() -> None:
    given = ROOT.parent / "shared/data/geo/shinan_streets_wgs84.geojson"
    if not given.exists():
        pytest.skip("../shared is not here, so there is nothing to compare the polygons with")
    areas = {row["code"]: row for row in read_directory(ROOT / "infra/districts/shinan")["areas"]}
    for feature in json.loads(given.read_text(encoding="utf-8"))["features"]:
        row = areas[feature["properties"]["code"]]
        area = Area.from_geojson(row["code"], row["level"], row["name"], row["geometry"])
        assert area.contains(*feature["properties"]["label_point"])


FAULTS = [
    ("units.csv", "x-1,nowhere,grid,格,Grid", "x-1: its parent nowhere does not exist"),
    ("units.csv", "x-1,,city,市,City", "x-1: a second root"),
    ("units.csv", "x-1,3702,district,区,District", "x-1: it lies neither above nor below {district}"),
    ("units.csv", "x/1,{district},department,局,Bureau", "x/1: a code must not hold # or /"),
    ("units.csv", "x-1,x-1,street", "the row must have 5 columns"),
    ("units.csv", "x-1,x-1,street,街,,", "the row must have 5 columns"),
    ("units.csv", "x-1,x-1,street,,", "name_zh and name_en must not be empty"),
    ("units.csv", 'x-1,"x', "the line is no CSV"),
    ("categories.csv", "99,新,New,pleasure,2,grid,{district}", "99: the kind pleasure is none of"),
    ("categories.csv", "99,新,New,livelihood,3,grid,{district}", "99: the urgency 3 is none of 1, 2, 5"),
    ("categories.csv", "99,新,New,livelihood,2,city,{district}", "99: the first level city is none of"),
    ("categories.csv", "99,新,New,livelihood,2,grid,{street}", "99: no department"),
    ("categories.csv", "99,新,New,,2,grid,{district}", "99: the kind  is none of"),
    ("categories.csv", "9901,新,New,,,,", "9901: its level above, 99, must stand above it"),
    ("categories.csv", "9,新,New,livelihood,2,grid,{district}", "9: a code has 2, 4 or 6 digits"),
    ("categories.csv", "01,新,New,livelihood,2,grid,{district}", "01: the code is used twice"),
    ("questions.csv", "77,shop,text,no,店,Shop,", "shop: there is no category 77"),
    ("questions.csv", "01,shop,sound,no,店,Shop,", "shop: the kind sound is none of"),
    ("questions.csv", "01,shop,text,maybe,店,Shop,", "shop: required is yes or no"),
    ("questions.csv", "01,a shop,text,no,店,Shop,", "a shop: a name has letters"),
    ("questions.csv", "01,shop,choice,no,店,Shop,", "shop: choices stand where the kind is choice"),
    ("questions.csv", "01,shop,text,no,店,Shop,a:甲:A", "shop: choices stand where the kind is choice"),
    ("questions.csv", "01,shop,choice,no,店,Shop,a:甲", "shop: choices are written code:"),
    ("questions.csv", "01,shop,choice,no,店,Shop,a:甲:A|a:乙:B", "shop: a choice's code is used twice"),
    ("questions.csv", "11,shop,text,no,店,Shop,", "11 shop: it is written twice"),
    ("rules.csv", "new,,,,,,,,nowhere", "new: there is no unit nowhere"),
    ("rules.csv", "new,77,,,,,,,street", "new: there is no category 77"),
    ("rules.csv", "new,,nowhere,,,,,,street", "new: there is no area nowhere"),
    ("rules.csv", "new,,,pigeon,,,,,street", "new: there is no channel pigeon"),
    ("rules.csv", "new,,,,pleasure,,,,street", "new: there is no kind pleasure"),
    ("rules.csv", "new,,,,,3,,,street", "new: there is no urgency 3"),
    ("rules.csv", "new,,,,,,1.5,,street", "new: least_confidence is a number from 0 to 1"),
    ("rules.csv", "new,,,,,,much,,street", "new: least_confidence is a number from 0 to 1"),
    ("rules.csv", "one_step,,,,,,,猫,street", "one_step: this name is kept"),
    ("rules.csv", "new,,,,enforcement,,,,street", "new: law enforcement passes by the rules"),
    ("rules.csv", "business,,,,,,,猫,street", "business: it is written twice"),
    ("rota.csv", "a,b,2026-10-08,2026-10-01", "from must be before to"),
    ("rota.csv", "a,b,soon,later", "from and to are days"),
    ("rota.csv", "a,a,2026-10-01,2026-10-08", "a cannot cover themselves"),
    ("people.csv", "eve,夏娃,Eve,queen,{district}", "the role queen is none of"),
    ("people.csv", "eve,夏娃,Eve,citizen,{district}", "the role citizen is none of"),
    ("people.csv", "eve,夏娃,Eve,officer,nowhere", "there is no unit nowhere"),
]


@pytest.mark.parametrize(("file", "line", "reason"), FAULTS)
def test_row_is_refused_with_its_line_when_it_is_wrong(
    folder: Path, file: str, line: str, reason: str
) -> None:
    documents = read_directory(folder)
    district = documents["settings"][0]["code"]
    street = next(row["code"] for row in documents["units"] if row["level"] == "street")
    place = append(folder / file, line.format(district=district, street=street))
    with pytest.raises(DistrictFaulty) as refused:
        read_directory(folder)
    assert f"{file}:{place}: " in str(refused.value)
    assert reason.format(district=district) in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('hours_start = "08:30"', 'hours_start = "19:00"', "hours_start must be before hours_end"),
        ('hours_start = "08:30"', 'hours_start = "nine"', "zone or hours"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"', "zone or hours"),
        ("response_hours = 2", 'response_hours = "4"', "response_hours is missing or no int"),
        ("response_hours = 2", "response_hours = 0", "every limit must be a whole number above 0"),
        ("5 = 5", "", "closing_days needs 1, 2 and 5"),
        ('name_zh = "', 'name_zh = ', "district.toml:0: "),
        ('code = "', 'code = "x', "is no unit of level district"),
        ("-standards", "-nobody", "discipline_unit 379001-nobody is no unit of the district"),
        ("discipline_unit =", "limit_submit = 0\ndiscipline_unit =", "limit_submit must be a whole number above 0"),
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
    standing, documents = held(client, folder), read_directory(folder)
    assert standing is not None
    assert {name: list(rows) for name, rows in standing.documents.items()} == documents
    assert len(difference.added) == sum(len(rows) for rows in documents.values())
    assert (difference.changed, difference.removed) == ((), ())
    assert len(standing.version) == 16


def test_load_writes_nothing_when_nothing_changed(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    version = held(client, folder).version
    calls: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    assert not load(folder, "main", client)
    assert set(calls) == {"GetItem", "BatchGetItem"}
    assert held(client, folder).version == version
    assert len(changes(client, folder)) == 1


def test_change_is_in_the_history_with_before_and_after_when_files_changed(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    first = held(client, folder).version
    edit(folder / "district.toml", lambda text: text.replace("response_hours = 2", "response_hours = 6"))
    code = read_directory(folder)["settings"][0]["code"]
    append(folder / "units.csv", f"{code}-new,{code},department,新局,New Bureau")
    (folder / "calendars/2024.json").unlink()
    difference = load(folder, "main", client)
    assert (difference.added, difference.changed, difference.removed) == (
        (f"units/{code}-new",), ("settings",), ("calendars/2024",),
    )  # fmt: skip
    newest, oldest = changes(client, folder)
    assert (newest.version_before, newest.version) == (first, held(client, folder).version)
    assert newest.fields["settings"] == {"response_hours": (2, 6)}
    assert newest.fields[f"units/{code}-new"]["name_en"] == (None, "New Bureau")
    assert newest.fields["calendars/2024"]["year"] == (2024, None), "what is gone can be put back"
    assert newest.by.startswith("files")
    assert oldest.version_before == ""


def test_history_tells_of_a_rule_that_only_moved(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    lines = (folder / "rules.csv").read_text(encoding="utf-8").splitlines()
    (folder / "rules.csv").write_text("\n".join([*lines[:-2], lines[-1], lines[-2]]) + "\n", encoding="utf-8")
    assert load(folder, "main", client).changed == ("rules/order",)


def test_load_writes_nothing_when_it_is_a_dry_run_or_the_files_are_faulty(client: Any, folder: Path) -> None:
    assert load(folder, "main", client, dry_run=True).added
    assert held(client, folder) is None
    code = read_directory(folder)["settings"][0]["code"]
    append(folder / "units.csv", "x,nowhere,grid,格,Grid")
    with pytest.raises(DistrictFaulty):
        load(folder, "main", client)
    assert load_district.stored(client, "main").get(code) is None


def test_reader_finds_all_of_the_old_configuration_when_a_load_is_cut_off(
    client: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, "main", client)
    before = held(client, folder)
    edit(folder / "district.toml", lambda text: text.replace("response_hours = 2", "response_hours = 6"))
    with monkeypatch.context() as cut:
        cut.setattr(StoredConfigurations, "_move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            load(folder, "main", client)
    assert held(client, folder) == before
    assert load(folder, "main", client).changed == ("settings",)


def test_load_is_refused_when_somebody_changed_the_district_meanwhile(
    client: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, "main", client)
    edit(folder / "district.toml", lambda text: text.replace("response_hours = 2", "response_hours = 6"))
    put = StoredConfigurations._put

    def meanwhile(self: StoredConfigurations, after: Configuration, standing: Any) -> Any:
        monkeypatch.setattr(StoredConfigurations, "_put", put)
        edit(folder / "district.toml", lambda text: text.replace("response_hours = 6", "response_hours = 8"))
        load(folder, "main", client)
        return put(self, after, standing)

    monkeypatch.setattr(StoredConfigurations, "_put", meanwhile)
    with pytest.raises(RuntimeError, match="was changed meanwhile"):
        load(folder, "main", client)
    assert held(client, folder).documents["settings"][0]["response_hours"] == 8


def test_district_stays_when_another_is_loaded(client: Any) -> None:
    for directory in DISTRICTS:
        load(directory, "main", client)
    codes = list(load_district.stored(client, "main").heads().by_code)
    assert codes == [read_directory(each)["settings"][0]["code"] for each in DISTRICTS]
    districts = StoredDistricts(Table(client, "main"))
    assert districts.current().code == codes[0]
    for directory, code in zip(DISTRICTS, codes, strict=True):
        street = next(row["code"] for row in read_directory(directory)["units"] if row["level"] == "street")
        assert districts.of(street).code == districts.of(code).code == code
        assert len(districts.of(street).organisation.ancestors(street)) == 3
    assert districts.of("3702").code == districts.of("nowhere").code == codes[0]


def test_load_is_refused_with_file_and_line_when_it_writes_the_city_otherwise(client: Any, folder: Path) -> None:
    load(DISTRICTS[1], "main", client)
    edit(folder / "units.csv", lambda text: text.replace("Qingdao", "Tsingtao"))
    with pytest.raises(DistrictFaulty, match=r"units.csv:3: 3702: another district that is loaded writes"):
        load(folder, "main", client)


def test_load_is_refused_when_a_unit_is_another_districts(client: Any, folder: Path) -> None:
    load(DISTRICTS[1], "main", client)
    code = read_directory(folder)["settings"][0]["code"]
    line = append(folder / "units.csv", f"370202001,{code},street,街,Street")
    with pytest.raises(DistrictFaulty, match=rf"units.csv:{line}: 370202001: another district"):
        load(folder, "main", client)


def test_rule_is_refused_when_an_earlier_one_takes_all_of_it(folder: Path) -> None:
    line = append(folder / "rules.csv", "narrow,,379001001001,,development,5,0.9,,379001-works")
    with pytest.raises(DistrictFaulty, match=rf"rules.csv:{line}: narrow: never reached, as business"):
        read_directory(folder)


def test_load_leaves_other_items_alone_when_it_removes(client: Any, folder: Path) -> None:
    other = {"pk": {"S": "PERSON#eve"}, "sk": {"S": "PERSON"}}
    client.put_item(TableName="main", Item=other)
    load(folder, "main", client)
    assert client.get_item(TableName="main", Key=other)["Item"] == other


def test_site_origin_is_kept_when_the_district_is_loaded_again(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    set_site_origin(client, "main", "https://a.example")
    assert not load(folder, "main", client)
    assert StoredDistricts(Table(client, "main")).current().site_origin == "https://a.example"
    load(folder, "main", client, "https://b.example")
    assert StoredDistricts(Table(client, "main")).current().site_origin == "https://b.example"


def test_site_origin_is_refused_when_no_district_is_loaded(client: Any) -> None:
    with pytest.raises(LookupError, match="no district is loaded"):
        set_site_origin(client, "main", "https://a.example")


def test_document_comes_back_whole_when_it_is_larger_than_an_item(client: Any, folder: Path) -> None:
    code = read_directory(folder)["settings"][0]["code"]
    with (folder / "units.csv").open("a", encoding="utf-8") as stream:
        stream.writelines(f"{code}-{n},{code},department,{'局' * 100}{n},Bureau {n}\n" for n in range(2000))
    load(folder, "main", client)
    assert held(client, folder).documents["units"] == read_directory(folder)["units"]


def test_command_tells_what_it_did_when_run(
    client: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load_district.main([str(folder), "--table", "main", "--dry-run"]) == 0
    assert "  + settings\n" in capsys.readouterr().out
    assert held(client, folder) is None
    assert load_district.main([str(folder), "--table", "main"]) == 0
    told = capsys.readouterr().out
    rows = sum(len(each) for each in read_directory(folder).values())
    assert told.startswith(f"Loaded: {rows} added, 0 changed, 0 removed")
    assert "so the command centre gets them: 02" in told
    edit(folder / "district.toml", lambda text: text.replace("response_hours = 2", "response_hours = 6"))
    assert load_district.main([str(folder), "--table", "main", "--dry-run"]) == 0
    assert "  ~ settings\n      response_hours: 2 -> 6\n" in capsys.readouterr().out
    assert load_district.main([str(folder), "--table", "nowhere"]) == 1
    assert "The table could not be used" in capsys.readouterr().err
    append(folder / "units.csv", "x,nowhere,grid,格,Grid")
    assert load_district.main([str(folder), "--table", "main"]) == 1
    assert "Nothing was loaded" in capsys.readouterr().err


def test_unit_is_not_loaded_away_when_it_still_has_petitions(client: Any, folder: Path) -> None:
    district = read_directory(folder)["settings"][0]["code"]
    append(folder / "units.csv", f"{district}-old,{district},department,旧局,Old Bureau")
    load(folder, "main", client)
    waiting = replace(petition(1), owner=f"{district}-old", district=district)
    DynamoPetitions(Table(client, "main"), "", lambda _: {}).commit(submitted(waiting))
    edit(folder / "units.csv", lambda text: "".join(text.splitlines(keepends=True)[:-1]))
    before = held(client, folder)
    for dry_run in (True, False):
        with pytest.raises(DistrictFaulty, match=rf"{district}-old is gone from the file and still has open petitions"):
            load(folder, "main", client, dry_run=dry_run)
    assert held(client, folder) == before
    client.delete_item(TableName="main", Key={"pk": {"S": f"P#{waiting.number}"}, "sk": {"S": "A"}})
    assert load(folder, "main", client).removed == (f"units/{district}-old",)


def test_a_limit_that_does_nothing_in_a_second_district_is_told(
    client: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / "district.toml", lambda text: text.replace("discipline_unit =", "limit_submit = 7\nlimit_reveal = 7\ndiscipline_unit ="))
    assert load_district.main([str(DISTRICTS[1]), "--table", "main"]) == 0
    assert "do nothing here" not in capsys.readouterr().out
    assert load_district.main([str(folder), "--table", "main"]) == 0
    assert "do nothing here: limit_submit\n" in capsys.readouterr().out
