"""A table that left the service is kept as it was, once; later quarters stand on it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import Error

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.coverage.counts.public_year import Quarter, published
from diaban.store.viewer import Role, Viewer
from tests.store.returns_world import ATLAS, COMMUNE, NEIGHBOUR, OF_COMMUNE, OF_PROVINCE, PROVINCE, undo
from tests.store.world import ADMIN, Clock, how

SPRING, SUMMER = date(2025, 3, 14), date(2025, 6, 14)


def table(quarter: date, *counts: tuple[int, int]) -> Any:
    from diaban.store.queries import QuarterTable

    units = [ATLAS.versions(unit)[-1] for unit in (COMMUNE, NEIGHBOUR)][: len(counts)]
    made = Quarter(tuple(one.id for one in units), ("trom-cap", "khac"), counts)
    return QuarterTable(PROVINCE, quarter, quarter.month // 3, tuple(units), made, published([made]))


def give(clock: Clock, *year: Any, **more: Any) -> Any:
    from diaban.store.actions import give_out

    return give_out(year=year, **(how(clock, "gửi Hội đồng nhân dân") | more))


def kept(quarter: date, viewer: Viewer = ADMIN) -> Any:
    from diaban.store.queries.public_tables import _kept

    return _kept(type("Edition", (), {"atlas": ATLAS})(), PROVINCE, [quarter]).get(quarter)  # type: ignore[arg-type]


def test_a_table_is_given_out_once_with_the_quarters_before_it(clock: Clock) -> None:
    from diaban.store import models

    spring, summer = table(SPRING, (12, 40), (30, 9)), table(SUMMER, (3, 20), (17, 8))
    assert kept(SPRING) is None
    act = give(clock, spring, summer)
    for one in (spring, summer):
        assert kept(one.quarter) == replace(one, act=act.id, moment=act.moment)
    with pytest.raises(RefusedError, match="public-table-given"):
        give(clock, spring, summer)
    with pytest.raises(RefusedError, match=r"undo-impossible|irreversible"):
        undo(clock, act.id)
    with pytest.raises(Error):
        models.PublicTable.objects.update(counts="[]")


def test_who_may_not_or_comes_second_is_told(clock: Clock) -> None:
    spring, summer = table(SPRING, (12, 40), (30, 9)), table(SUMMER, (3, 20), (17, 8))
    with pytest.raises(RefusedError, match="public-table-empty"):
        give(clock, table(SPRING))
    for who in (OF_COMMUNE, replace(OF_PROVINCE, role=Role.READER)):
        with pytest.raises(ForbiddenError):
            give(clock, spring, by=who)
    give(clock, spring, by=OF_PROVINCE)
    # Worked out while the first was not yet given out.
    with pytest.raises(ConflictError, match="public-table-meanwhile"):
        give(clock, spring, summer)
    give(clock, kept(SPRING), summer)
