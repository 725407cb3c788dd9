"""A district's configuration as documents of rows: how rows are told apart, and what differs between two."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Row = Mapping[str, Any]
Documents = Mapping[str, Sequence[Row]]

# Every document with the fields that tell its rows apart; none where it holds one row.
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "settings": (),
    "units": ("code",),
    "categories": ("code",),
    "questions": ("category", "name"),
    "rules": ("name",),
    "rota": ("absent", "covering", "from"),
    "phrases": ("name",),
    "areas": ("code",),
    "outline": (),
    "neighbours": ("code",),
    "calendars": ("year",),
}
ROW_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "units": ("code", "parent", "level", "name_zh", "name_en"),
    "rules": ("name", "category", "area", "channel", "kind", "urgency", "least_confidence", "words", "unit"),
    "rota": ("absent", "covering", "from", "to"),
    "categories": ("code", "name_zh", "name_en", "kind", "urgency", "first_level", "department"),
    "questions": ("category", "name", "kind", "required", "text_zh", "text_en", "choices"),
    "phrases": ("name", "category", "text_zh", "text_en"),
    "calendars": ("year", "free", "worked"),
}
MAY_BE_EMPTY: Final[Mapping[str, tuple[str, ...]]] = {
    "units": ("parent",),
    "rules": ("category", "area", "channel", "kind", "urgency", "least_confidence", "words"),
    "categories": ("kind", "urgency", "first_level", "department"),
    "questions": ("choices",),
    "phrases": ("category", "text_en"),
}
# Documents that are changed row by row, each with the field that they are kept in the order of; none keeps them as they came.
BY_ROWS: Final[Mapping[str, str]] = {"categories": "code", "questions": "", "phrases": "", "calendars": "year"}
SHAPES: Final = frozenset({"areas", "outline", "neighbours"})  # too large to be told field by field


@dataclass(frozen=True, slots=True)
class Configuration:
    """A district's documents as they stand; `version` names exactly these."""

    district: str
    version: str
    documents: Documents


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does, row by row, each as "document/key"; `fields` says before and after, null where there is none."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    fields: Mapping[str, Mapping[str, tuple[Any, Any]]] | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        counts = (("added", self.added), ("changed", self.changed), ("removed", self.removed))
        return ", ".join(f"{len(keys)} {word}" for word, keys in counts)


@dataclass(frozen=True, slots=True)
class ConfigurationChange:
    """One entry of the configuration's history: who, when, what. It is never changed or deleted."""

    district: str
    at: datetime
    by: str
    version_before: str
    version: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    fields: Mapping[str, Mapping[str, tuple[Any, Any]]]


def tidied(row: Row) -> Row:
    """The row with its words as a file can hold them: no outer space, one kind of line end, no sign that nobody sees."""
    return {name: _tidied(value) if isinstance(value, str) else value for name, value in row.items()}


def _tidied(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def merged(document: str, held: Sequence[Row], rows: Sequence[Row], removed: Sequence[str]) -> list[Row]:
    """The document's rows with these, new or changed, and without those whose keys are named."""
    said = {row_key(document, row): row for row in rows}
    gone = {f"{document}/{key}" for key in removed}
    kept = [said.pop(key, row) for row in held if (key := row_key(document, row)) not in gone]
    order = BY_ROWS[document]
    return sorted([*kept, *said.values()], key=lambda row: str(row[order])) if order else [*kept, *said.values()]


def row_key(document: str, row: Row) -> str:
    """What tells a row apart in the whole configuration, such as units/370202."""
    return "/".join([document, " ".join(str(row[name]) for name in KEYS[document])]).rstrip("/")


def difference(before: Documents, after: Documents) -> Difference:
    """What changes from one to the other. Rules that only change places differ as "rules/order"."""
    old, new = _flat(before), _flat(after)
    changed = [key for key in new if key in old and dict(new[key]) != dict(old[key])]
    order = ["rules/order"] if _moved(before, after) else []
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(changed + order)),
        removed=tuple(sorted(old.keys() - new.keys())),
        fields={
            key: _fields(old.get(key, {}), new.get(key, {}))
            for key in sorted({*changed, *(old.keys() ^ new.keys())})
            if key.partition("/")[0] not in SHAPES
        },
    )


def _flat(documents: Documents) -> dict[str, Row]:
    return {row_key(name, row): row for name, rows in documents.items() for row in rows}


def _moved(before: Documents, after: Documents) -> bool:
    old, new = ([row["name"] for row in documents.get("rules", ())] for documents in (before, after))
    return [name for name in old if name in new] != [name for name in new if name in old]


def _fields(old: Row, new: Row) -> dict[str, tuple[Any, Any]]:
    names = sorted(old.keys() | new.keys())
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def change(
    district: str, at: datetime, by: str, versions: tuple[str, str], what: Difference
) -> ConfigurationChange:
    """The history's entry for a difference."""
    before, after = versions
    return ConfigurationChange(
        district, at, by, before, after, what.added, what.changed, what.removed, what.fields or {}
    )


def written(rows: Sequence[Row]) -> str:
    """A document's rows as they are kept: the same text for the same rows."""
    return json.dumps([dict(row) for row in rows], ensure_ascii=False, sort_keys=True)


def digest(text: str) -> str:
    """What names exactly this text: 64 bits are enough among the few that one district ever had."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def version_of(documents: Documents) -> str:
    """What names exactly these documents; an empty one counts as one that is not there."""
    return digest("\n".join(f"{name}\t{written(documents[name])}" for name in sorted(documents) if documents[name]))
