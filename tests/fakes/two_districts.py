"""Two districts under one city: the small one, and a second with its own place, limits, rules and rota."""

from dataclasses import replace
from datetime import time

from chalicelib.domain.configuration import Configuration, Row, version_of
from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar
from chalicelib.domain.organisation import Category, Organisation, Unit
from chalicelib.domain.places import Area, Gazetteer
from chalicelib.domain.questions import Choice, Question

from tests.fakes import FakePorts
from tests.fakes.district import DISTRICT, HOLIDAYS_2025, UNITS, ZONE, _square
from tests.fakes.district import district as small

CITY, PORT, DOCKS, QUAY, CREW = "Y", "P", "P-docks", "P-quay", "P-crew"
LINE = (Unit(CITY, "市", "City", "city", None), Unit(PORT, "港区", "Port District", "district", CITY))
PORT_UNITS = (
    *LINE,
    Unit(CREW, "船员局", "Crew Office", "department", PORT),
    Unit(DOCKS, "码头街道", "Docks Street", "street", PORT),
    Unit(QUAY, "岸社区", "Quay Community", "community", DOCKS),
    Unit("P-quay-1", "岸一网格", "Quay Grid 1", "grid", QUAY),
)
SMALL_UNITS = (LINE[0], *(replace(unit, parent=CITY) if unit.code == DISTRICT else unit for unit in UNITS))
TREE = Organisation((*SMALL_UNITS, *PORT_UNITS[1:]))
IN_QUAY_GRID, IN_QUAY, IN_DOCKS = ((121.005, 36.005, "wgs84"), (121.015, 36.005, "wgs84"), (121.025, 36.005, "wgs84"))
ASKS = Question("04", "when", "choice", True, "何时", "When?", (Choice("night", "夜间", "At night"),))


def make_two(world: FakePorts) -> FakePorts:
    """The world with the port beside its own district, and the configuration of each to be changed."""
    calendar = WorkingCalendar(ZONE, time(8), time(16), {2025: HOLIDAYS_2025})
    port = replace(
        small(),
        code=PORT,
        organisation=TREE,
        gazetteer=Gazetteer(
            (
                Area.from_geojson(DOCKS, "street", "Docks", _square(121.00, 36.00, 121.03, 36.01)),
                Area.from_geojson(QUAY, "community", "Quay", _square(121.00, 36.00, 121.02, 36.01)),
                Area.from_geojson("P-quay-1", "grid", "Quay 1", _square(121.00, 36.00, 121.01, 36.01)),
            ),
            Area.from_geojson(PORT, "district", "Port", _square(121.00, 36.00, 121.04, 36.01)),
        ),
        categories={
            "01": Category("01", "01", "照明", "Lighting", "livelihood", 2, CREW, "grid"),
            "04": Category("04", "04", "噪音", "Noise", "livelihood", 2, CREW, "department"),
        },
        clocks=DistrictClocks(calendar, 2),
        calendar=calendar,
        questions=(ASKS,),
    )
    world.districts.held = replace(world.districts.held, organisation=TREE)
    world.districts.others = (port,)
    for code, units, offset in ((DISTRICT, SMALL_UNITS, "D-lamps"), (PORT, PORT_UNITS, CREW)):
        documents = documents_of(code, units, offset)
        world.configurations.held[code] = Configuration(code, version_of(documents), documents)
    return world


def documents_of(code: str, units: tuple[Unit, ...], department: str) -> dict[str, list[Row]]:
    """A sound configuration of a district with these units."""
    settings = {
        "code": code, "name_zh": "区", "name_en": "District", "zone": "Asia/Shanghai", "hours_start": "09:00",
        "hours_end": "17:00", "response_hours": 4, "closing_days": {"1": 1, "2": 2, "5": 5},
    }  # fmt: skip
    category = {
        "code": "01", "name_zh": "照明", "name_en": "Lighting", "kind": "livelihood", "urgency": "2",
        "first_level": "grid", "department": department,
    }  # fmt: skip
    fields = ("code", "parent", "level", "name_zh", "name_en")
    return {
        "settings": [settings],
        "units": [{name: getattr(unit, name) for name in fields} for unit in units],
        "categories": [category],
        "rules": [],
        "rota": [],
    }
