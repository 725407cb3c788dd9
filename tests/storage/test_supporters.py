"""Who said "me too": the same contract in memory and on the engine."""

from concurrent.futures import ThreadPoolExecutor

from tests.storage.samples import petition, submitted

HELD = petition(1)
NUMBER, ANOTHER = HELD.number, "22345678901234"


def test_each_browser_counts_once_and_for_its_petition_alone(stores) -> None:
    assert stores.supporters.count(NUMBER) == 0
    assert [stores.supporters.add(NUMBER, who) for who in ("a", "b", "a")] == [True, True, False]
    assert stores.supporters.add(ANOTHER, "a")
    assert (stores.supporters.count(NUMBER), stores.supporters.count(ANOTHER)) == (2, 1)
    stores.petitions.commit(submitted(HELD))
    assert stores.petitions.seen(NUMBER)[1:] == ([], 2)
    assert stores.petitions.seen(ANOTHER) is None


def test_a_crowd_at_once_is_counted_exactly(stores) -> None:
    stores.supporters.add(NUMBER, "first")
    with ThreadPoolExecutor(4) as many:
        added = list(many.map(lambda at: _until_done(stores, f"browser-{at % 12}"), range(24)))
    assert sum(added) == 12
    assert stores.supporters.count(NUMBER) == 13


def _until_done(stores, who: str) -> bool:
    """Added as a page does it: asked again when others were at the same item."""
    from chalicelib.domain.errors import Busy

    for _ in range(50):
        try:
            return stores.supporters.add(NUMBER, who)
        except Busy:
            continue
    raise AssertionError("never done")
