"""What does not go smoothly: slips and their correction, an act undone, origins that differ, evidence that lapses."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from diaban.basis.period import Period
from diaban.cli.demonstration.agenda import WRITING
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import MERGED, Ground
from diaban.cli.demonstration.staffing import Staff
from diaban.registers.evidence import EvidenceKind
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, Equipment, Headquarters, Progress, Tenure
from diaban.registers.staffing import HeadCount, Post
from diaban.units.unit import UnitId

__all__ = ["Disputes", "assigned_anew"]

DIFFER_BEFORE: Final = 5
DIFFERED: Final = (date(2024, 2, 1), date(2025, 6, 1))
"""In these months communes tell of the three before; none of them holds a day that a report speaks of."""
DIFFER_NOW: Final = 4
REVIEWED: Final = {date(2026, 2, 1): 4, date(2026, 8, 1): 8}
"""When rosters are proved and certified, and for every how many units: in August half of those of February lapse."""
CHOSEN: Final = 3
"""Of the disputes of each time, so many are decided; the others stay open."""
PROVED: Final = {"bk": date(2023, 9, 1), "qn": date(2024, 12, 1)}
"""From which month on hand-overs are evidenced."""


@dataclass(slots=True)
class Disputes:
    """Disputes and evidence of one province. ``_certify``: in which month an inspection certifies which unit."""

    book: Book
    rng: Random
    ground: Ground
    _told: set[UnitId] = field(default_factory=set)
    _certify: dict[date, list[UnitId]] = field(default_factory=dict)

    @property
    def commune(self) -> str:
        """The communes, who also tell of their own headquarters here and there."""
        return self.book.origin("xa", "Công an cấp xã")

    @property
    def logistics(self) -> str:
        """Who states premises otherwise."""
        return self.book.origin("hau-can", "Phòng Hậu cần")

    @property
    def inspectors(self) -> str:
        """Who certifies; reports nothing."""
        return self.book.origin("thanh-tra", "Đoàn kiểm tra")

    def slip(self, written: date, staff: Staff) -> None:
        """A count typed with one digit too many, corrected; a list of equipment taken for a second one, undone."""
        source = self.book.source("quan-so-xa", "quân số do xã báo cáo lại", written)
        counts = [count for count in self.book.of(HeadCount) if count.origin == staff.commune]
        wrong = self.rng.sample(counts, 3)
        meant = [replace(count, source=source) for count in wrong]
        typed = [replace(count, number=count.number * 10, source=source) for count in wrong]
        self.book.correct(written, "Xã báo cáo lại quân số", wrong, typed)
        self.book.correct(written + timedelta(days=1), "Sửa số gõ thừa một chữ số 0", typed, meant)
        copied = [
            replace(piece, origin=self.commune, source=source)
            for piece in self.book.of(Equipment)
            if piece.kind == "camera"
        ][:20]
        self.book.mistake(
            written + timedelta(days=2),
            written + timedelta(days=3),
            "Trang bị do xã báo cáo",
            "Hoàn tác: danh sách trang bị này là bản chép lại của Phòng Hậu cần",
            copied,
        )

    def month(self, first: date) -> None:
        """What is proved, certified, disputed and decided in a month."""
        day = first.replace(day=WRITING) + timedelta(days=1)
        if first < PROVED[self.book.key]:
            return
        self._handed_over(first, day)
        if first in DIFFERED:
            self._differ_before(day)
        if first in REVIEWED:
            self._review(day, REVIEWED[first])
        if first == date(2026, 2, 1):
            self._differ_now(day)

    def _handed_over(self, first: date, day: date) -> None:
        """Half of what was finished is proved, most of that certified some months after; part is seen again in 2026."""
        for fact in sorted(self._finished(), key=lambda fact: fact.unit):
            if fact.unit in self._told:
                continue
            self._told.add(fact.unit)
            if self.rng.random() < 0.5:
                self._prove(day, EvidenceKind.HANDOVER, fact.unit, "Biên bản bàn giao trụ sở")
                if self.rng.random() < 0.7:
                    later = (first + timedelta(days=32 * self.rng.randrange(1, 4))).replace(day=1)
                    self._certify.setdefault(later, []).append(fact.unit)
        running = {fact.unit for fact in self._finished()}
        for unit in self._certify.pop(first, []):
            if unit in running:
                self._prove(day, EvidenceKind.CERTIFICATE, unit, "Xác nhận của đoàn kiểm tra")
        if first == date(2026, 3, 1):
            for unit in sorted(running)[::9]:
                self._prove(day, EvidenceKind.INSPECTION, unit, "Kiểm tra lại sau sắp xếp đơn vị")

    def _finished(self) -> Iterable[Headquarters]:
        """Headquarters that the logistics office states as finished now; of the first list only every fourth."""
        for fact in self.book.of(Headquarters):
            if fact.origin == self.logistics and fact.progress is Progress.FINISHED:
                if fact.period.start == self.ground.horizon and int(fact.unit[1:]) % 4:
                    continue
                yield fact

    def _prove(self, day: date, kind: EvidenceKind, unit: UnitId, reason: str) -> None:
        by = self.logistics if kind is EvidenceKind.HANDOVER else self.inspectors
        self._append(day, kind, unit, "independent-headquarters", by, self.logistics, reason)

    def _append(
        self, day: date, kind: EvidenceKind, unit: UnitId, standard: str, by: str, reporter: str, reason: str
    ) -> None:
        self.book.prove(day, kind, unit, standard, by=by, reporter=reporter, reason=f"{reason} ({unit})")

    def _review(self, day: date, share: int) -> None:
        """Rosters, decisions and photographs of every ``share``-th heir, and the inspectors' certificate on them."""
        staff = self.book.origin("to-chuc", "Phòng Tổ chức cán bộ")
        for heir in self.ground.heirs[::share]:
            for kind, title in ((EvidenceKind.ROSTER, "Bảng phân công trực"), (EvidenceKind.DECISION, "Quyết định")):
                self._append(day, kind, heir.id, "staffing-floor", staff, staff, title)
            reason = "Xác nhận của đoàn kiểm tra"
            self._append(day, EvidenceKind.CERTIFICATE, heir.id, "staffing-floor", self.inspectors, staff, reason)
        for heir in self.ground.heirs[1::share]:
            for kind, title in ((EvidenceKind.HANDOVER, "Biên bản bàn giao"), (EvidenceKind.PHOTOGRAPH, "Ảnh chụp")):
                self._append(day, kind, heir.id, "headquarters-standard", self.logistics, self.logistics, title)

    def _differ_before(self, day: date) -> None:
        """For some months communes say finished what the logistics office still has as being built."""
        last = day.replace(day=1)
        begin = (last - timedelta(days=85)).replace(day=1)
        span = Period(begin, last)
        being = [
            fact
            for fact in self.book.facts()
            if isinstance(fact, Headquarters)
            and fact.origin == self.logistics
            and fact.progress is Progress.BEING_BUILT
            and fact.period.overlaps(span)
        ]
        picked = self.rng.sample(being, min(DIFFER_BEFORE, len(being)))
        self._state_and_choose(day, picked, span)

    def _differ_now(self, day: date) -> None:
        """Since the merger some communes say that they borrow, where the logistics office says finished."""
        done = [fact for fact in self._running_heirs() if fact.progress is Progress.FINISHED]
        picked = self.rng.sample(done, DIFFER_NOW)
        self._state_and_choose(day, picked, Period(date(2026, 1, 1), None))

    def _running_heirs(self) -> list[Headquarters]:
        heirs = {heir.id for heir in self.ground.heirs}
        found = [fact for fact in self.book.of(Headquarters) if fact.unit in heirs and fact.origin == self.logistics]
        return sorted(found, key=lambda fact: fact.unit)

    def _state_and_choose(self, day: date, picked: list[Headquarters], span: Period) -> None:
        source = self.book.source("xa-bao-cao", "trụ sở do xã tự báo cáo", day)
        finished = span.end is not None
        told = [
            replace(
                fact,
                origin=self.commune,
                source=source,
                period=span,
                tenure=Tenure.INDEPENDENT if finished else Tenure.BORROWED,
                building=Building.PERMANENT if finished else Building.CONVERTED,
                progress=Progress.FINISHED if finished else Progress.IN_PROCEDURES,
                floor_m2=None,
                capacity=None,
                year=None,
            )
            for fact in picked
        ]
        self.book.record(day, "Trụ sở do xã tự báo cáo, khác số liệu của Phòng Hậu cần", told)
        for fact in picked[:CHOSEN]:
            self.book.choose(
                day + timedelta(days=1),
                "Đối chiếu biên bản bàn giao: theo số liệu của Phòng Hậu cần",
                fact,
                span,
            )


def assigned_anew(book: Book, ground: Ground, staff: Staff, written: date) -> None:
    """Posts and counts of units that end are ended; heirs have posts by a new document, two more than people."""
    ends: list[tuple[Fact, date]] = [(post, MERGED) for post in book.of(Post) if not ground.stays(post.unit)]
    ends += [(count, MERGED) for count in book.of(HeadCount) if not ground.stays(count.unit)]
    book.end(written, "Kết thúc biên chế và quân số của đơn vị sáp nhập", ends)
    sizes = {unit: size + 2 for unit, size in staff.sizes().items() if unit in ground.parents}
    staff.assign(MERGED, written, sizes, 3)
