"""The review page: this machine alone, the pairs of one result, decisions that the next check takes."""

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import duckdb
import pytest

from diaban.basis.error import RefusedError
from diaban.cli.review import words
from diaban.cli.review_server import ReviewServer
from diaban.cli.say import Say
from diaban.engines.forms_decided import decide, read_decisions
from diaban.engines.forms_review import Pair, pairs_to_review

EVIDENCE = '{"start": ["", -9.5], "given": ["same", 3.1], "birth": ["turned", -1.2], "sex": ["missing", 0.0]}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A result with three pairs, and the forms beside it."""
    made = tmp_path / "ket-qua"
    made.mkdir()
    forms = "form_id,full_name,dob,phone\nP1,Trần An,01/02/1990,\nP2,TRAN AN,02/01/1990,\nP3,Lê Ánh,1990,\n"
    (tmp_path / "phieu.csv").write_text(forms, "utf-8")
    rows = f"('P1', 'P2', 0.55, 'review', '{EVIDENCE}'), ('P1', 'P3', 0.99, 'same', '{{}}')"
    rows += ", ('P2', 'P3', 0.1, 'different', '')"
    duckdb.connect(":memory:").execute(
        f"COPY (SELECT * FROM (VALUES {rows}) t(form_id_a, form_id_b, probability, decision, evidence))"
        f" TO '{made / 'pairs.parquet'}' (FORMAT parquet)"
    )
    return made


def pairs_of(folder: Path, most: int = 10) -> list[Pair]:
    spill = folder.parent / "spill"
    spill.mkdir(exist_ok=True)
    return pairs_to_review(folder / "pairs.parquet", [folder.parent / "phieu.csv"], spill=spill, most=most)


@pytest.fixture
def server(folder: Path) -> Iterator[ReviewServer]:
    with ReviewServer(folder, pairs_of(folder), words(Say("vi")), "vi") as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def asked(server: ReviewServer, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Content-Type": "application/json", **headers} if data is not None else headers
    connection.request("GET" if data is None else "POST", path, data, given)
    answer = connection.getresponse()
    told = answer.status, answer.read(), dict(answer.getheaders())
    connection.close()
    return told


def test_doubtful_pairs_come_first_side_by_side(folder: Path) -> None:
    pairs = pairs_of(folder)
    assert [(one.a, one.b, one.decision) for one in pairs] == [("P1", "P2", "review"), ("P1", "P3", "same")]
    assert pairs[0].evidence == (("start", "", -9.5), ("given", "same", 3.1), ("birth", "turned", -1.2))
    assert pairs[0].fields == (("full_name", "Trần An", "TRAN AN"), ("dob", "01/02/1990", "02/01/1990"))
    assert len(pairs_of(folder, most=1)) == 1
    with pytest.raises(RefusedError, match="review-no-result"):
        pairs_to_review(folder.parent / "pairs.parquet", [], spill=folder.parent, most=1)


def test_the_page_is_whole_and_takes_nothing_from_outside(server: ReviewServer) -> None:
    for name in ("", "page.css", "page.js", "pairs.json"):
        status, body, headers = asked(server, f"/{server.secret}/{name}")
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert b"http://" not in body.replace(b"http://www.w3.org/2000/svg", b"")
        assert b"https://" not in body
    assert json.loads(body)["pairs"][0]["fields"][0] == ["full_name", "Trần An", "TRAN AN"]
    assert server.server_address[0] == "127.0.0.1"


def test_nobody_else_is_answered(server: ReviewServer) -> None:
    own = f"/{server.secret}/pairs.json"
    assert asked(server, "/pairs.json")[0] == 404
    assert asked(server, "/x/pairs.json")[0] == 404
    assert asked(server, f"/{server.secret}/../page.html")[0] == 404
    assert asked(server, own, Host="evil.example")[0] == 404
    assert asked(server, own, Origin="http://evil.example")[0] == 404
    assert (
        asked(server, f"/{server.secret}/decide", {"a": "P1", "b": "P2", "decision": "same"}, Origin="null")[0] == 404
    )


@pytest.mark.parametrize(
    "body",
    [b"x", {}, [], {"a": "P9", "b": "P2", "decision": "same"}, {"a": "P1", "b": "P2", "decision": "yes"}, b"1" * 9_000],
)
def test_only_decisions_about_its_pairs_are_taken(server: ReviewServer, body: Any) -> None:
    assert asked(server, f"/{server.secret}/decide", body)[0] == 400
    assert not server.file.exists()


def test_decisions_are_written_undone_and_read_again(server: ReviewServer) -> None:
    path = f"/{server.secret}/decide"
    assert asked(server, path, {"a": "P1", "b": "P2", "decision": "different"})[0] == 200
    assert asked(server, path, {"a": "P1", "b": "P3", "decision": "same"})[0] == 200
    assert read_decisions(server.file) == {("P1", "P2"): "different", ("P1", "P3"): "same"}
    assert asked(server, path, {"a": "P1", "b": "P3", "decision": None})[0] == 200
    assert read_decisions(server.file) == {("P1", "P2"): "different"}
    assert server.file.stat().st_mode & 0o077 == 0
    with ReviewServer(server.file.parent, server.pairs, {}, "vi") as again:
        assert again.decisions == {("P1", "P2"): "different"}


def test_decisions_stand_above_the_search() -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE pairs AS SELECT * FROM (VALUES ('a', 'b', 'same'), ('b', 'c', 'same'), ('d', 'e', 'review'))"
            " t(form_id_a, form_id_b, decision)"
        )
        connection.execute(
            "CREATE TABLE persons AS SELECT * FROM (VALUES ('a', 'a'), ('b', 'a'), ('c', 'a'), ('d', 'd'), ('e', 'e'),"
            " ('f', 'f')) t(form_id, person_id)"
        )
        assert decide(connection, {("a", "b"): "different", ("d", "e"): "same", ("x", "y"): "same"}) == 2
        people = dict(connection.execute("SELECT form_id, person_id FROM persons").fetchall())
        told = connection.execute("SELECT decision FROM pairs ORDER BY form_id_a").fetchall()
    assert people["a"] != people["b"] == people["c"]
    assert people["d"] == people["e"] != people["f"]
    assert told == [("different",), ("same",), ("same",)]
    assert len(set(people.values())) == 4


@pytest.mark.parametrize(
    "text", ["", "a,b,c\n", "form_id_a,form_id_b,decision\nP1,P2,maybe\n", "form_id_a,form_id_b,decision\nP1\n"]
)
def test_a_file_of_decisions_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "d.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(RefusedError, match="decisions-refused"):
        read_decisions(file)
