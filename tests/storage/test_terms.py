"""The index does the same in memory and in the table."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.ports import Indexed
from chalicelib.domain.questions import Beside

from tests.storage.samples import NOW, petition, submitted

FROM, UNTIL = "2025", "2026"


def entry(serial: int, *terms: str) -> Indexed:
    return Indexed(petition(serial).number, "D", NOW + timedelta(minutes=serial), frozenset(terms))


def numbers(stores, term: str, district: str = "D", limit: int = 10) -> list[str]:
    places = stores.terms.postings(district, term, FROM, UNTIL, limit).places
    return [each.partition("#")[2] for each in places]


def test_petitions_of_a_term_come_newest_first_and_only_of_their_district(stores) -> None:
    for serial in (1, 2, 3):
        assert stores.terms.write(entry(serial, "w:灯坏", "*"))
    assert numbers(stores, "w:灯坏") == [petition(serial).number for serial in (3, 2, 1)]
    assert numbers(stores, "w:灯坏", "E") == numbers(stores, "w:灯") == []


def test_the_same_terms_again_change_nothing_and_others_replace_them(stores) -> None:
    many = [f"w:{each:02d}" for each in range(60)]  # more than one batch
    assert stores.terms.write(entry(1, *many))
    assert not stores.terms.write(entry(1, *many))
    assert stores.terms.write(entry(1, *many[:2], "u:new"))
    assert numbers(stores, many[1]) == numbers(stores, "u:new") == [petition(1).number]
    assert numbers(stores, many[2]) == numbers(stores, many[59]) == []
    stores.terms.write(entry(1))
    assert numbers(stores, many[0]) == numbers(stores, "u:new") == []


def test_a_list_is_read_in_parts_without_a_gap_and_says_when_it_has_ended(stores) -> None:
    for serial in range(1, 6):
        stores.terms.write(entry(serial, "*"))
    first = stores.terms.postings("D", "*", FROM, UNTIL, 3)
    rest = stores.terms.postings("D", "*", FROM, first.places[-1], 3)
    seen = [*first.places, *rest.places]
    assert (len(seen), len(set(seen)), first.ended, rest.ended) == (5, 5, False, True)
    assert seen == sorted(seen, reverse=True)
    since = seen[1].partition("#")[0]
    assert stores.terms.postings("D", "*", since, UNTIL, 9).places == tuple(seen[:2])


def test_candidates_bring_what_the_citizen_said_and_those_that_are_gone_are_left_out(stores) -> None:
    held = petition(1)
    beside = Beside("东门旁").texts()
    stores.petitions.commit(replace(submitted(held), texts={1: "灯坏了", **beside}))
    found = stores.terms.read([petition(2).number, held.number])
    assert [(each.petition, each.texts, each.summary.number) for each in found] == [(held, {1: "灯坏了", **beside}, held.number)]
    assert stores.terms.read([]) == []
