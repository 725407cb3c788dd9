"""What lies in the local engine's table, read whole. For the ledger of the local stage only."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

State = dict[str, Any]


@dataclass(slots=True)
class Stored:
    """Everything that the ledger compares, by entity."""

    petitions: dict[str, State] = field(default_factory=dict)
    histories: dict[str, list[State]] = field(default_factory=lambda: defaultdict(list))
    messages: list[State] = field(default_factory=list)
    counters: dict[tuple[str, str, str], Counter[str]] = field(default_factory=dict)
    markers: dict[str, int] = field(default_factory=dict)
    contacts: int = 0
    inbound: int = 0


def read(client: Any, table: str) -> Stored:
    """The table as it stands."""
    found = Stored()
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            _take(found, item)
    for entries in found.histories.values():
        entries.sort(key=lambda entry: entry["version"])
    return found


def _take(found: Stored, item: dict[str, Any]) -> None:
    entity = item.get("entity", {}).get("S")
    if entity == "tally":
        _, period, unit, _ = item["pk"]["S"].split("#")
        counts = {name: int(value["N"]) for name, value in item.items() if "N" in value}
        found.counters.setdefault((period, unit, item["sk"]["S"]), Counter()).update(counts)
    elif entity == "inbound":
        found.inbound += 1
    elif entity in ("petition", "history", "message", "marker"):
        state = json.loads(item["state"]["S"])
        if entity == "petition":
            found.petitions[state["number"]] = state
        elif entity == "history":
            found.histories[state["number"]].append(state)
        elif entity == "message":
            found.messages.append(state)
        else:
            found.markers[item["pk"]["S"].partition("#")[2]] = int(state["version"])
