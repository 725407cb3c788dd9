"""The inverted index: one item for each term of a petition, and one that says which terms these are, so that they can go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Candidate, Indexed, Postings
from chalicelib.domain.questions import BESIDE
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, stamp, strings
from chalicelib.storage.lists import summary_of
from chalicelib.storage.table import Table

SAID = (BESIDE, 1)  # the versions under which the words lie that are searched


@dataclass(frozen=True, slots=True)
class DynamoTerms:
    """The index in the main table."""

    table: Table

    def write(self, entry: Indexed) -> bool:
        """True when the petition stood under other terms before; now it stands under exactly these.

        What it stands under is written first, so that whoever tries again after a crash leaves no term behind; and whether
        it really came to stand there is looked at, so that they leave none out.
        """
        place = keys.term_place(stamp(entry.submitted_at), entry.number)
        wanted = {keys.term(entry.district, each) for each in entry.terms}
        held = self._held(entry.number)
        absent = wanted - self._standing(held & wanted, place)
        if held == wanted and not absent:
            return False
        self._hold(entry.number, held | wanted)
        self.table.write_batch([{"PutRequest": {"Item": _item(pk, place)}} for pk in sorted(absent)])
        gone = sorted(held - wanted)
        self.table.write_batch([{"DeleteRequest": {"Key": strings(pk=pk, sk=place)}} for pk in gone])
        if gone:
            self._hold(entry.number, wanted)
        return True

    def _held(self, number: str) -> set[str]:
        item = self.table.get(keys.terms_of(number), keys.TERMS)
        return set(item["terms"]["S"].split()) if item else set()

    def _standing(self, terms: Iterable[str], place: str) -> set[str]:
        found = self.table.batch([strings(pk=pk, sk=place) for pk in sorted(terms)], consistent=True)
        return {item["pk"]["S"] for item in found}

    def _hold(self, number: str, terms: Iterable[str]) -> None:
        self.table.put(strings(pk=keys.terms_of(number), sk=keys.TERMS, entity="terms", terms=" ".join(sorted(terms))))

    def postings(self, district: str, term: str, since: str, before: str, limit: int) -> Postings:
        """Petitions that have a term, submitted from `since` on and before `before`: one query."""
        answer = self.table.client.query(
            TableName=self.table.name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :before",
            ExpressionAttributeValues={
                ":pk": {"S": keys.term(district, term)},
                ":since": {"S": since},
                ":before": {"S": _just_below(before)},
            },
            ProjectionExpression="sk",
            ScanIndexForward=False,
            Limit=limit,
        )
        return Postings(tuple(item["sk"]["S"] for item in answer["Items"]), "LastEvaluatedKey" not in answer)

    def read(self, numbers: Sequence[str]) -> list[Candidate]:
        """The petitions with what was said, in one call; those that are gone are left out."""
        sorts = (keys.PETITION, *(keys.text(version) for version in SAID))
        wanted = [strings(pk=keys.petition(number), sk=sk) for number, sk in product(numbers, sorts)]
        found = {(item["pk"]["S"], item["sk"]["S"]): item for item in self.table.batch(wanted)}
        return [made for number in numbers if (made := _candidate(number, found))]


def _candidate(number: str, found: dict[tuple[str, str], Item]) -> Candidate | None:
    pk = keys.petition(number)
    item = found.get((pk, keys.PETITION))
    if item is None:
        return None
    said = {version: held["words"]["S"] for version in SAID if (held := found.get((pk, keys.text(version))))}
    return Candidate(summary_of(item), decode(item, Petition), said)


def _just_below(place: str) -> str:
    """The end of a range that leaves `place` out: BETWEEN takes both its ends in."""
    return f"{place[:-1]}{chr(ord(place[-1]) - 1)}~"


def _item(pk: str, sk: str) -> Item:
    return strings(pk=pk, sk=sk, entity="term")
