"""Accesses: granted, changed, withdrawn, undone; a password goes in and never comes back."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from diaban.basis.error import ConflictError, ForbiddenError, RefusedError
from diaban.store.viewer import Role, Viewer
from tests.store.conftest import Memory
from tests.store.world import ADMIN, Clock, begin, how

GOOD = "mưa rơi trên mái tôn"
OTHER = "nắng lên ngoài bãi ngô"
OF_PART = Viewer("quản trị tỉnh", Role.ADMINISTRATOR, frozenset({"u00001", "u00002"}), frozenset({"u00001"}))


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """The real hasher at its least cost: what is tested is not how long it takes."""
    with patch("django.contrib.auth.hashers.ScryptPasswordHasher.work_factor", 2):
        yield


@pytest.fixture
def clock(memory: Memory) -> Clock:
    clock = Clock()
    begin(clock)
    return clock


def give(clock: Clock, **more: Any) -> Any:
    from diaban.store.actions import grant

    given = {"name": "an", "role": Role.READER, "unit": "u00001", "password": GOOD, **how(clock), **more}
    return grant(**given)


def enters(name: str, password: str) -> bool:
    from diaban.store.queries import signing_in

    return signing_in(name=name, password=password, viewer=ADMIN) is not None


def told() -> list[tuple[str, str, str | None]]:
    from diaban.store.queries import accesses

    return [(one.name, one.role.value, one.unit) for one in accesses(viewer=ADMIN)]


def everything(clock: Clock) -> str:
    """All texts of all tables but the column of hashes."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = []
        for name in connection.introspection.table_names(cursor):
            columns = [c.name for c in connection.introspection.get_table_description(cursor, name)]
            kept = ", ".join(f'"{column}"' for column in columns if (name, column) != ("store_access", "password"))
            cursor.execute(f'SELECT {kept} FROM "{name}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_a_granted_account_enters_with_its_password_alone(clock: Clock) -> None:
    from diaban.store import models

    give(clock)
    give(clock, name="bình", role=Role.ADMINISTRATOR, unit=None, password=OTHER)
    assert told() == [("an", "reader", "u00001"), ("bình", "administrator", None)]
    assert enters("an", GOOD)
    give(clock, name="a")  # a letter of the password, by chance
    assert enters("a", GOOD)
    # The marks of a letter as another keyboard writes them.
    assert enters("bi\u0300nh", "na\u0306\u0301ng le\u0302n ngoa\u0300i ba\u0303i ngo\u0302")
    for name, password in (("an", OTHER), ("an", ""), ("AN", GOOD), ("cường", GOOD), ("", ""), ("a\0n", GOOD)):
        assert not enters(name, password)
    kept = models.Access.objects.values_list("password", flat=True)
    assert all(one.startswith("scrypt$") and GOOD not in one for one in kept)
    assert len(set(kept)) == 3, "two of one password have hashes of their own"


def test_the_journal_holds_neither_password_nor_hash(clock: Clock) -> None:
    from diaban.store.actions import change_password

    give(clock)
    change_password(name="an", password=OTHER, **how(clock))
    kept = everything(clock)
    assert "grant-access" in kept
    assert GOOD not in kept
    assert OTHER not in kept
    assert "scrypt$" not in kept
    with pytest.raises(RefusedError, match="password-told"):
        change_password(name="an", password=GOOD, **how(clock, f"đặt lại thành {GOOD}"))
    with pytest.raises(RefusedError, match="password-told"):
        change_password(name="an", password=GOOD, **how(clock), request=f"x {GOOD}")
    assert GOOD not in everything(clock)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"password": "ngắn quá"}, "password-short"),
        ({"password": "d" * 257}, "password-long"),
        ({"password": "abababababababab"}, "password-common"),
        ({"password": "password1234567"[:12]}, "password-common"),
        ({"name": "nguyễn an", "password": "mật khẩu của Nguyễn An"}, "password-common"),
        ({"password": None}, "password-needed"),
        ({"name": " "}, "name-unusable"),
        ({"name": "a\nb"}, "name-unusable"),
        ({"name": "a" * 101}, "name-unusable"),
        ({"unit": "u99999"}, "unit-unknown"),
        ({"unit": "'; DROP TABLE store_access; --"}, "unit-unknown"),
        ({"reason": " "}, "reason-missing"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(clock: Clock, given: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        give(clock, **given)
    assert told() == []


def test_another_role_keeps_the_password_and_closes_the_older(clock: Clock) -> None:
    from diaban.store.queries import accesses

    first = give(clock)
    with pytest.raises(RefusedError, match="access-unchanged"):
        give(clock, password=None)
    with pytest.raises(RefusedError, match="password-kept"):
        give(clock, role=Role.EDITOR)
    give(clock, role=Role.EDITOR, password=None)
    assert told() == [("an", "editor", "u00001")]
    assert enters("an", GOOD)
    assert [one.role for one in accesses(viewer=ADMIN, known_at=first.moment)] == [Role.READER]


def test_a_changed_password_never_comes_back(clock: Clock) -> None:
    from diaban.store.actions import change_password, undo

    first = give(clock)
    changed = change_password(name="an", password=OTHER, **how(clock))
    assert enters("an", OTHER)
    assert not enters("an", GOOD)
    with pytest.raises(RefusedError, match="act-irreversible"):
        undo(act=changed.id, **how(clock))
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=first.id, **how(clock))
    assert not enters("an", GOOD)
    with pytest.raises(RefusedError, match="access-unknown"):
        change_password(name="không có", password=OTHER, **how(clock))


def test_a_grant_and_a_withdrawal_can_be_undone(clock: Clock) -> None:
    from diaban.store.actions import undo, withdraw

    first = give(clock)
    undo(act=first.id, **how(clock))
    assert told() == []
    assert not enters("an", GOOD)
    give(clock, password=OTHER)
    gone = withdraw(name="an", **how(clock))
    assert not enters("an", OTHER)
    with pytest.raises(RefusedError, match="access-unknown"):
        withdraw(name="an", **how(clock))
    back = undo(act=gone.id, **how(clock))
    assert enters("an", OTHER)
    editor = Viewer("nhập", Role.EDITOR, None, None)
    with pytest.raises(ForbiddenError, match="administrator-only"):
        undo(act=back.id, by=editor, at=clock, reason="thử")
    # The first access cannot come back beside the second.
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=first.id + 1, **how(clock))


def test_a_blanked_name_takes_the_hashes_with_it(clock: Clock) -> None:
    from diaban.store import models
    from diaban.store.actions import blank_name, change_password, undo
    from diaban.store.queries import access

    first = give(clock)
    change_password(name="an", password=OTHER, **how(clock))
    number = models.Access.objects.values_list("account_id", flat=True)[0]
    blank_name(name="an", **how(clock, "theo luật"))
    assert not models.Access.objects.exists()
    assert access(account=number, viewer=ADMIN) is None
    assert not enters("an", OTHER)
    with pytest.raises(RefusedError, match="act-built-on"):
        undo(act=first.id, **how(clock))
    give(clock)
    assert enters("an", GOOD)


def test_an_administrator_of_a_part_grants_there_alone(clock: Clock) -> None:
    from diaban.store.actions import change_password, destroy, withdraw
    from diaban.store.queries import accesses, journal

    give(clock, name="khác", unit="u00003")
    give(clock, name="cả nước", unit=None, role=Role.ADMINISTRATOR)
    act: dict[str, Any] = {"by": OF_PART, "at": clock, "reason": "thử"}
    give(clock, **act)
    for unit in ("u00002", "u00003"):
        with pytest.raises(ForbiddenError, match="not-your-unit"):
            give(clock, name="bình", unit=unit, **act)
    with pytest.raises(ForbiddenError, match="administrator-of-part"):
        give(clock, name="bình", unit=None, **act)
    with pytest.raises(ForbiddenError, match="administrator-of-part"):
        destroy(officer="o1", **act)
    # Taking somebody else's account over, by moving it to one's own unit.
    for name in ("khác", "cả nước"):
        with pytest.raises(ForbiddenError, match=r"not-your-unit|administrator-of-part"):
            give(clock, name=name, unit="u00001", password=None, **act)
        for wrong in (
            lambda name=name: withdraw(name=name, **act),
            lambda name=name: change_password(name=name, password=OTHER, **act),
        ):
            with pytest.raises(RefusedError, match="access-unknown"):
                wrong()
    assert [one.name for one in accesses(viewer=OF_PART)] == ["an"]
    assert {line.by for line in journal(viewer=OF_PART)} == {OF_PART.name}
    for role in (Role.EDITOR, Role.READER):
        by = Viewer("x", role, None, None)
        for unit in (None, "u00001"):
            with pytest.raises(ForbiddenError, match="administrator-only"):
                give(clock, unit=unit, **{**act, "by": by})
        assert accesses(viewer=by) == []


def test_the_database_refuses_two_open_accesses_and_a_changed_one(clock: Clock) -> None:
    from django.db import DatabaseError, connection, transaction

    give(clock)
    last = "(SELECT max(id) FROM store_act)"
    columns = "INSERT INTO store_access (act_id, account_id, role, password) VALUES"
    for statement in (
        f"{columns} ({last}, (SELECT max(account_id) FROM store_access), 'reader', 'x')",
        f"{columns} ({last}, 1, 'khác', 'x')",
        "UPDATE store_access SET password = 'x'",
        "UPDATE store_access SET role = 'administrator'",
        "DELETE FROM store_access",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_wrong_names_cost_the_same_work(clock: Clock) -> None:
    """Counted, not timed: one comparison of a hash whether the name is there or not."""
    give(clock)
    from diaban.store import password

    with patch.object(password, "check_password", wraps=password.check_password) as compared:
        for name in ("an", "không có", "a\0n", "x" * 10_000):
            assert not enters(name, "không phải mật khẩu này")
    assert compared.call_count == 4
    assert all(call.args[1].startswith("scrypt$") for call in compared.call_args_list)


def test_a_conflict_is_told_as_one(clock: Clock) -> None:
    with pytest.raises(ConflictError, match="clock-behind"):
        give(clock, at=lambda: Clock().moment.replace(year=2000))
