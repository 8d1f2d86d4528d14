"""The desk where the demonstration's returns are handed in: each is read once, and judged on what was known then."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from diaban.cli.demonstration.step import Hand, Handling
from diaban.intake.form import Form
from diaban.units.edition import Edition

if TYPE_CHECKING:
    from diaban.store.receiving import Ground, Judged
    from diaban.store.viewer import Viewer

__all__ = ["Desk"]


class Desk:
    """Returns by the moment at which they are handed in."""

    def __init__(self, by: "Viewer") -> None:
        self._by = by
        self._judged: dict[datetime, Judged] = {}
        self._numbers: dict[datetime, int] = {}

    def judge(self, files: Mapping[datetime, Hand]) -> None:
        """Read and judge files that come one after the other, with nothing else done in between."""
        from diaban.store.receiving import Incoming, Told, judged_together

        told = [
            Incoming(one.name, one.data, Told(form=one.form, unit=one.unit, period=one.key)) for one in files.values()
        ]
        for moment, outcome in zip(files, judged_together(told, ground=self._ground()), strict=True):
            if outcome.judged is None:
                raise outcome.error or LookupError(files[moment].name)
            self._judged[moment] = outcome.judged

    def receive(self, moment: datetime, file: Hand, how: dict[str, Any]) -> Any:
        """Received the way every file is, as it was judged. Returns the act."""
        from diaban.store.receiving import receive_return

        receipt = receive_return(self._judged[moment], data=file.data, today=moment.date(), **how)
        self._numbers[moment] = receipt.number
        return receipt.act

    def handle(self, moment: datetime, what: Handling, how: dict[str, Any]) -> Any:
        """What is done with the return that was handed in at ``moment``. Returns the act."""
        from diaban.intake.standing import ApprovalLevel
        from diaban.store import actions
        from diaban.store.receiving import accept_return

        number, atlas = self._numbers[moment], self._edition.atlas
        match what:
            case "accept":
                # Of its own units nothing was written since it was judged: the store refuses it otherwise.
                return accept_return(number, self._judged.pop(moment), **how)
            case "approve":
                return actions.approve(number=number, level=ApprovalLevel.PROVINCE, atlas=atlas, **how)
            case "reopen":
                return actions.reopen(number=number, atlas=atlas, **how)
            case "send-back":
                return actions.send_back(number=number, atlas=atlas, **how)

    def _ground(self) -> "Ground":
        from diaban.store.receiving import Ground

        return Ground.of(self._edition, self._forms, self._by)

    @cached_property
    def _edition(self) -> Edition:
        # The units are loaded before the first step, once.
        from diaban.store.ground import edition_known

        return edition_known(self._by)

    @cached_property
    def _forms(self) -> Mapping[str, Form]:
        from diaban.store.ground import forms_here

        return forms_here()[0]
