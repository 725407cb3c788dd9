"""A district's folder written from what counts: it loads back with no difference, whatever was changed at the desk."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.configuration import Configuration
from chalicelib.domain.ports import Ports
from chalicelib.journey import organise
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.people import DynamoPeople
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.table import Table
from chalicelib.wiring import SystemClock

from infra import people
from infra.district_files import read_directory
from infra.download_district import NotWritten, download, main, toml
from infra.load_district import load, stored
from tests.infra.conftest import DISTRICTS

WORDS = "# 您好，“{number}”\n# 已处理, \"好\"\u2028\u3000；谢谢"


def desk(client: Any) -> Ports:
    """What changing a configuration at the desk needs, over the real stores."""
    held = Table(client, "main")
    made = SimpleNamespace(
        clock=SystemClock(),
        districts=StoredDistricts(held),
        configurations=stored(client, "main"),
        petitions=DynamoPetitions(held, "", lambda _: {}),
        people=DynamoPeople(held),
    )
    return cast("Ports", made)


def change(client: Any, code: str) -> None:
    """Some row of every document that the desk changes, as hard to write as it can be."""
    ports, admin = desk(client), Staff("admin", "Admin", (HeldRole(Role.ADMIN, code),))
    people.add(client, "main", "ann", ("安", "Ann"), [("officer", code)])
    people.add(client, "main", "ben", ("本", "Ben"), [("officer", code)])

    def held() -> Configuration:
        found = ports.configurations.get(code)
        assert found is not None
        return found

    def rows(name: str) -> list[dict[str, Any]]:
        return [dict(row) for row in held().documents.get(name, ())]

    def put_rows(name: str, changed: list[dict[str, Any]], gone: list[str] | None = None) -> None:
        organise.put_rows(ports, admin, code, held().version, name, changed, gone or [])

    (settings,) = rows("settings")
    settings |= {"limit_reveal": 7, "bulletin_review": True, "bulletin_kinds": ["week", "month"], "sms_prices": {"sns": 0.05, "ali yun": 1}}
    settings |= {"name_en": 'A "b" \\ c', "least_confidence": 0.25, "kept_days": 400}
    organise.put(ports, admin, code, held().version, "settings", [settings])
    unit = {"code": "#new", "parent": code, "level": "department", "name_zh": "新,局", "name_en": 'New "Bureau"'}
    with pytest.raises(organise.InvalidInput, match=r".*"):
        organise.put_units(ports, admin, code, held().version, [unit], [])
    organise.put_units(ports, admin, code, held().version, [unit | {"code": f"{code}-new"}], [])
    organise.put(ports, admin, code, held().version, "rules", list(reversed(rows("rules"))))
    cover = {"absent": "ann", "covering": "ben", "from": "2026-10-01T12:00", "to": "2026-10-08"}
    organise.put(ports, admin, code, held().version, "rota", [*rows("rota"), cover])
    first = rows("categories")[0]
    put_rows("categories", [first | {"name_en": " Town, and\r\nmore "}, first | {"code": "98", "name_zh": "#新"}])
    put_rows("questions", [{"category": "98", "name": "when", "kind": "text", "required": "no", "text_zh": "#何时\n？", "text_en": "When?", "choices": ""}])
    put_rows("phrases", [{"name": "#好", "category": "", "text_zh": WORDS, "text_en": ""}])
    put_rows("calendars", [{"year": 2027, "free": ["2027-10-01", "2027-01-01"], "worked": ["2027-10-09"]}], ["2024"])


@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "own"])
@pytest.mark.parametrize("directory", DISTRICTS, ids=lambda path: path.name)
def test_a_folder_loads_back_with_no_difference_after_changes_at_the_desk(
    client: Any, directory: Path, tmp_path: Path, *, fresh: bool
) -> None:
    for each in sorted(DISTRICTS, key=lambda path: path != directory):
        load(each, "main", client)
    code = str(read_directory(directory)["settings"][0]["code"])
    change(client, code)
    target = tmp_path / "new" if fresh else Path(shutil.copytree(directory, tmp_path / "own"))
    changed = download(target, "main", client, code if fresh else "")
    assert "district.toml" in changed
    assert ("areas.geojson" in changed) is fresh
    before = stored(client, "main").get(code)
    assert before is not None
    assert next(row["text_zh"] for row in before.documents["phrases"] if row["name"] == "#好") == WORDS
    assert not load(target, "main", client)
    after = stored(client, "main").get(code)
    assert after is not None
    assert after.version == before.version
    assert download(target, "main", client) == []


def test_what_says_the_same_stays_and_what_differs_keeps_its_comments(client: Any, folder: Path) -> None:
    load(folder, "main", client)
    assert download(folder, "main", client) == []
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    change(client, str(read_directory(folder)["settings"][0]["code"]))
    changed = download(folder, "main", client)
    assert set(changed) == {
        "district.toml", "units.csv", "categories.csv", "questions.csv", "rules.csv", "rota.csv", "phrases.csv",
        "calendars/2024.json", "calendars/2027.json",
    }  # fmt: skip
    assert (folder / "district.toml").read_bytes().splitlines()[0] == before["district.toml"].splitlines()[0]
    assert (folder / "people.csv").read_bytes() == before["people.csv"]


def test_nothing_is_written_over_something_else(client: Any, folder: Path, tmp_path: Path) -> None:
    for each in DISTRICTS:
        load(each, "main", client)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    for target, code, reason in (
        (tmp_path / "notes", "", "no district"),
        (tmp_path / "new", "", "say which district"),
        (tmp_path / "new", "nowhere", "no district nowhere is loaded"),
        (folder, "370202", "is the folder of"),
    ):
        with pytest.raises(NotWritten, match=reason):
            download(target, "main", client, code)
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["mine.txt"]
    assert not (tmp_path / "new").exists()
    assert main([str(tmp_path / "notes"), "--table", "main"]) == 1


def test_what_lies_beside_and_names_what_is_gone_is_told(client: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(folder, "main", client)
    with (folder / "people.csv").open("a", encoding="utf-8") as file:
        file.write("eve,夏娃,Eve,officer,nowhere\n")
    assert main([str(folder), "--table", "main"]) == 1
    assert "there is no unit nowhere" in capsys.readouterr().err


def test_a_setting_that_no_file_can_say_is_told_and_not_dropped() -> None:
    with pytest.raises(NotWritten, match="plan"):
        toml({"plan": None})
