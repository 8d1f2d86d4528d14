"""A process that receives returns for the fault tests: it is warm, and for every order it forks a child that can be
killed at any instant. ``python -m tests.faults.front_door``: orders on standard input, answers on standard output.

An order is a line of JSON: ``{"do": "receive", "try": 7, "units": [codes], "month": "2025-08"}`` or
``{"do": "accept", "number": 3}`` or ``{"do": "raw", "bytes": 1000000}``; ``children`` of them run it at once. A child
answers line by line, each line only once what it tells is committed.
"""

import json
import os
import sys
from typing import Any

HEAD = "Mã đơn vị;Chức danh;Quân số hiện có"
BATCH = 4
TITLES = ("Trưởng Công an", "Phó Trưởng Công an", "Công an viên")


def data(code: str, attempt: int) -> bytes:
    """A return of three lines, each of which another attempt changes."""
    lines = [f"{code};{title};{1 + (attempt + at) % 480}" for at, title in enumerate(TITLES)]
    return ("\n".join([HEAD, *lines]) + "\n").encode()


def main() -> None:
    """Answer orders until there are no more."""
    from diaban.cli.clock import now, today
    from diaban.cli.home import memory

    with memory() as who:
        from diaban.store.ground import edition_known, forms_here
        from diaban.store.receiving import Ground, Incoming, Told, accept_return, judge_kept, many, take_in

        # Batches smaller than what is sent: a kill also falls between two of them.
        vars(many)["BATCH"] = BATCH

        edition, (forms, _) = edition_known(who), forms_here()
        # Read now, not by each child.
        edition.atlas.in_force(today())
        _ = edition.names, edition.service

    def say(**answer: Any) -> None:
        # One write: lines of children that speak at once do not run into each other.
        os.write(1, (json.dumps(answer) + "\n").encode())

    def receive(who: Any, order: dict[str, Any]) -> None:
        told = {"form": "staffing", "period": order["month"]}
        files = [Incoming(f"{code}.csv", data(code, order["try"]), Told(unit=code, **told)) for code in order["units"]]
        ground = Ground.of(edition, forms, who)
        how: dict[str, Any] = {"by": who, "at": now, "reason": f"lần {order['try']}"}
        for one, outcome in take_in(files, ground=ground, today=today(), accept=True, **how):
            number = outcome.receipt.number if outcome.receipt else None
            codes = [found.code for found in outcome.error.findings] if outcome.error else []
            accepted = outcome.accepted is not None
            say(file=one.name, number=number, accepted=accepted, errors=codes)

    def accept(who: Any, order: dict[str, Any]) -> None:
        judged = judge_kept(order["number"], ground=Ground.of(edition, forms, who))
        os.read(GATE[0], 1)
        say(act=accept_return(order["number"], judged, by=who, at=now, reason="cùng lúc").id)

    def raw(who: Any, order: dict[str, Any]) -> None:
        from datetime import date

        from diaban.intake.reporting import Calendar, PeriodRule, parse_period
        from diaban.store.actions import NewOrigin, Tally
        from diaban.store.actions import receive as keep

        period = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, "2025-08")
        for _ in range(order["times"]):
            receipt = keep(
                form="staffing",
                version=date(2025, 3, 1),
                unit=edition.atlas.by_code(order["unit"], period.cut_off).id,
                period=period,
                origin=NewOrigin(key="xa"),
                data=os.urandom(order["bytes"]),
                name="x.bin",
                media="application/octet-stream",
                reading=Tally(digest="0" * 64, lines=0),
                covers=[],
                by=who,
                at=now,
                reason="đầy đĩa",
            )
            say(number=receipt.number)

    for line in sys.stdin:
        order = json.loads(line)
        GATE[:] = os.pipe()
        children = [_child(order, {"receive": receive, "accept": accept, "raw": raw}) for _ in range(order["children"])]
        say(pids=children)
        os.write(GATE[1], b"x" * len(children))
        for child in children:
            _, status = os.waitpid(child, 0)
            say(dead=child, code=os.waitstatus_to_exitcode(status))
        for end in GATE:
            os.close(end)
        say(done=True)


GATE: list[int] = [0, 0]
"""What all children of an order wait for, where they are to act at once."""


def _child(order: dict[str, Any], work: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        from diaban.basis.error import DiabanError
        from diaban.cli.home import memory

        try:
            with memory(writing=True) as who:
                work[order["do"]](who, order)
            code = 0
        except DiabanError as error:
            values = [{key: str(value) for key, value in found.values.items()} for found in error.findings]
            answer = {"refused": [found.code for found in error.findings], "values": values}
            os.write(1, (json.dumps(answer) + "\n").encode())
            code = 5
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
