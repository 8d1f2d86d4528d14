"""One page with every part the pages are made of, so that all of them can be looked at together."""

from django.http import HttpResponse

from diaban.coverage.state import State
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.ground import Visit, today
from diaban.web.render import show

__all__ = ["design"]

SAMPLE = {State.MET: 78, State.UNDER_WAY: 13, State.NOT_STARTED: 5, State.LOST: 4, State.UNACCOUNTED: 2}


@demands("anyone")
def design(visit: Visit) -> HttpResponse:
    """The parts, on invented numbers."""
    say = visit.say
    figures = [
        parts.figure(say, 305402, "#", kind="published"),
        parts.figure(say, 78, "#", of=102, unit="xã, thị trấn", kind="published"),
        parts.figure(say, 241, "#", before="trên", unit="tỷ đồng", kind="published"),
        parts.figure(say, 36, "#", of=37, marked=True, kind="register"),
    ]
    bar = parts.bar(say, SAMPLE, sum(SAMPLE.values()))
    legend = parts.legend(say, [(state, parts.figure(say, n, "#", kind="register")) for state, n in SAMPLE.items()])
    return show(visit, "design", {"figures": figures, "bar": bar, "legend": legend, "today": today()})
