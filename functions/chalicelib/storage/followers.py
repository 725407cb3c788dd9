"""Petitions that joined a lead, the fan-outs that tell them, and what units are told at their desks."""

from __future__ import annotations

from chalicelib.domain.ports import FanOut, Notice, Page
from chalicelib.storage import keys
from chalicelib.storage.items import decode, fan_out_item
from chalicelib.storage.table import Table


class Followers:
    """What the store of petitions keeps of followers, fan-outs and notices."""

    __slots__ = ()
    table: Table

    def followers(self, lead: str, after: str, limit: int) -> list[str]:
        """Numbers of petitions that were merged into a lead, from `after` on."""
        since = keys.follower(f"{after}#" if after else "")
        items = self.table.page(keys.petition(lead), since, keys.follower("~"), limit)
        return [item["number"]["S"] for item in items]

    def due_fan_outs(self, limit: int) -> list[FanOut]:
        """Fan-outs that have not come to their end."""
        found: list[FanOut] = []
        for part in range(keys.WAKE_SPREAD):
            for each in self.table.due(f"X#{part}", "9", limit)[0]:
                item = self.table.get(each["pk"]["S"], each["sk"]["S"])
                found += [decode(item, FanOut)] if item else []
        return [each for each in found if not each.ended]

    def advance(self, before: FanOut, after: FanOut) -> bool:
        """True when the fan-out moved on; False when another sweep got there first."""
        return self.table.replace(fan_out_item(after), before)

    def notices(self, unit: str, limit: int, cursor: dict[str, str] | None) -> Page[Notice]:
        """What a unit was told, newest first."""
        items, following = self.table.newest(keys.notices(unit), limit, cursor)
        return Page([decode(item, Notice) for item in items], following)
