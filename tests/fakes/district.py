"""A small district: two streets, three communities, a grid, a department, three categories, two years of days."""

from datetime import date, time
from zoneinfo import ZoneInfo

from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar, YearDays
from chalicelib.domain.organisation import Category, Organisation, Unit
from chalicelib.domain.places import Area, Gazetteer
from chalicelib.domain.ports import District

DISTRICT, DEPARTMENT = "D", "D-lamps"
HILL, BAY = "S-hill", "S-bay"
ELM, OAK, PIER = "C-elm", "C-oak", "C-pier"
GRID = "G-elm-1"
ZONE = ZoneInfo("Asia/Shanghai")

UNITS = (
    Unit(DISTRICT, "小区", "Small District", "district", None),
    Unit(DEPARTMENT, "路灯处", "Street Lamps", "department", DISTRICT),
    Unit(HILL, "山街道", "Hill Street", "street", DISTRICT),
    Unit(BAY, "湾街道", "Bay Street", "street", DISTRICT),
    Unit(ELM, "榆社区", "Elm Community", "community", HILL),
    Unit(OAK, "栎社区", "Oak Community", "community", HILL),
    Unit(PIER, "码头社区", "Pier Community", "community", BAY),
    Unit(GRID, "榆一网格", "Elm Grid 1", "grid", ELM),
)
CATEGORIES = (
    Category("01", "01", "照明", "Lighting", "livelihood", 2, DEPARTMENT),
    Category("02", "02", "营商", "Business", "development", 5, DEPARTMENT),
    Category("03", "03", "执法", "Enforcement", "enforcement", 1, DEPARTMENT),
)
# The State Council's days around the National Day and the New Year that the tests cross.
HOLIDAYS_2025 = YearDays(
    frozenset(date(2025, 10, day) for day in (1, 2, 3, 6, 7, 8)),
    frozenset({date(2025, 9, 28), date(2025, 10, 11)}),
)
HOLIDAYS_2026 = YearDays(frozenset({date(2026, 1, 1), date(2026, 1, 2)}), frozenset({date(2026, 1, 4)}))


def _square(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


GAZETTEER = Gazetteer(
    (
        Area.from_geojson(HILL, "street", "山街道", _square(120.30, 36.05, 120.35, 36.10)),
        Area.from_geojson(BAY, "street", "湾街道", _square(120.35, 36.05, 120.40, 36.10)),
        Area.from_geojson(OAK, "community", "栎社区", _square(120.30, 36.05, 120.32, 36.07)),
    ),
    Area.from_geojson(DISTRICT, "district", "小区", _square(120.30, 36.05, 120.45, 36.10)),
    (Area.from_geojson("", "district", "邻区", _square(120.30, 36.10, 120.45, 36.20)),),
)
IN_HILL, IN_OAK, BETWEEN, NEXT_DOOR, AT_SEA = (
    (120.34, 36.08, "wgs84"), (120.31, 36.06, "wgs84"), (120.44, 36.08, "wgs84"), (120.40, 36.15, "wgs84"),
    (122.00, 35.00, "wgs84"),
)  # fmt: skip


def district(**settings: object) -> District:
    """The district with settings of its own."""
    years = {2025: HOLIDAYS_2025, 2026: HOLIDAYS_2026}
    calendar = WorkingCalendar(ZONE, time(9), time(17), years)
    return District(
        version="1",
        code=DISTRICT,
        zone=ZONE,
        site_origin="https://nuannan.example",
        organisation=Organisation(UNITS),
        gazetteer=GAZETTEER,
        categories={each.code: each for each in CATEGORIES},
        clocks=DistrictClocks(calendar),
        calendar=calendar,
        settings=settings,
    )


def staff(role: Role, unit: str, login: str = "") -> Staff:
    """Somebody with one role."""
    login = login or f"{role}-{unit}"
    return Staff(login, login, (HeldRole(role, unit),))


GRID_WORKER = staff(Role.GRID_WORKER, ELM)
ELM_OFFICER, HILL_OFFICER = staff(Role.OFFICER, ELM), staff(Role.OFFICER, HILL)
BAY_OFFICER = staff(Role.OFFICER, BAY)
DISPATCHER, SUPERVISOR = staff(Role.DISPATCHER, DISTRICT), staff(Role.SUPERVISOR, DISTRICT)
