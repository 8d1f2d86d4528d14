"""A return on its way in, the same behind every door: read, held against the registers, received, accepted.

Nothing here decides by itself: the file is read by ``intake.receiving``, its lines become facts in
``registers.reading``, are held against what is known by ``registers.difference`` and doubted by ``registers.judging``;
what is written is written by ``store.actions``.
"""

from diaban.intake.told import Told
from diaban.store.receiving.beside import JudgedTable
from diaban.store.receiving.many import Incoming, Outcome, judged_together, take_in
from diaban.store.receiving.way import Ground, Judged, accept_return, judge_kept, judge_return, receive_return

__all__ = [
    "Ground",
    "Incoming",
    "Judged",
    "JudgedTable",
    "Outcome",
    "Told",
    "accept_return",
    "judge_kept",
    "judge_return",
    "judged_together",
    "receive_return",
    "take_in",
]
