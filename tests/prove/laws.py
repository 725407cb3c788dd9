"""What must hold after every step, whoever acted and whatever broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.domain import tally
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.journey.count import count

from tests.fakes.district import UNITS, ZONE
from tests.prove import expected

FANNED = {"close": "merged_closed", "reject": "merged_rejected", "withdraw": "reopened"}
HELPED = OPEN - {Status.CLOSED}
CODES = [unit.code for unit in UNITS]
SCOPES = (*tally.SCOPES, tally.OWN_DEEP, tally.ALL_DEEP)


@dataclass
class Laws:
    """What was seen so far, so that each step is held against the one before."""

    lists_each: int = 1
    looks: int = 0
    seen: dict[str, Petition] = field(default_factory=dict)
    versions: dict[str, list[Petition]] = field(default_factory=dict)
    notices: dict[str, set[tuple[str, int, str]]] = field(default_factory=dict)
    messages: dict[str, Counter[str]] = field(default_factory=dict)
    days: dict[str, dict[int, int]] = field(default_factory=dict)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    at_sweep: dict[str, Petition] = field(default_factory=dict)

    def check(self, world, numbers: list[str]) -> None:
        """Every law over every petition."""
        for number in numbers:
            petition, entries, _ = world.petitions.whole(number)
            before = self.seen.get(number)
            fresh = entries[before.version if before else 0 :]
            self.check_history(petition, entries)
            if before is not None and not fresh:
                assert petition == before
            self.remember(before, petition, entries, fresh)
            self.check_clocks(petition, entries)
            self.check_sms(world, petition)
            self.seen[number] = petition
            self.versions.setdefault(number, []).append(petition)
        self.looks += 1
        if self.looks % self.lists_each == 0:
            self.check_lists(world, numbers)

    def check_lists(self, world, numbers: list[str]) -> None:
        """Notices and queues of every unit: many queries, so on the real tables not after each step."""
        self.check_notices(world, numbers)
        self.check_queues(world, numbers)

    def check_history(self, petition: Petition, entries: list[HistoryEntry]) -> None:
        assert [each.version for each in entries] == list(range(1, petition.version + 1)), "history without a gap"
        last = entries[-1]
        assert (last.status_after, last.owner_after, last.at) == (petition.status, petition.owner, petition.last.at)
        assert (str(last.action), last.by.id) == (petition.last.action, petition.last.by)
        assert petition.owner in CODES, "one owner, and it exists"
        waits_for_itself = petition.owner in petition.assisting and petition.status is not Status.SUBMITTED
        assert not waits_for_itself, "nobody waits for its own help; the command centre only keeps the queue"
        assert not petition.assisting or petition.status in HELPED, "nothing is closed or over while a part is open"
        for then, now in zip(entries, entries[1:], strict=False):
            assert (now.status_before, now.owner_before) == (then.status_after, then.owner_after)
            assert expected.NEXT.get((str(now.status_before), str(now.action))) == str(now.status_after), now
            assert then.at <= now.at

    def remember(self, before, petition, entries, fresh) -> None:
        """What the new steps must have caused."""
        number = petition.number
        granted = petition.round.extension.days if petition.round and petition.round.extension else 0
        for entry in fresh:
            if entry.action == "grant_extension":
                self.days.setdefault(number, {})[entry.version] = granted
        clocks = self.replayed(petition, entries)
        for entry in fresh:
            units = expected.told(entry, before, petition, _judged(entries, entry.version))
            told = dict.fromkeys(units, str(entry.action))
            if entry.version in clocks.discovered:
                told = {expected.ABOVE[entry.owner_before] or "D": "overdue"} | told
            self.notices.setdefault(number, set()).update((unit, entry.version, why) for unit, why in told.items())
            name = expected.TOLD_BY_SMS.get(str(entry.action))
            if entry.action == "submit" and petition.round is None:
                name = "acknowledgement_centre"
            if entry.action == "remind" and entry.status_before == "closed":
                name = "follow_up_reminder"
            if entry.action == "reopen" and str(entry.by.role) == "system":
                name = "reopened"
            if name:
                self.messages.setdefault(number, Counter())[name] += 1
            if petition.followers and str(entry.action) in FANNED:
                self.waiting.append((number, str(entry.action)))

    def expand_fan_outs(self) -> None:
        """After a sweep each fan-out that waited has reached whoever followed its lead."""
        for lead, action in self.waiting:
            for number, petition in self.seen.items():
                if action != "withdraw" and petition.status is Status.MERGED and petition.lead == lead:
                    self.messages[number][FANNED[action]] += 1
        self.waiting.clear()

    def replayed(self, petition: Petition, entries: list[HistoryEntry]) -> expected.Replay:
        clocks = expected.Replay(petition.urgency, self.days.get(petition.number, {}))
        for entry in entries:
            clocks.step(entry)
        return clocks

    def check_clocks(self, petition: Petition, entries: list[HistoryEntry]) -> None:
        if petition.status not in (Status.ASSIGNED, Status.HANDLING):
            return
        clocks, current = self.replayed(petition, entries), petition.rounds[-1]
        assert (current.closing_due, current.response_due) == (clocks.closing, clocks.response), petition
        late = (current.response_overdue_at, current.closing_overdue_at)
        assert late == (clocks.late_response, clocks.late_closing), petition
        assert (current.accepted_at is not None) is clocks.accepted

    def check_sms(self, world, petition: Petition) -> None:
        names = [each.name.removesuffix("_link") for each in world.outbox.messages_of(petition.phone_key)]
        assert Counter(names) == self.messages[petition.number], petition

    def check_notices(self, world, numbers: list[str]) -> None:
        found: dict[str, set[tuple[str, int, str]]] = {number: set() for number in numbers}
        for unit in CODES:
            for each in world.petitions.notices(unit, 900, None).items:
                told = (unit, each.version, each.action)
                assert told not in found[each.number], "told once"
                found[each.number].add(told)
        for number in numbers:
            assert found[number] == self.notices.get(number, set()), (number, world.petitions.whole(number)[1])

    def check_queues(self, world, numbers: list[str]) -> None:
        """Open ones stand once in the list of their owner, street, district and helpers; the others in none."""
        stands: dict[str, list[tuple[str, str]]] = {number: [] for number in numbers}
        for index, units in (("owner", CODES), ("street", ["S-hill", "S-bay"]), ("district", ["D"]), ("assist", CODES)):
            for unit in units:
                for each in world.petitions.queue(index, unit, 99, None).items:
                    stands[each.number].append((index, unit))
        for number in numbers:
            petition = self.seen[number]
            wanted = [("owner", petition.owner), ("district", petition.district)]
            wanted += [("street", petition.place.street)] if petition.place.street else []
            wanted += [("assist", unit) for unit in petition.assisting]
            assert sorted(stands[number]) == (sorted(wanted) if petition.status in OPEN else []), petition

    def count(self, world, number: str) -> None:
        """Counts some version that was seen, perhaps an old one."""
        versions = self.versions[number]
        for petition in (versions[-1], versions[len(versions) // 2]):
            count(world, petition)

    def check_counters(self, world, numbers: list[str], months: Iterable[int] = range(9, 13)) -> None:
        """After everything was counted the counters are what the petitions say, counted anew; in `months` there is no more."""
        wanted: dict[tally.Cell, Counter[str]] = {}
        line = {unit: tuple(_line(unit)) for unit in CODES}
        for number in numbers:
            petition = world.petitions.get(number)
            count(world, petition)
            for cell, counts in tally.expand(tally.contribution(petition, ZONE), line, dict.fromkeys(CODES, "D")).items():
                wanted.setdefault(cell, Counter()).update(counts)
        periods = sorted({cell.period for cell in wanted} | {f"2025-{month:02d}" for month in months})
        found = {cell: +counts for cell, counts in world.tally.read(periods, CODES, SCOPES).items() if +counts}
        assert found == wanted


def _line(unit: str):
    at: str | None = unit
    while at is not None:
        yield at
        at = expected.ABOVE[at]


def _judged(entries: list[HistoryEntry], version: int) -> str | None:
    """The unit whose sending back an assignment judges; None when nothing waits to be judged."""
    for entry in reversed(entries[: version - 1]):
        if entry.action in ("comment", "join"):
            continue
        return entry.owner_before if entry.action == "send_back" else None
    return None
