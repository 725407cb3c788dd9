"""The districts as their configurations describe them, kept for a minute in each process."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from datetime import time as time_of_day
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.configuration import Row
from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar, YearDays
from chalicelib.domain.organisation import Organisation, Unit, categories_from
from chalicelib.domain.phrases import Phrase
from chalicelib.domain.places import Area, Gazetteer
from chalicelib.domain.ports import District
from chalicelib.domain.questions import Question, choices_from
from chalicelib.domain.rota import Cover, moment
from chalicelib.domain.rule_checks import rules_from
from chalicelib.storage.configuration import Heads, StoredConfigurations
from chalicelib.storage.table import Table

FRESH_SECONDS = 60


@dataclass(slots=True)
class StoredDistricts:
    """Reads what has changed, when it has changed; a district is made of its documents when it is first asked for."""

    table: Table
    _heads: Heads | None = None
    _looked_at: float = field(default=0.0)
    _made: dict[str, District] = field(default_factory=dict)
    _rows: dict[tuple[str, str, str], list[Row]] = field(default_factory=dict)
    _tree: tuple[int, Organisation] | None = None

    def current(self) -> District:
        """The district that was loaded first, at most a minute old.

        Raises: LookupError when no district has been loaded into this deployment.
        """
        return self._district(next(iter(self._fresh().by_code)))

    def of(self, code: str) -> District:
        """The district that a unit lies in; `current` for a unit above all districts or gone from the tree."""
        heads = self._fresh()
        if code in heads.by_code:
            return self._district(code)
        tree = self._organisation(heads)
        centre = tree.command_centre(code).code if code in tree else ""
        return self._district(centre) if centre in heads.by_code else self.current()

    def all(self) -> tuple[District, ...]:
        """Every district of the deployment, the first one loaded first."""
        return tuple(self._district(code) for code in self._fresh().by_code)

    def covers(self) -> tuple[Cover, ...]:
        """Who covers whom, in every district; reads only what the rota needs."""
        heads = self._fresh()
        return tuple(
            _cover(row, ZoneInfo(self._document(heads, code, "settings")[0]["zone"]), code)
            for code in heads.by_code
            for row in self._document(heads, code, "rota")
        )

    def refresh(self) -> None:
        """Nothing; the next ask looks for changes."""
        self._looked_at = time.monotonic() - FRESH_SECONDS

    def _fresh(self) -> Heads:
        if self._heads is not None and time.monotonic() - self._looked_at < FRESH_SECONDS:
            return self._heads
        heads = StoredConfigurations(self.table).heads(consistent=False)
        if not heads.by_code:
            raise LookupError("no district is loaded: run `make load-district`")
        self._looked_at = time.monotonic()
        if self._heads is None or heads.revision != self._heads.revision:
            self._heads, self._made, self._tree = heads, {}, None
            named = {
                (code, name, digest)
                for code, head in heads.by_code.items()
                for name, (digest, _) in head.documents.items()
            }
            self._rows = {key: rows for key, rows in self._rows.items() if key in named}
        return self._heads

    def _document(self, heads: Heads, code: str, name: str) -> list[Row]:
        named = heads.by_code[code].documents.get(name)
        if named is None:
            return []
        key = (code, name, named[0])
        if key not in self._rows:
            self._rows[key] = StoredConfigurations(self.table).document(code, name, named)
        return self._rows[key]

    def _organisation(self, heads: Heads) -> Organisation:
        """One tree of the units of all districts; those above them are written by each."""
        if self._tree is None or self._tree[0] != heads.revision:
            units = {row["code"]: row for code in heads.by_code for row in self._document(heads, code, "units")}
            self._tree = (heads.revision, Organisation(Unit(**row) for row in units.values()))
        return self._tree[1]

    def _district(self, code: str) -> District:
        heads = self._fresh()
        if code not in self._made:
            names = heads.by_code[code].documents
            documents = {name: self._document(heads, code, name) for name in names}
            self._made[code] = district_from(
                documents, heads.by_code[code].version, self._organisation(heads), heads.site_origin
            )
        return self._made[code]


def district_from(
    documents: Mapping[str, Sequence[Row]], version: str, organisation: Organisation, site_origin: str
) -> District:
    """The domain's view of a district's documents."""
    settings = documents["settings"][0]
    zone = ZoneInfo(settings["zone"])
    calendar = WorkingCalendar(
        zone,
        time_of_day.fromisoformat(settings["hours_start"]),
        time_of_day.fromisoformat(settings["hours_end"]),
        {
            each["year"]: YearDays(_days(each["free"]), _days(each["worked"]))
            for each in documents.get("calendars", ())
        },
    )
    return District(
        version=version,
        code=settings["code"],
        zone=zone,
        site_origin=site_origin,
        organisation=organisation,
        gazetteer=_gazetteer(documents, settings["code"]),
        categories=categories_from(documents.get("categories", ())),
        clocks=DistrictClocks(
            calendar,
            int(settings["response_hours"]),
            {int(urgency): int(days) for urgency, days in settings.get("closing_days", {}).items()},
        ),
        calendar=calendar,
        settings=settings,
        rules=rules_from(documents.get("rules", ())),
        questions=tuple(_question(row) for row in documents.get("questions", ())),
        phrases=tuple(Phrase(**row) for row in documents.get("phrases", ())),
    )


def _gazetteer(documents: Mapping[str, Sequence[Row]], code: str) -> Gazetteer:
    areas = tuple(
        Area.from_geojson(each["code"], each["level"], each["name"], each["geometry"])
        for each in documents.get("areas", ())
    )
    outline = next(iter(documents.get("outline", ())), None)
    neighbours = tuple(_outline("", each) for each in documents.get("neighbours", ()))
    return Gazetteer(areas, _outline(code, outline) if outline else None, neighbours)


def _outline(code: str, row: Row) -> Area:
    return Area.from_geojson(code, "district", row["name"], row["geometry"])


def _days(written: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(each) for each in written)


def _question(row: Row) -> Question:
    values: dict[str, Any] = {name: row[name] for name in ("category", "name", "kind", "text_zh", "text_en")}
    return Question(**values, required=row["required"] == "yes", choices=choices_from(row["choices"]))


def _cover(row: Row, zone: ZoneInfo, district: str) -> Cover:
    starts, ends = moment(row["from"], zone, ends=False), moment(row["to"], zone, ends=True)
    return Cover(row["absent"], row["covering"], starts, ends, district)
