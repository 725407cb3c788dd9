"""The district's configuration, as `infra/load_district.py` wrote it, kept for a minute in each process."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from datetime import time as time_of_day
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar, YearDays
from chalicelib.domain.organisation import Category, Organisation, Unit
from chalicelib.domain.places import Area, Gazetteer
from chalicelib.domain.ports import District
from chalicelib.storage import keys
from chalicelib.storage.table import Table

FRESH_SECONDS = 60


@dataclass(slots=True)
class StoredDistrict:
    """Reads the configuration whole, in one query, when its version has changed."""

    table: Table
    _held: District | None = None
    _looked_at: float = field(default=0.0)

    def current(self) -> District:
        """The district as loaded last, at most a minute old.

        Raises: LookupError when no district has been loaded into this deployment.
        """
        if self._held is not None and time.monotonic() - self._looked_at < FRESH_SECONDS:
            return self._held
        found = self.table.get(keys.CONFIG, "VERSION", consistent=False)
        if found is None:
            raise LookupError("no district is loaded: run `make load-district`")
        self._looked_at = time.monotonic()
        if self._held is None or self._held.version != found["body"]["S"]:
            self._held = self._read(found["body"]["S"])
        return self._held

    def of(self, code: str) -> District:  # noqa: ARG002
        """The district that a unit lies in."""
        return self.current()

    def all(self) -> tuple[District, ...]:
        """Every district of the deployment."""
        return (self.current(),)

    def _read(self, version: str) -> District:
        bodies: dict[str, list[Any]] = {}
        for item in self.table.query(keys.CONFIG):
            kind = item["sk"]["S"].partition("#")[0]
            bodies.setdefault(kind, []).append(json.loads(item["body"]["S"]) if kind != "VERSION" else None)
        return district_from(bodies, version)


def district_from(bodies: Mapping[str, list[Any]], version: str) -> District:
    """The domain's view of the configuration items, by the kind in their sort key."""
    settings = bodies["SETTINGS"][0]
    zone = ZoneInfo(settings["zone"])
    calendar = WorkingCalendar(
        zone,
        time_of_day.fromisoformat(settings["hours_start"]),
        time_of_day.fromisoformat(settings["hours_end"]),
        {
            each["year"]: YearDays(_days(each["free"]), _days(each["worked"]))
            for each in bodies.get("CALENDAR", [])
        },
    )
    areas = tuple(
        Area.from_geojson(each["code"], each["level"], each["name"], each["geometry"])
        for each in bodies.get("AREA", [])
    )
    outline = bodies.get("OUTLINE")
    return District(
        version=version,
        code=settings["code"],
        zone=zone,
        site_origin=settings.get("site_origin", ""),
        organisation=Organisation(Unit(**each) for each in bodies["UNIT"]),
        gazetteer=Gazetteer(
            areas,
            _outline(settings["code"], outline[0]) if outline else None,
            tuple(_outline("", each) for each in bodies.get("NEIGHBOUR", [])),
        ),
        categories={each["code"]: Category(**each) for each in bodies.get("CATEGORY", [])},
        clocks=DistrictClocks(
            calendar,
            int(settings["response_hours"]),
            {int(urgency): int(days) for urgency, days in settings.get("closing_days", {}).items()},
        ),
        calendar=calendar,
        settings=settings,
    )


def _outline(code: str, body: Any) -> Area:
    return Area.from_geojson(code, "district", body["name"], body["geometry"])


def _days(written: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(each) for each in written)
