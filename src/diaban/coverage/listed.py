"""Codes that definition files list, by the register and column that holds them: what a form offers to choose from."""

from collections.abc import Iterable, Mapping

from diaban.basis.catalogue import Language
from diaban.coverage.measure import Measure
from diaban.coverage.rule import ChecklistRule
from diaban.coverage.standard import Standard
from diaban.intake.form import Listed
from diaban.registers.files import REGISTERS
from diaban.registers.premises import ChecklistItem

__all__ = ["listed_codes"]


def listed_codes(standards: Iterable[Standard], measures: Iterable[Measure]) -> Listed:
    """Items of the standards for headquarters, kinds of equipment, categories of violations: titles by code, for every
    column of a register that holds such codes (empty where no file lists any)."""
    rules = [standard.rule for standard in standards if isinstance(standard.rule, ChecklistRule)]
    counted = list(measures)
    found: dict[tuple[str, str], dict[str, Mapping[Language, str]]] = {}
    for register in REGISTERS:
        for cell in (cell for cell in register.cells if cell.listed):
            own = found[register.name, cell.name] = {}
            if register.fact is ChecklistItem:
                for rule in rules:
                    own.update(rule.titles)
            for measure in counted:
                own.update(measure.titles if measure.register == register.name else {})
    return found
