"""What an account does about itself: another password, an end to its sessions. And who else may do it to it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.store.viewer import Role, Viewer
from tests.store.conftest import Memory
from tests.store.test_accounts import GOOD, OTHER, enters, everything, give, told
from tests.store.world import ADMIN, Clock, begin, how

THIRD = "gió thổi qua đồi chè"
BOTH = ("old-password-wrong", "password-differs")
# The role and the units of whoever asks, by the part of the country they are of.
UNITS: dict[str, frozenset[str] | None] = {"nation": None, "own": frozenset({"u00001"}), "other": frozenset({"u00009"})}


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with patch("django.contrib.auth.hashers.ScryptPasswordHasher.work_factor", 2):
        yield


@pytest.fixture
def clock(memory: Memory) -> Clock:
    clock = Clock()
    begin(clock)
    return clock


def viewer(role: Role, relation: str, name: str = "an") -> Viewer:
    units = UNITS[relation]
    return Viewer(name, role, units, frozenset() if role is Role.READER else units)


def change(clock: Clock, by: Viewer, **more: Any) -> Any:
    from diaban.store.actions import change_own_password

    given = {"old": GOOD, "password": OTHER, "again": OTHER, "by": by, "at": clock, "reason": "tự đổi", **more}
    return change_own_password(**given)


def since(name: str) -> int:
    from diaban.store.queries import accesses

    return next(one.act for one in accesses(viewer=ADMIN) if one.name == name)


def found_in(asked: Callable[[], Any]) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        asked()
    return [one.code for one in refused.value.findings]


@pytest.mark.parametrize("relation", UNITS)
@pytest.mark.parametrize("role", Role)
def test_every_role_changes_its_own_password_and_nobody_elses(clock: Clock, role: Role, relation: str) -> None:
    from diaban.store.queries import journal

    unit = {"nation": None, "own": "u00001", "other": "u00009"}[relation]
    give(clock, role=role, unit=unit)
    give(clock, name="bình", role=role, unit=unit)
    me = viewer(role, relation)
    act = change(clock, me)
    assert (enters("an", OTHER), enters("an", GOOD)) == (True, False)
    assert (enters("bình", GOOD), enters("bình", OTHER)) == (True, False)
    assert told() == [("an", role.value, unit), ("bình", role.value, unit)], "role and unit stay as they were"
    line = journal(viewer=ADMIN)[0]
    assert (line.act, line.by, line.action, line.reason) == (act.id, "an", "change-own-password", "tự đổi")
    assert (line.wrote, line.closed) == ({"access": 1}, {"access": 1})
    kept = everything(clock)
    assert GOOD not in kept
    assert OTHER not in kept
    assert "scrypt$" not in kept


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"old": THIRD}, ["old-password-wrong"]),
        ({"old": ""}, ["old-password-wrong"]),
        ({"again": THIRD}, ["password-differs"]),
        ({"again": ""}, ["password-differs"]),
        ({"password": GOOD, "again": GOOD}, ["password-unchanged"]),
        ({"password": "", "again": ""}, ["password-short"]),
        ({"old": "sai", "password": "ngắn", "again": "khác"}, [*BOTH, "password-short"]),
        ({"old": "sai", "password": "d" * 257, "again": ""}, [*BOTH, "password-long"]),
        ({"password": "password1234", "again": "password1234"}, ["password-common"]),
        ({"reason": f"nay là {OTHER}"}, ["password-told"]),
        # Whoever does not know it learns nothing about it.
        ({"old": THIRD, "password": GOOD, "again": GOOD}, ["old-password-wrong"]),
    ],
)
def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(
    clock: Clock, given: dict[str, Any], codes: list[str]
) -> None:
    first = give(clock)
    assert found_in(lambda: change(clock, viewer(Role.READER, "own"), **given)) == codes
    assert enters("an", GOOD)
    assert since("an") == first.id


def test_marks_typed_another_way_are_the_same_password(clock: Clock) -> None:
    give(clock)
    apart = "na\u0306\u0301ng le\u0302n ngoa\u0300i ba\u0303i ngo\u0302"
    change(clock, viewer(Role.READER, "own"), again=apart)
    assert enters("an", apart)
    same = {"old": OTHER, "password": apart, "again": apart}
    assert found_in(lambda: change(clock, viewer(Role.READER, "own"), **same)) == ["password-unchanged"]


def test_whoever_has_no_access_has_no_password(clock: Clock) -> None:
    from diaban.store.actions import end_sessions, withdraw

    give(clock)
    withdraw(name="an", **how(clock))
    me = viewer(Role.READER, "own")
    assert found_in(lambda: change(clock, me)) == ["access-unknown"]
    assert found_in(lambda: end_sessions(name="an", by=me, at=clock, reason="thử")) == ["access-unknown"]
    assert found_in(lambda: change(clock, viewer(Role.READER, "own", "không có"))) == ["access-unknown"]


def test_a_password_set_by_the_administrator_meanwhile_stands(clock: Clock) -> None:
    """Somebody who knew the old one must not win the race against whoever takes it away from them."""
    from diaban.store.actions import account, change_password

    give(clock)
    hashing = account.hashed

    def late(password: str) -> str:
        with patch.object(account, "hashed", hashing):
            change_password(name="an", password=THIRD, **how(clock))
        return hashing(password)

    with patch.object(account, "hashed", late), pytest.raises(ConflictError, match="access-changed"):
        change(clock, viewer(Role.READER, "own"))
    assert (enters("an", THIRD), enters("an", OTHER)) == (True, False)


def test_neither_can_be_undone_and_no_old_password_comes_back(clock: Clock) -> None:
    from diaban.store.actions import end_sessions, undo

    first = give(clock)
    changed = change(clock, viewer(Role.EDITOR, "own"))
    ended = end_sessions(name="an", by=viewer(Role.EDITOR, "own"), at=clock, reason="thử")
    for act in (changed, ended):
        with pytest.raises(RefusedError, match="act-irreversible"):
            undo(act=act.id, **how(clock))
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=first.id, **how(clock))
    assert (enters("an", OTHER), enters("an", GOOD)) == (True, False)


@pytest.mark.parametrize("relation", UNITS)
@pytest.mark.parametrize("role", Role)
def test_sessions_are_ended_by_their_owner_or_an_administrator(clock: Clock, role: Role, relation: str) -> None:
    from diaban.store.actions import end_sessions

    give(clock, name="cả nước", unit=None)
    give(clock, name="tại đây", unit="u00001")
    unit = {"nation": None, "own": "u00001", "other": "u00009"}[relation]
    give(clock, role=role, unit=unit)
    me = viewer(role, relation)
    before = since("an")
    act = end_sessions(name=" an ", by=me, at=clock, reason="thử")
    assert since("an") == act.id > before
    assert enters("an", GOOD), "the password stays"
    reached = {"nation": {"cả nước", "tại đây"}, "own": {"tại đây"}, "other": set[str]()}[relation]
    for name in ("cả nước", "tại đây", "không có"):
        if role is not Role.ADMINISTRATOR:
            with pytest.raises(ForbiddenError, match="administrator-only"):
                end_sessions(name=name, by=me, at=clock, reason="thử")
        elif name in reached:
            assert since(name) < end_sessions(name=name, by=me, at=clock, reason="thử").id == since(name)
        else:
            asked = partial(end_sessions, name=name, by=me, at=clock, reason="thử")
            assert found_in(asked) == ["access-unknown"]


def test_everybody_is_signed_out_by_one_act(clock: Clock) -> None:
    from diaban.store.actions import end_sessions
    from diaban.store.queries import journal

    nobody = viewer(Role.ADMINISTRATOR, "other", "quản trị")
    assert found_in(lambda: end_sessions(name=None, by=nobody, at=clock, reason="thử")) == ["nothing-to-do"]
    for name, unit in (("an", "u00001"), ("bình", "u00002"), ("cường", None)):
        give(clock, name=name, unit=unit)
    part = viewer(Role.ADMINISTRATOR, "own", "quản trị")
    act = end_sessions(name=None, by=part, at=clock, reason="thử")
    assert [since(name) == act.id for name in ("an", "bình", "cường")] == [True, False, False]
    act = end_sessions(name=None, **how(clock, "lộ khóa"))
    assert {since(name) for name in ("an", "bình", "cường")} == {act.id}
    assert [enters(name, GOOD) for name in ("an", "bình", "cường")] == [True] * 3
    assert journal(viewer=ADMIN)[0].wrote == {"access": 3}
    for role in (Role.EDITOR, Role.READER):
        with pytest.raises(ForbiddenError, match="administrator-only"):
            end_sessions(name=None, by=viewer(role, "nation", "x"), at=clock, reason="thử")


def test_a_reader_still_writes_nothing_else(clock: Clock) -> None:
    from diaban.store.actions import change_password, grant, withdraw

    give(clock)
    me = viewer(Role.READER, "nation")
    act: dict[str, Any] = {"by": me, "at": clock, "reason": "thử"}
    for wrong in (
        lambda: change_password(name="an", password=OTHER, **act),
        lambda: withdraw(name="an", **act),
        lambda: grant(name="an", role=Role.ADMINISTRATOR, unit=None, password=None, **act),
    ):
        with pytest.raises(ForbiddenError, match="administrator-only"):
            wrong()
    assert told() == [("an", "reader", "u00001")]
