"""Exports in memory, with their files."""

from dataclasses import dataclass, field
from typing import IO

from chalicelib.domain.ports import Export, ExportStep, Page

from tests.fakes.petitions import stored


@dataclass
class MemoryExports:
    """Exports, their files, and the record of them."""

    held: dict[tuple[str, str], Export] = field(default_factory=dict)
    entries: list[ExportStep] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    started: list[Export] = field(default_factory=list)

    def ask(self, export: Export, step: ExportStep) -> None:
        self.held[export.login, export.id] = stored(export)
        self.record(step)

    def get(self, login: str, export: str) -> Export | None:
        return self.held.get((login, export))

    def of(self, login: str) -> list[Export]:
        mine = [each for each in self.held.values() if each.login == login]
        return sorted(mine, key=lambda each: each.id, reverse=True)

    def finish(self, export: Export) -> None:
        self.held[export.login, export.id] = stored(export)

    def record(self, step: ExportStep) -> None:
        self.entries.append(stored(step))

    def steps(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[ExportStep]:
        start = int(cursor["from"]) if cursor else 0
        mine = sorted((each for each in self.entries if each.district == district), key=lambda each: each.at, reverse=True)
        return Page(mine[start : start + limit], {"from": str(start + limit)} if len(mine) > start + limit else None)

    def store(self, export: Export, file: IO[bytes]) -> None:
        self.files[export.id] = file.read()

    def address(self, export: Export, name: str) -> str:
        return f"https://files.example/{export.id}?name={name}"

    def start(self, export: Export) -> None:
        self.started.append(export)
