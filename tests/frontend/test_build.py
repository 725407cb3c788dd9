import base64
import gzip
import hashlib
import json
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from chalicelib.domain import lifecycle
from chalicelib.domain.petition import Status
from chalicelib.domain.reasons import REJECT_REASONS
from chalicelib.domain.settings_offered import OFFERED
from chalicelib.journey.door import LIMITS
from chalicelib.journey.organise import SMS_LIMIT
from PIL import Image

from frontend import build as builder
from frontend import catalogues, icons, vendored
from tests.frontend.desk_world import item, me
from tests.frontend.markup import elements, faults

SERVED_BY_FUNCTIONS = re.compile(r"^/(p|s|api|bulletins|public)/")
MOST_BYTES_OF_THE_DESK = 60 * 1024  # Source: web.md, figures
LEAST_COMPRESSED_BYTES = 1_000
MOST_BYTES_BEFORE_FIRST_INTERACTION = 20 * 1024  # Source: web.md, figures


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def file_of(site: Path, address: str) -> Path:
    path = site / address.partition("?")[0].partition("#")[0].lstrip("/")
    return path / "index.html" if address.endswith("/") else path


def test_pages_keep_the_rules_in_both_languages(site: Path) -> None:
    assert len(pages(site)) == 18
    assert {str(page): wrong for page in pages(site) if (wrong := faults(page.read_text()))} == {}


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for page in pages(site):
        for element in elements(page.read_text()):
            address = element.attributes.get("href") or element.attributes.get("src") or ""
            local = address.startswith("/") and not SERVED_BY_FUNCTIONS.match(address)
            if local and not file_of(site, address).is_file():
                broken.append((str(page), address))
    assert broken == []


def test_every_module_that_is_imported_exists(site: Path) -> None:
    for module in site.rglob("*.js"):
        for name in re.findall(r'from "([^"]+)"', module.read_text()):
            assert (module.parent / name).resolve().is_file(), (module, name)


def test_a_page_names_its_language_and_leads_to_the_other(site: Path) -> None:
    for page in pages(site):
        found = elements(page.read_text())
        english = page.relative_to(site).parts[0] == "en"
        assert found[0].attributes["lang"] == ("en" if english else "zh-CN")
        [switch] = [each for each in found if "hreflang" in each.attributes]
        assert switch.attributes["href"].startswith("/en/") is not english


def test_scripts_lie_in_a_folder_named_by_their_content(site: Path) -> None:
    folders = {path.relative_to(site).parts[1] for path in site.glob("assets/*/**/*.js")}
    assert len(folders) == 1
    assert re.fullmatch(r"[0-9a-f]{12}", folders.pop())


def test_the_worker_keeps_the_form_whole_and_nothing_of_the_desk(site: Path) -> None:
    [kept] = [line for line in (site / "sw.js").read_text().splitlines() if line.startswith("const FILES = ")]
    names = json.loads(kept.removeprefix("const FILES = ").removesuffix(";"))
    assert [name for name in names if not file_of(site, name).is_file()] == []
    assert [name for name in names if "desk" in name or "vendor" in name] == []
    for page in ("/", "/report/", "/en/", "/en/report/"):
        loaded = [each.attributes for each in elements(file_of(site, page).read_text()) if each.tag in ("link", "script")]
        asked_by_phones = ("alternate", "manifest", "apple-touch-icon")
        wanted = {each.get("href") or each["src"] for each in loaded if each.get("rel") not in asked_by_phones}
        assert {page, *wanted} <= set(names)


@pytest.mark.parametrize("folder", ["", "en/"])
def test_the_desks_worker_keeps_its_page_and_every_script_that_these_import(site: Path, folder: str) -> None:
    told = (site / folder / "desk/sw.js").read_text()
    [kept] = [line for line in told.splitlines() if line.startswith("const FILES = ")]
    names = json.loads(kept.removeprefix("const FILES = ").removesuffix(";"))
    assert [name for name in names if not file_of(site, name).is_file()] == []
    assert names[0] == f"/{folder}desk/"
    assert not any(name.startswith("/api/") for name in names)
    assert 'const LISTS = [];' in told
    scripts = [file_of(site, name) for name in names if name.endswith(".js")]
    imported = {
        (script.parent / each).resolve()
        for script in scripts
        for each in re.findall(r"(?:from |import\()\"(\.[^\"]+)\"", script.read_text())
    }
    assert imported <= {script.resolve() for script in scripts}
    page = [each.attributes for each in elements(file_of(site, names[0]).read_text()) if each.tag in ("link", "script")]
    wanted = {each.get("href") or each["src"] for each in page if each.get("rel") != "alternate"}
    assert wanted <= set(names)


@pytest.mark.parametrize("name", ["report/index.html", "en/desk/index.html", "desk/enrol/index.html"])
def test_a_page_fetches_early_what_its_script_imports_at_once_and_nothing_else(site: Path, name: str) -> None:
    found = elements((site / name).read_text())
    [entry] = [file_of(site, each.attributes["src"]) for each in found if each.attributes.get("type") == "module"]
    early = {file_of(site, each.attributes["href"]).resolve() for each in found if each.attributes.get("rel") == "modulepreload"}
    wanted: set[Path] = set()
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        imported = {(path.parent / each).resolve() for each in re.findall(r'(?:from|import) "(\.[^"]+)"', path.read_text())} - wanted
        wanted |= imported
        waiting += imported
    assert early == wanted != set()


def test_the_worker_is_another_one_when_a_page_it_keeps_changes(site: Path, tmp_path: Path) -> None:
    other = builder.build(tmp_path / "other", {"zh": "另一区", "en": "Another District"})
    assert (site / "sw.js").read_bytes() != (other / "sw.js").read_bytes()


def test_the_same_sources_build_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = builder.build(tmp_path / "again", {"zh": "某区", "en": "Some District"})
    assert {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()} == {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogue_is_complete(language: str) -> None:
    assert catalogues.faults(language) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_catalogue_says_nothing_of_the_hour(language: str) -> None:
    said = BytesIO()
    write_mo(said, catalogues.kept(language))
    assert f"{datetime.now(UTC):%Y-%m-%d}".encode() not in said.getvalue()


def test_the_catalogues_hold_nothing_that_is_not_said() -> None:
    wanted = {message.id for message in catalogues.wanted() if message.id}
    for language in catalogues.LANGUAGES:
        assert {message.id for message in catalogues.kept(language) if message.id} == wanted


def test_the_build_fails_naming_the_sentence_when_one_is_untranslated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in catalogues.LOCALES.glob("*.po"):
        text = path.read_text().replace(
            'msgid "Is it solved?"\nmsgstr "问题解决了吗？"', 'msgid "Is it solved?"\nmsgstr ""'
        )
        (tmp_path / path.name).write_text(text)
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    with pytest.raises(catalogues.Untranslated, match=r"zh: not translated: 'Is it solved\?'"):
        builder.build(tmp_path / "out")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert builder.main(["--out", str(tmp_path)]) == 1
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_no_page_holds_a_district_of_its_own(site: Path, tmp_path: Path) -> None:
    assert "某区" in (site / "index.html").read_text()
    assert "某区" not in (builder.build(tmp_path / "out") / "index.html").read_text()


def _sent(content: bytes) -> int:
    """How many bytes CloudFront sends of a file. Source: "Serve compressed files", Developer Guide: none under 1,000 B is compressed."""
    return len(content) if len(content) < LEAST_COMPRESSED_BYTES else len(gzip.compress(content, 9, mtime=0))


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_report_page_is_light(site: Path, language: str) -> None:
    page = site / ("" if language == "zh" else language) / "report" / "index.html"
    loaded = [each.attributes for each in elements(page.read_text()) if each.tag in ("link", "script")]
    files = {page} | {file_of(site, each.get("href") or each["src"]) for each in loaded}
    weights = {path.name: _sent(path.read_bytes()) for path in files}
    print(f"\nreport page ({language}), gzip: {sum(weights.values())} bytes {weights}")
    assert sum(weights.values()) < MOST_BYTES_BEFORE_FIRST_INTERACTION


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_desks_first_screen_is_light_with_fifty_petitions(site: Path, language: str) -> None:
    """Every module that the first screen loads, whoever imports it, and the one answer."""
    page = site / ("" if language == "zh" else language) / "desk" / "index.html"
    loaded = [each.attributes for each in elements(page.read_text()) if each.tag in ("link", "script")]
    files = {page} | {file_of(site, each.get("href") or each["src"]) for each in loaded}
    open_files = [path for path in files if path.suffix == ".js"]
    while open_files:
        path = open_files.pop()
        found = {(path.parent / name).resolve() for name in re.findall(r'from "(\.[^"]+)"', path.read_text())} - files
        files |= found
        open_files += found
    answer = json.dumps({"me": me("officer"), "items": [item(place) for place in range(50)]}, ensure_ascii=False).encode()
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in files}
    whole = sum(weights.values()) + len(gzip.compress(answer, 9, mtime=0))
    print(f"\ndesk, first screen ({language}), gzip: {whole} bytes, {len(files)} files {weights}")
    assert whole < MOST_BYTES_OF_THE_DESK


def test_what_is_not_ours_is_as_it_was_published() -> None:
    named = json.loads((builder.VENDOR / "vendor.json").read_text())
    assert {each["file"] for each in named} == {path.name for path in builder.VENDOR.iterdir()} - {"vendor.json"}
    for each in named:
        assert hashlib.sha256((builder.VENDOR / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        assert each["licence"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", each["version"])


@pytest.mark.parametrize(("folder", "name"), [("", "暖南"), ("en/", "Nuannan")])
def test_a_phone_finds_name_language_and_icons_for_its_home_screen(site: Path, folder: str, name: str) -> None:
    told = json.loads((site / folder / "manifest.webmanifest").read_text("utf-8"))
    assert (told["name"], told["start_url"], told["display"]) == (name, f"/{folder}", "minimal-ui")
    assert {each["purpose"] for each in told["icons"] if "purpose" in each} == {"any", "maskable"}
    for each in told["icons"]:
        file = file_of(site, each["src"])
        if file.suffix == ".png":
            with Image.open(file) as picture:
                assert (f"{picture.width}x{picture.height}", picture.format) == (each["sizes"], "PNG")
    # From the home page alone, so that the form weighs nothing more.
    home = elements((site / folder / "index.html").read_text())
    links = {each.attributes.get("rel"): each.attributes.get("href") for each in home if each.tag == "link"}
    assert links["manifest"] == f"/{folder}manifest.webmanifest"
    assert file_of(site, str(links["apple-touch-icon"])).is_file()


def test_icons_are_drawn_from_the_drawing_as_it_is() -> None:
    for size in icons.SIZES:
        with Image.open(icons.ICONS / f"icon-{size}.png") as picture:
            assert picture.info[icons.DRAWN_FROM] == icons.digest(), "draw them anew: python -m frontend.icons"


def test_a_script_that_loads_what_is_not_ours_knows_its_digest(site: Path) -> None:
    [module] = site.glob("assets/*/digests.js")
    told = json.loads(module.read_text().removeprefix("export const DIGESTS = ").removesuffix(";\n"))
    assert told == {
        each["file"]: "sha384-" + base64.b64encode(hashlib.sha384((module.parent / "vendor" / each["file"]).read_bytes()).digest()).decode()
        for each in vendored.named()
    }


def test_the_citizens_worker_fetches_no_map_library_but_keeps_one_that_was_loaded(site: Path) -> None:
    told = {name: json.loads(value) for name, value in re.findall(r"^const (FILES|LATER) = (.*);$", (site / "sw.js").read_text(), re.MULTILINE)}
    assert {each.rpartition("/")[2] for each in told["LATER"]} == {"leaflet.js", "leaflet.css", "gcoord.global.prod.js"}
    assert all(file_of(site, each).is_file() for each in told["LATER"])
    assert not set(told["LATER"]) & set(told["FILES"])
    assert {"map.js", "map.css", "map_words.js", "drawn_map.js", "library.js", "digests.js", "pin.js", "outline.js"} <= {each.rpartition("/")[2] for each in told["FILES"]}


def test_the_public_lists_script_knows_the_folder_of_what_it_loads(site: Path) -> None:
    [folder] = re.findall(r'^const HASHED = "(.*)";$', (site / "assets/points.js").read_text(), re.MULTILINE)
    assert file_of(site, f"{folder}points_map.js").is_file()


def test_a_refreshed_file_that_is_not_the_one_named_is_refused_and_nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in vendored.VENDOR.iterdir()}
    first, *others = vendored.named()
    (tmp_path / "vendor.json").write_text(json.dumps([{**first, "sha256": "0" * 64}, *others]))
    monkeypatch.setattr(vendored, "LIST", tmp_path / "vendor.json")
    monkeypatch.setattr(vendored, "published", lambda each, _: before[each["file"]])
    with pytest.raises(vendored.Unexpected, match=first["file"]):
        vendored.refresh(trust=False)
    assert {path.name: path.read_bytes() for path in vendored.VENDOR.iterdir()} == before


def test_a_file_that_is_not_ours_is_loaded_by_its_digest(site: Path) -> None:
    for page in ("desk/index.html", "en/desk/index.html"):
        found = [each.attributes for each in elements((site / page).read_text()) if "/vendor/" in (each.attributes.get("href") or "")]
        assert found
        for each in found:
            digest = base64.b64encode(hashlib.sha384(file_of(site, each["href"]).read_bytes()).digest()).decode()
            assert each["integrity"] == f"sha384-{digest}"


def test_the_desk_has_words_for_everything_that_can_happen(site: Path) -> None:
    for page in ("desk/index.html", "en/desk/index.html"):
        [desk] = [each for each in elements((site / page).read_text()) if each.attributes.get("id") == "desk"]
        words = json.loads(desk.attributes["data-words"])
        assert set(words["actions"]) == {action.value for action in lifecycle.Action}
        assert set(words["statuses"]) == {status.value for status in Status}
        assert {need for edge in lifecycle.EDGES for need in edge.demands} <= set(words["needs"])
        assert {offer for each in lifecycle.OFFERS.values() for offer in each} <= set(words["needs"])
        assert set(words["reasons"]) == REJECT_REASONS


def test_administration_has_words_for_every_limit_in_each_language(site: Path) -> None:
    [module] = site.glob("assets/*/desk/admin_words.js")
    [said] = re.findall(r"^const SAID = (.*);$", module.read_text(), re.MULTILINE)
    words = json.loads(said)
    assert set(words) == set(catalogues.LANGUAGES)
    for language, own in words.items():
        page = site / ("" if language == "zh" else language) / "desk" / "index.html"
        [desk] = [each for each in elements(page.read_text()) if each.attributes.get("id") == "desk"]
        assert own.keys().isdisjoint(json.loads(desk.attributes["data-words"])), "one would put out the other"
        assert {each.name for each in OFFERED} <= set(own["settings"])
        assert {*(f"limit_{what}" for what in LIMITS), SMS_LIMIT} <= set(own["settings"])


@pytest.mark.parametrize(("folder", "own"), [("", "由我们自己的边界数据绘制"), ("en", "drawn from our own outlines")])
def test_the_privacy_page_says_whose_pictures_lie_under_a_map(site: Path, tmp_path: Path, folder: str, own: str) -> None:
    assert own in (site / folder / "privacy/index.html").read_text()
    told = (builder.build(tmp_path / "out", map_pictures="A & B <tiles.example>") / folder / "privacy/index.html").read_text()
    assert "A &amp; B &lt;tiles.example&gt;" in told
    assert own not in told
