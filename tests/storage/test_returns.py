"""Who sends back to whom: counted with the step, the same in memory and in the table."""

from dataclasses import replace

import pytest
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.returns import Returned

from tests.storage.samples import following, petition, submitted


def test_pairs_add_up_by_month_and_only_with_the_step_that_decides(stores) -> None:
    decided = (Returned("2025-09", "C-elm", "S-hill"),)
    for serial in (1, 2):
        held = petition(serial)
        stores.petitions.commit(submitted(held))
        step = replace(following(held), returned=decided)
        stores.petitions.commit(step)
        with pytest.raises(VersionConflict):
            stores.petitions.commit(step)
    late = petition(3)
    stores.petitions.commit(submitted(late))
    stores.petitions.commit(replace(following(late), returned=(Returned("2025-10", "C-elm", "C-oak"),)))
    assert stores.petitions.returns("D", "2025-09") == {("C-elm", "S-hill"): 2}
    assert stores.petitions.returns("D", "2025-10") == {("C-elm", "C-oak"): 1}
    assert stores.petitions.returns("E", "2025-09") == {}
