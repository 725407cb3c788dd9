"""The index in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.domain.ports import Candidate, Indexed, Postings

from tests.fakes.petitions import Memory, MemoryPetitions, stamp


@dataclass
class MemoryTerms:
    """Petitions by their terms."""

    memory: Memory
    petitions: MemoryPetitions
    held: dict[str, Indexed] = field(default_factory=dict)

    def write(self, entry: Indexed) -> bool:
        changed = self.held.get(entry.number) != entry
        self.held[entry.number] = entry
        return changed

    def postings(self, district: str, term: str, since: str, before: str, limit: int) -> Postings:
        mine = [each for each in self.held.values() if each.district == district and term in each.terms]
        places = sorted((f"{stamp(each.submitted_at)}#{each.number}" for each in mine), reverse=True)
        within = [place for place in places if since <= place < before]
        return Postings(tuple(within[:limit]), len(within) < limit)

    def read(self, numbers: Sequence[str]) -> list[Candidate]:
        found = []
        for number in numbers:
            whole = self.petitions.whole(number)
            if whole:
                said = {version: words for version, words in whole[2].items() if version in (0, 1)}
                found.append(Candidate(self.petitions._summary(whole[0], "district"), whole[0], said))
        return found
