"""Who stands in for whom, from when to when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.rota import Cover, moment, roles_now

ZONE = ZoneInfo("Asia/Shanghai")
ANN, BEN, CAM = HeldRole(Role.GRID_WORKER, "g1"), HeldRole(Role.GRID_WORKER, "g2"), HeldRole(Role.OFFICER, "s1")
ADMIN = HeldRole(Role.ADMIN, "d")
ROLES = {"ann": (ANN, ADMIN), "ben": (BEN,), "cam": (CAM,)}
NOW = datetime(2026, 10, 5, 4, tzinfo=UTC)


def cover(
    absent: str, covering: str, start: str = "2026-10-05", end: str = "2026-10-05", district: str = "d"
) -> Cover:
    return Cover(absent, covering, moment(start, ZONE, ends=False), moment(end, ZONE, ends=True), district)


def held(login: str, *covers: Cover, now: datetime = NOW) -> tuple[HeldRole, ...]:
    return roles_now(login, ROLES[login], covers, now, lambda row: ROLES.get(row.absent, ()))


@pytest.mark.parametrize(
    ("login", "covers", "roles"),
    [
        ("ben", [], (BEN,)),
        ("ben", [cover("ann", "ben")], (BEN, ANN)),
        ("ann", [cover("ann", "ben")], (ANN, ADMIN)),
        ("cam", [cover("ann", "ben")], (CAM,)),
        ("cam", [cover("ann", "ben"), cover("ben", "cam")], (CAM, BEN, ANN)),
        ("ben", [cover("ann", "ben"), cover("ben", "ann")], (BEN, ANN)),
        ("cam", [cover("ann", "cam"), cover("ben", "cam")], (CAM, ANN, BEN)),
        ("cam", [cover("ann", "ben"), cover("ben", "cam", district="e")], (CAM, BEN)),
        ("cam", [cover("ann", "ben", district="e"), cover("ben", "cam", district="e")], (CAM, BEN, ANN)),
        ("ben", [cover("ann", "ben", district="e"), cover("ann", "ben")], (BEN, ANN)),
        ("ben", [cover("nobody", "ben")], (BEN,)),
        ("ben", [cover("ann", "ben", "2026-10-06", "2026-10-09")], (BEN,)),
        ("ben", [cover("ann", "ben", "2026-10-01", "2026-10-04")], (BEN,)),
    ],
)
def test_covering_person_holds_the_duties_of_the_absent_one_when_the_rota_says_so(login, covers, roles) -> None:
    assert held(login, *covers) == roles


@pytest.mark.parametrize(
    ("now", "covered"),
    [
        (datetime(2026, 10, 4, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 4, 16, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 5, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 5, 16, 0, tzinfo=UTC), False),
    ],
)
def test_day_counts_whole_by_the_districts_clock_when_a_day_is_named(now, covered) -> None:
    assert (ANN in held("ben", cover("ann", "ben"), now=now)) is covered


@pytest.mark.parametrize(
    ("written", "ends", "expected"),
    [
        ("2026-10-01", False, datetime(2026, 9, 30, 16, tzinfo=UTC)),
        ("2026-10-01", True, datetime(2026, 10, 1, 16, tzinfo=UTC)),
        ("2026-10-01T12:00", True, datetime(2026, 10, 1, 4, tzinfo=UTC)),
        ("2026-10-01T12:00+00:00", False, datetime(2026, 10, 1, 12, tzinfo=UTC)),
    ],
)
def test_moment_is_read_by_the_districts_clock(written, ends, expected) -> None:
    assert moment(written, ZONE, ends=ends) == expected


@pytest.mark.parametrize("written", ["", "soon", "2026-13-01", "9999-12-31", "T", "2026-10-01T25:00"])
def test_moment_is_refused_when_it_is_none(written) -> None:
    with pytest.raises(ValueError):
        moment(written, ZONE, ends=True)
