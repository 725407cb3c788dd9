"""What each action used: calls, write units as the engine reports them, read units from the sizes of what was read."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"})


@dataclass
class Used:
    """What one action used."""

    calls: Counter[str] = field(default_factory=Counter)
    reads: float = 0.0
    writes: float = 0.0
    index_writes: float = 0.0
    others: Counter[str] = field(default_factory=Counter)


class Meter:
    """Adds up what each action used, by name, in the order of the life."""

    def __init__(self) -> None:
        self.used: dict[str, Used] = {}
        self.faults: list[str] = []
        self._now, self._name = Used(), ""
        self._sent: dict[str, Any] = {}

    def watch(self, client: Any) -> None:
        """Every call of the client is counted from now on."""
        events = client.meta.events
        service = client.meta.service_model.service_name
        events.register(f"provide-client-params.{service}", self._ask)
        events.register(f"before-parameter-build.{service}", self._keep)
        events.register(f"after-call.{service}", self._take)

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.input_shape and "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "INDEXES"

    def _keep(self, params: dict[str, Any], **_: Any) -> None:
        self._sent = params

    def _take(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        name, used = model.name, self._now
        if model.service_model.service_name != "dynamodb":
            used.others[f"{model.service_model.service_name} {name}"] += 1
            return
        used.calls[name] += 1
        if name not in WRITES:
            used.reads += read_units(name, self._sent, parsed)
            return
        found = parsed.get("ConsumedCapacity") or []
        entries = found if isinstance(found, list) else [found]
        if not entries:
            self.faults.append(f"{name} reported no capacity")
        indexes = [index for each in entries for index in each.get("GlobalSecondaryIndexes", {}).values()]
        indexed = sum(index["CapacityUnits"] for index in indexes)
        units = sum(each["CapacityUnits"] for each in entries)
        used.writes += units
        used.index_writes += indexed
        if self._name == "submit" and name == "TransactWriteItems":  # every item is new, so its size is known
            rule = sum(2 * begun(item_bytes(each["Put"]["Item"]), 1024) for each in self._sent["TransactItems"])
            if rule != units - indexed:
                self.faults.append(f"the engine reports {units - indexed} table units, the rule says {rule}")

    @contextmanager
    def action(self, name: str) -> Iterator[None]:
        """What happens inside is this action's; of an action that comes again the dearest is kept."""
        self._now, self._name = Used(), name
        yield
        held = self.used.get(name)
        if held is None or held.writes + held.reads < self._now.writes + self._now.reads:
            self.used[name] = self._now
        self._now, self._name = Used(), ""


def begun(size: int, step: int) -> int:
    """How many steps a size has begun, at least one."""
    return max(1, ceil(size / step))


def read_units(name: str, sent: dict[str, Any], answer: dict[str, Any]) -> float:
    """The units of one read. Source: AWS, "DynamoDB read consistency" and "item sizes"; 4 KB each, half if eventual."""
    if name == "BatchGetItem":  # each item by itself
        asked = sum(len(each["Keys"]) for each in sent["RequestItems"].values())
        items = [item for held in answer["Responses"].values() for item in held]
        whole = asked - len(items) + sum(begun(item_bytes(item), 4096) for item in items)
        consistent = all(each.get("ConsistentRead") for each in sent["RequestItems"].values())
        return whole if consistent else whole / 2
    items = answer["Items"] if name == "Query" else [answer["Item"]] if "Item" in answer else []
    units = begun(sum(item_bytes(item) for item in items), 4096)
    return units if sent.get("ConsistentRead") else units / 2


def item_bytes(item: dict[str, Any]) -> int:
    """An item's size. Source: AWS, "DynamoDB item sizes and formats"."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: dict[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "L":
        return 3 + sum(1 + value_bytes(each) for each in held)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + value_bytes(each) for name, each in held.items())
    if kind == "S":
        return len(held.encode())
    if kind == "B":
        return len(held)
    if kind == "N":
        return ceil(len(held.strip("-0.").replace(".", "")) / 2) + 1
    return 1  # BOOL and NULL
