"""What stands for a unit on the map: a state, in the scope but not bound by the standard, not in the scope."""

from typing import Final

from diaban.basis.speech import Speech
from diaban.coverage.state import State
from diaban.web.markup import SafeString, mark_safe

__all__ = ["ELSEWHERE", "NUMBERS", "OUTSIDE", "SIGNS", "sign", "sign_word"]

SIGNS: Final = ("met", "under-way", "not-started", "lost", "unaccounted", "outside", "elsewhere")
"""By the number that stands for each in ``diem.json``."""
OUTSIDE, ELSEWHERE = SIGNS.index("outside"), SIGNS.index("elsewhere")
NUMBERS: Final = {state: SIGNS.index(state.value) for state in State}
SHAPES: Final = {
    "met": '<circle cx="8" cy="8" r="6.5"/>',
    "under-way": '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 0 0 12z"/>',
    "not-started": '<circle cx="8" cy="8" r="5.5"/>',
    "lost": '<path d="M2.5 2.5l11 11M13.5 2.5l-11 11"/>',
    "unaccounted": '<rect x="2" y="2" width="12" height="12"/><path d="M2 8l6-6M2 14L14 2M8 14l6-6"/>',
    "outside": '<circle cx="8" cy="8" r="3"/>',
    "blank": '<path d="M2.5 8h11"/>',
    "find": '<circle cx="8" cy="8" r="4.5"/><path d="M8 1v6M8 9v6M1 8h6M9 8h6"/>',
}
"""The signs as the canvas draws them (map-signs.js), for words beside it; ``find`` leads from a row to its point."""


def sign(name: str) -> SafeString:
    """The drawing of a sign."""
    return mark_safe(f'<svg class="mark m-{name}" viewBox="0 0 16 16" aria-hidden="true">{SHAPES[name]}</svg>')


def sign_word(say: Speech, name: str) -> str:
    """What a sign means."""
    return say.text(f"state.{name}" if name in {*State} else f"web.map.{name}")
