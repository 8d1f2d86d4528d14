"""The only writes: keyword-only, one transaction each, ``by=``, ``at=``, ``reason=``; each returns its act."""

from diaban.store.actions.accept import Changed, accept
from diaban.store.actions.account import change_own_password, change_password, end_sessions, grant, withdraw
from diaban.store.actions.acting import At, Clock
from diaban.store.actions.approval import approve, reopen, send_back
from diaban.store.actions.campaign import keep_summary
from diaban.store.actions.choice import choose
from diaban.store.actions.claim import load_claims
from diaban.store.actions.destroy import blank_name, destroy
from diaban.store.actions.edition import load_units
from diaban.store.actions.evidence import add_evidence
from diaban.store.actions.forecast import keep_forecast
from diaban.store.actions.frame import freeze_frame
from diaban.store.actions.give_out import give_out
from diaban.store.actions.handover import hand_over
from diaban.store.actions.origin import NewOrigin, NewSource, found, introduce
from diaban.store.actions.paper import Paper, Scan, attach_paper
from diaban.store.actions.plan import keep_scenario
from diaban.store.actions.post_away import post_away
from diaban.store.actions.receive import Receipt, Tally, receive
from diaban.store.actions.record import close, correct, record, supersede
from diaban.store.actions.task import add_task, finish_task
from diaban.store.actions.undo import undo

__all__ = [
    "At",
    "Changed",
    "Clock",
    "NewOrigin",
    "NewSource",
    "Paper",
    "Receipt",
    "Scan",
    "Tally",
    "accept",
    "add_evidence",
    "add_task",
    "approve",
    "attach_paper",
    "blank_name",
    "change_own_password",
    "change_password",
    "choose",
    "close",
    "correct",
    "destroy",
    "end_sessions",
    "finish_task",
    "found",
    "freeze_frame",
    "give_out",
    "grant",
    "hand_over",
    "introduce",
    "keep_forecast",
    "keep_scenario",
    "keep_summary",
    "load_claims",
    "load_units",
    "post_away",
    "receive",
    "record",
    "reopen",
    "send_back",
    "supersede",
    "undo",
    "withdraw",
]
