"""Pages and files for everybody: nothing in them depends on who asks, so a front may keep each for some minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from urllib.parse import quote, urlencode

from chalice.app import Blueprint, Request, Response

from chalicelib import wiring
from chalicelib.domain.errors import NuannanError, PetitionNotFound
from chalicelib.entrypoints.http import STATUSES
from chalicelib.journey import follow, public_figures
from chalicelib.journey import public as read
from chalicelib.journey.filters import Asked, chosen, months_back
from chalicelib.messages import errors, open_data, public_words
from chalicelib.messages import pages as templates
from chalicelib.messages.words import for_follower, other
from chalicelib.observability import count, log_error

KEPT_SECONDS: Final = 300  # what is taken down may still be seen so long; the desk says so
FILTERS: Final = ("area", "category", "month", "status", "page")
HTML: Final = "text/html; charset=utf-8"
public = Blueprint(__name__)


def _asked(request: Request) -> Asked:
    query: Mapping[str, str] = request.query_params or {}
    return Asked(**{name: query.get(name, "") for name in FILTERS})


def _language(request: Request) -> str:
    """By the address alone: a front that keeps a page knows nothing of cookies."""
    query: Mapping[str, str] = request.query_params or {}
    return "en" if query.get("lang") == "en" else "zh"


def _answer(body: str, kind: str, seconds: int = KEPT_SECONDS, status: int = 200, **more: str) -> Response:
    kept = f"public, max-age={seconds}" if seconds else "no-store"
    headers: dict[str, Any] = {"Content-Type": kind, "Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(body, headers | {name.replace("_", "-"): value for name, value in more.items()}, status)


def _for_all(view: Callable[..., Response]) -> Callable[..., Response]:
    """A view whose refusals and crashes are pages that nobody keeps."""

    @wraps(view)
    def answered(**parts: str) -> Response:
        request = public.current_request
        language = _language(request)
        try:
            return view(request, language, **parts)
        except NuannanError as refused:
            count("Refused", code=refused.code)
            status = STATUSES.get(refused.code, 400)
            return _notice(errors.text(refused.code, language), language, status)
        except Exception as error:  # noqa: BLE001 (the outermost edge)
            log_error("public.crashed", error)
            count("Refused", code="internal")
            return _notice(errors.text("internal", language), language, STATUSES["internal"])

    return answered


def _notice(sentence: str, language: str, status: int) -> Response:
    link = {"href": f"/public/petitions?lang={language}", "words": public_words.title(language)}
    heading = public_words.not_here(language)
    alternate = f"?lang={other(language)}"  # without the filters, of which one may be what is wrong
    body = templates.render("notice.html", language, alternate=alternate, heading=heading, sentences=[sentence], link=link)
    return _answer(body, HTML, 0, status)


def _page(name: str, request: Request, language: str, **context: object) -> Response:
    asked = {key: value for key, value in (request.query_params or {}).items() if key in FILTERS}
    alternate = "?" + urlencode({"lang": other(language), **asked})
    return _answer(templates.render(name, language, alternate=alternate, **context), HTML)


@public.route("/public/petitions", methods=["GET"])
@_for_all
def get_list(request: Request, language: str) -> Response:
    """Public petitions of a month, with filters and a map."""
    asked = _asked(request)
    listed = read.listing(wiring.ports(), asked, language)
    return _page("public_list.html", request, language, feed=_feed(asked.area, asked.category, language), **listed)


@public.route("/public/petitions/{number}", methods=["GET"])
@_for_all
def get_petition(request: Request, language: str, number: str) -> Response:
    """One public petition."""
    seen = read.petition(wiring.ports(), number, language)
    return _page("public_petition.html", request, language, petition=seen, feed=_feed(str(seen["street"]), "", language))


@public.route("/public/figures", methods=["GET"])
@_for_all
def get_figures(request: Request, language: str) -> Response:
    """Figures with plain charts."""
    made = public_figures.figures(wiring.ports(), _asked(request), language)
    return _page("public_figures.html", request, language, **made)


@public.route("/public/data", methods=["GET"])
@_for_all
def get_data(request: Request, language: str) -> Response:
    """What the open files hold, and on which terms."""
    wired = wiring.ports()
    district = wired.districts.current()
    offered = [each for each in district.categories.values() if each.is_first_level]
    return _page(
        "open_data.html", request, language,
        place_name=district.organisation.name(district.code, language),
        months=months_back(wired, district),
        fields=open_data.dictionary(language),
        streets=[street for area in read.areas(wired, {}, language) for street in area["streets"]],  # type: ignore[attr-defined]
        categories=[{"code": each.code, "name": each.name(language)} for each in offered],
    )  # fmt: skip


@public.route("/public/petitions.csv", methods=["GET"])
@_for_all
def get_csv(request: Request, language: str) -> Response:
    """The filtered list as a table."""
    found, name = _rows(request, language)
    return _file(open_data.as_csv(found), "text/csv; charset=utf-8", f"{name}.csv")


@public.route("/public/petitions.geojson", methods=["GET"])
@_for_all
def get_geojson(request: Request, language: str) -> Response:
    """The filtered list as a map layer."""
    found, name = _rows(request, language)
    source = wiring.ports().districts.current().site_origin
    return _file(open_data.as_geojson(found, source), "application/geo+json", f"{name}.geojson")


@public.route("/public/feed", methods=["GET"])
@_for_all
def get_feed(request: Request, language: str) -> Response:
    """What is newest of a street or a category, for feed readers."""
    wired, asked = wiring.ports(), _asked(request)
    found = read.newest(wired, asked, language)
    address = _feed(asked.area, asked.category, language)
    origin = wired.districts.current().site_origin
    body = open_data.as_feed(found, origin, address, language, wired.clock.now())
    return _answer(body, "application/rss+xml; charset=utf-8")


@public.route("/public/petitions/{number}/feed", methods=["GET"])
@_for_all
def get_petition_feed(request: Request, language: str, number: str) -> Response:  # noqa: ARG001
    """How one public petition goes, for feed readers."""
    wired = wiring.ports()
    read.petition(wired, number, language)
    found = follow.steps(wired, number, language)
    if found is None:
        raise PetitionNotFound
    return _steps(found, f"/public/petitions/{number}?lang={language}", f"/public/petitions/{number}/feed", language)


@public.route("/public/followed/{token}", methods=["GET"])
@_for_all
def get_followed_feed(request: Request, language: str, token: str) -> Response:  # noqa: ARG001
    """How a petition goes that somebody has joined, for their feed reader."""
    found = follow.feed(wiring.ports(), token, language)
    return _steps(found, f"/p/following?lang={language}", f"/public/followed/{token}", language)


def _steps(found: Mapping[str, object], link: str, address: str, language: str) -> Response:
    origin = wiring.ports().districts.current().site_origin
    body = open_data.as_steps_feed(for_follower(found, language), origin + link, f"{origin}{address}?lang={language}", language)
    return _answer(body, "application/rss+xml; charset=utf-8")


@public.route("/public/lately.json", methods=["GET"])
@_for_all
def get_lately(request: Request, language: str) -> Response:
    """What was solved near somebody lately, in sentences for the home page."""
    made = public_figures.lately(wiring.ports(), _asked(request), language)
    return _answer(public_words.lately(made, language), "application/json; charset=utf-8")


@public.route("/sitemap.xml", methods=["GET"])
@_for_all
def get_sitemap(request: Request, language: str) -> Response:  # noqa: ARG001
    """The addresses that search engines may know: what is public in this month and the last one, too."""
    wired = wiring.ports()
    origin = wired.districts.current().site_origin
    newest = [f"/public/petitions/{row.number}" for row in read.newest_rows(wired, chosen(wired, Asked()))]
    served = ("/public/petitions", "/public/figures", "/public/data", *newest)
    rendered = [f"{path}?lang={each}" for path in served for each in ("zh", "en")]
    return _answer(open_data.as_sitemap([origin + path for path in (*public_words.STATIC, *rendered)]), "application/xml")


@public.route("/robots.txt", methods=["GET"])
@_for_all
def get_robots(request: Request, language: str) -> Response:  # noqa: ARG001
    """What search engines leave alone: everything that belongs to somebody, and the desk."""
    origin = wiring.ports().districts.current().site_origin
    closed = "".join(f"Disallow: {path}\n" for path in ("/api/", "/p/", "/s/", "/desk/", "/en/desk/"))
    return _answer(f"User-agent: *\n{closed}Sitemap: {origin}/sitemap.xml\n", "text/plain; charset=utf-8")


def _rows(request: Request, language: str) -> tuple[list[dict[str, object]], str]:
    """The facts of the filtered list, and a name for a file of them. A list that is cut says so in its name."""
    wired = wiring.ports()
    wanted = chosen(wired, _asked(request))
    found, whole = read.rows(wired, wanted)
    origin = wired.districts.current().site_origin
    made = [
        read.row_shown(wanted.district, row, language)
        | {"url": f"{origin}/public/petitions/{row.number}?lang={language}"}
        for row in found
    ]
    return made, f"petitions-{wanted.area.code}-{wanted.month}{'' if whole else '-cut'}"


def _file(body: str, kind: str, name: str) -> Response:
    return _answer(body, kind, Content_Disposition=f"attachment; filename*=UTF-8''{quote(name)}")


def _feed(area: str, category: str, language: str) -> str:
    asked = {"area": area, "category": category}
    return "/public/feed?" + urlencode({"lang": language, **{name: value for name, value in asked.items() if value}})
