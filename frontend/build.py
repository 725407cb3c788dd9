"""Builds the static site: `python -m frontend.build --out DIR [--district-zh NAME --district-en NAME]`.

Scripts go to one folder named after the hash of all of them, so that they find each other by their plain names,
may be cached for ever, and a page never mixes two versions. Pages, style and icon keep stable names (short cache).
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from frontend import catalogues, icons

ROOT: Final = Path(__file__).parent
PAGES: Final = ROOT / "pages"
ASSETS: Final = ROOT / "assets"
VENDOR: Final = ROOT / "vendor"  # other people's files as published; vendor.json says whose, which and under what licence
STABLE: Final = ("site.css", "icon.svg", "care.js", "photo_page.js", "shrink.js", "offline.js", "copy.js")
BOTH: Final = ("shrink.js", "offline.js", "copy.js")  # which scripts in the hashed folder import too
SHOWN: Final = ("public.css", "petition.css")  # as stable, for what the functions show; no page that opens offline needs them
LEADING: Final = ("points.js", "page.js")  # likewise, with the name of the hashed folder written above it
WORKER: Final = "sw.js"
MANIFEST: Final = "manifest.webmanifest"
# What opens without a network for everybody; the desk has workers of its own, so that no citizen's phone loads its scripts.
OFFLINE_PAGES: Final = ("index.html", "report/index.html", "help/index.html")
OFFLINE_LISTS: Final = ("/api/form", "/api/form/words", "/api/form/map")
_AT_ONCE: Final = re.compile(r'(?:from|import) "(\.[^"]+)"')
_SOME_TIME: Final = re.compile(r'(?:from |import |import\()"(\.[^"]+)"')
_OF_THE_PAGE: Final = 'SAID[document.documentElement.lang === "en" ? "en" : "zh"]'
DESK_PAGE: Final = "desk/index.html"
ADMIN_WORDS: Final = "desk/_admin_words.html"  # a part and no page, as every template whose name begins so
MAP_WORDS: Final = "report/_map_words.html"
FAULTS_KNOWN_HERE: Final = (
    "text_missing", "text_too_long", "phone_invalid", "phone_or_reason_missing", "name_too_long", "consent_missing", "place_missing", "answer_missing", "number_invalid",
)  # fmt: skip
KEPT_ONCE_LOADED: Final = ("leaflet.css", "leaflet.js", "gcoord.global.prod.js")  # by the citizens' worker, which does not fetch 45 KB for who opens no map


def build(out: Path, district: Mapping[str, str] | None = None, map_pictures: str = "") -> Path:
    """The folder `out`, made anew with the whole site; `district` is its name by language, `map_pictures` whose lie under maps.

    Raises: frontend.catalogues.Untranslated; FileExistsError when the folder holds something else.
    """
    if out.exists() and any(out.iterdir()) and not (out / "assets" / "site.css").exists():
        raise FileExistsError(f"{out} holds something that is no built site; it is left as it is")
    catalogues.compile_all()
    shutil.rmtree(out, ignore_errors=True)
    assets = _copy_assets(out)
    for language in catalogues.LANGUAGES:
        folder = out if language == "zh" else out / language
        for page in _pages():
            target = folder / page
            target.parent.mkdir(parents=True, exist_ok=True)
            name = (district or {}).get(language, "")
            target.write_text(_rendered(page, language, assets, name, out / assets.strip("/"), map_pictures), encoding="utf-8")
        (folder / MANIFEST).write_text(_manifest(language), encoding="utf-8")
    _write_workers(out, assets)
    return out


def _write_workers(out: Path, assets: str) -> None:
    """The service worker at the root for the citizens' form, and one beside each language's desk."""
    folders = ["" if language == "zh" else f"{language}/" for language in catalogues.LANGUAGES]
    scripts = out / assets.strip("/")
    pages = [f"{folder}{page}" for folder in folders for page in OFFLINE_PAGES]
    own = [path.relative_to(out).as_posix() for path in sorted((*scripts.glob("*.js"), *scripts.glob("*.css")))]
    _write_worker(out, WORKER, assets, [*pages, *own], OFFLINE_LISTS, KEPT_ONCE_LOADED)
    own_desk = [path.relative_to(scripts).as_posix() for path in scripts.glob("desk/*")]
    desk = [scripts / name for name in {*own_desk, *_imported(scripts, own_desk, _SOME_TIME)}]
    for folder in folders:
        files = [f"{folder}{DESK_PAGE}", *sorted(path.relative_to(out).as_posix() for path in desk)]
        _write_worker(out, f"{folder}desk/{WORKER}", assets, files, ())


def _write_worker(out: Path, name: str, assets: str, kept: Sequence[str], lists: Sequence[str], later: Sequence[str] = ()) -> None:
    """One worker, with the list of what it keeps, at once or once it was loaded; any change of these makes it another version."""
    files = {each: out / each for each in (*kept, *(f"assets/{each}" for each in STABLE))}
    own = "nuannan-" if name == WORKER else f"{name.removesuffix(WORKER).replace('/', '-')}"
    named = {
        "OWN": own,
        "FILES": [f"/{each.removesuffix('index.html')}" for each in files],
        "LISTS": lists,
        "LATER": [f"{assets}vendor/{each}" for each in later],
        "HASHED": assets,
        "VERSION": _digest({**files, WORKER: ASSETS / WORKER}),
    }
    head = "".join(f"const {key} = {json.dumps(value)};\n" for key, value in named.items())
    (out / name).write_bytes(head.encode() + (ASSETS / WORKER).read_bytes())


def _manifest(language: str) -> str:
    """What a phone that keeps the site on its home screen shows. Source: W3C, Web Application Manifest."""
    _find_functions()
    from chalicelib.messages import words

    say = words.translations(language).gettext
    home = "/" if language == "zh" else f"/{language}/"
    sizes = [size for size in icons.SIZES if size != icons.APPLE]
    drawn = [
        {"src": f"/assets/icons/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in sizes
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": home,
        "name": say("Nuannan"),
        "short_name": say("Nuannan"),
        "description": say("Tell us what troubles you"),
        "lang": "zh-CN" if language == "zh" else language,
        "start_url": home,
        "scope": "/",
        "display": "minimal-ui",  # with a way back: who is eighty looks for it
        "background_color": "#ffffff",
        "theme_color": "#9a3412",
        "icons": [{"src": "/assets/icon.svg", "sizes": "any", "type": "image/svg+xml"}, *drawn],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _integrity(name: str) -> str:
    """The digest by which a browser knows a file that is not ours. Source: W3C, Subresource Integrity."""
    return "sha384-" + base64.b64encode(hashlib.sha384((VENDOR / name).read_bytes()).digest()).decode()


def _pages() -> list[str]:
    return sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.html") if not path.name.startswith("_"))


def _imported(scripts: Path, names: Sequence[str], said: re.Pattern[str] = _AT_ONCE) -> list[str]:
    """What these scripts import, and what that imports in turn, each once; all by their place in the folder."""
    found: list[str] = []
    waiting = [scripts / name for name in names if name.endswith(".js")]
    while waiting:
        path = waiting.pop(0)
        for address in said.findall(path.read_text(encoding="utf-8")):
            other = (path.parent / address).resolve()
            name = other.relative_to(scripts.resolve()).as_posix()
            if name not in found and name not in names:
                found.append(name)
                waiting.append(other)
    return sorted(found)


def _rendered(page: str, language: str, assets: str, district: str, scripts: Path = ASSETS, map_pictures: str = "") -> str:
    _find_functions()
    from chalicelib.messages.pages import environment

    address = page.removesuffix("index.html")
    alternate = f"/{address}" if language == "en" else f"/en/{address}"
    template = environment(language, (PAGES,)).get_template(page)
    return template.render(
        assets=assets, alternate=alternate, district=district, map_pictures=map_pictures,
        integrity=_integrity, imports_of=lambda name: _imported(scripts, [name]),
    )  # fmt: skip


def _find_functions() -> None:
    """Nothing; the functions' package can be imported: their pages and ours share base, fields and words."""
    functions = str(ROOT.parent / "functions")
    if functions not in sys.path:
        sys.path.insert(0, functions)


def _copy_assets(out: Path) -> str:
    made = out / "assets" / "made"
    made.mkdir(parents=True)
    danger = made / "danger_words.js"
    danger.write_text(_danger_words(), encoding="utf-8")
    (made / "desk").mkdir()
    admin = made / "desk" / "admin_words.js"
    admin.write_text(_admin_words(), encoding="utf-8")
    (made / "fault_words.js").write_text(_fault_words(), encoding="utf-8")
    (made / "map_words.js").write_text(_map_words(), encoding="utf-8")
    (made / "digests.js").write_text(_digests(), encoding="utf-8")
    modules = dict(sorted({**_hashed(), **{path.relative_to(made).as_posix(): path for path in made.rglob("*.js")}}.items()))
    folder = f"/assets/{_digest(modules)}/"
    for name, path in modules.items():
        _copy(path, out / folder.strip("/") / name)
    shutil.rmtree(made)
    for name in (*STABLE, *SHOWN):
        _copy(ASSETS / name, out / "assets" / name)
    for name in LEADING:
        (out / "assets" / name).write_text(f"const HASHED = {json.dumps(folder)};\n" + (ASSETS / name).read_text(encoding="utf-8"), encoding="utf-8")
    for size in icons.SIZES:
        _copy(icons.ICONS / f"icon-{size}.png", out / f"assets/icons/icon-{size}.png")
    return folder


def _admin_words() -> str:
    """The words of administration in every language, as a module that adds the page's own to those of the desk."""
    return f'import {{ words }} from "./ui.js";\n\n{_said(ADMIN_WORDS)}Object.assign(words, {_OF_THE_PAGE});\n'


def _map_words() -> str:
    """What maps say in every language, as a module of the page's own words."""
    return f"{_said(MAP_WORDS)}export const words = {_OF_THE_PAGE};\n"


def _said(template: str) -> str:
    said = {each: json.loads(_rendered(template, each, "", "")) for each in catalogues.LANGUAGES}
    return f"const SAID = {json.dumps(said, ensure_ascii=False)};\n"


def _digests() -> str:
    """The digests of other people's files, for a script that loads one."""
    names = sorted(path.name for path in VENDOR.iterdir() if path.suffix in (".js", ".css"))
    return f"export const DIGESTS = {json.dumps({name: _integrity(name) for name in names}, indent=1)};\n"


def _danger_words() -> str:
    """The words that tell of danger to life, as the function knows them, for the page to warn while one types."""
    _find_functions()
    from chalicelib.domain.danger import DANGERS, FEARED, MOST_BEFORE, NAMED

    rows = [[each.number, each.words, each.may_be_feared, each.unless] for each in DANGERS]
    named = {"ROWS": rows, "FEARED": FEARED, "NAMED": NAMED, "MOST_BEFORE": MOST_BEFORE}
    return "".join(f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in named.items())


def _fault_words() -> str:
    """What the function refuses that a device can know by itself: its limits, how it reads a phone number, and its words."""
    _find_functions()
    from chalicelib.domain import phone, questions, text
    from chalicelib.journey import place, submit
    from chalicelib.messages import errors

    limits = {"text": submit.LONGEST_TEXT, "name": submit.LONGEST_NAME, "place": place.LONGEST_PLACE, "answer": questions.LONGEST_ANSWER}
    numbers = [phone.SEPARATORS.pattern, phone.COUNTRY.pattern, *(f"^(?:{each.pattern})$" for each in (phone.MOBILE, phone.LANDLINE))]
    said = {language: {code: errors.text(code, language, limit="{limit}", length="{length}") for code in FAULTS_KNOWN_HERE} for language in catalogues.LANGUAGES}
    named = {"LIMITS": limits, "PHONE": numbers, "STRIPPED": text.STRIPPED.pattern}
    made = "".join(f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in named.items())
    return f"{made}const SAID = {json.dumps(said, ensure_ascii=False)};\nexport const words = {_OF_THE_PAGE};\n"


def _hashed() -> dict[str, Path]:
    """What lies in the hashed folder, by its name there: scripts, the styles beside them, and what is not ours."""
    own = [path for path in ASSETS.rglob("*") if path.suffix in (".js", ".css") and path.name not in {*STABLE, *SHOWN, *LEADING, WORKER} - {*BOTH}]
    named = {path.relative_to(ASSETS).as_posix(): path for path in own}
    named |= {f"vendor/{path.name}": path for path in VENDOR.iterdir() if path.suffix in (".js", ".css")}
    return dict(sorted(named.items()))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _digest(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command line."""
    parser = argparse.ArgumentParser(prog="python -m frontend.build", description="Build the static site.")
    parser.add_argument("--out", type=Path, required=True, help="folder that is made anew")
    parser.add_argument("--district-zh", default="", help="the district's name on the home page, Chinese")
    parser.add_argument("--district-en", default="", help="the same, English")
    parser.add_argument("--map-pictures", default="", help="whose pictures lie under the maps, for the privacy page")
    chosen = parser.parse_args(arguments)
    try:
        build(chosen.out, {"zh": chosen.district_zh, "en": chosen.district_en}, chosen.map_pictures)
    except (catalogues.Untranslated, FileExistsError) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
