"""Definition files as this installation has them: those shipped, overridden by ``$DIABAN_HOME/definitions``."""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import diaban
from diaban.basis.error import FaultError, RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.coverage.listed import listed_codes
from diaban.coverage.measure import SHIPPED_MEASURES, Measure, read_measures
from diaban.coverage.promise import SHIPPED_PROMISES, Promise, read_promises
from diaban.coverage.rule import ChecklistRule
from diaban.coverage.standard import SHIPPED, Standard, read_standards
from diaban.intake.form import SHIPPED_FORMS, Form, with_listed
from diaban.intake.form_file import read_forms
from diaban.plans.phasing.criteria import SHIPPED_CRITERIA, Criteria, read_criteria
from diaban.quality.rule import SHIPPED_RULES, Rule, read_rules
from diaban.registers.files import Register
from diaban.registers.premises import ChecklistItem
from diaban.reports.superior import SHIPPED_SUPERIOR, Superior, read_superior

__all__ = [
    "codes_here",
    "criteria_here",
    "form_here",
    "forms_here",
    "measured_here",
    "measures_here",
    "promises_here",
    "rules_here",
    "standards_here",
    "superior_here",
]


def standards_here() -> tuple[dict[str, Standard], list[Finding]]:
    """Standards by id, and the faults of one's own. FaultError where a shipped file is faulty."""
    standards, findings = read_standards(_folders(SHIPPED))
    return standards, _own_faults(findings)


def promises_here(standards: Iterable[str]) -> tuple[dict[str, Promise], list[Finding]]:
    """Promises by id, and the faults of one's own; ``standards``: the ids they may name. FaultError as above."""
    promises, findings = read_promises(standards, _folders(SHIPPED_PROMISES))
    return promises, _own_faults(findings)


def rules_here() -> tuple[dict[str, Rule], list[Finding]]:
    """Quality rules by code, and the faults of one's own. FaultError as above."""
    rules, findings = read_rules(_folders(SHIPPED_RULES))
    return rules, _own_faults(findings)


def measures_here() -> tuple[dict[str, Measure], list[Finding]]:
    """Measures by id, and the faults of one's own. FaultError as above."""
    measures, findings = read_measures(_folders(SHIPPED_MEASURES))
    return measures, _own_faults(findings)


def criteria_here(name: str) -> tuple[Criteria, list[Finding]]:
    """Criteria of need by their id, and the faults of one's own. RefusedError ``plan-criteria-unknown``; FaultError as
    above."""
    found, findings = read_criteria(_folders(SHIPPED_CRITERIA))
    faults = _own_faults(findings)
    if name not in found:
        raise RefusedError(finding("plan-criteria-unknown", text=name[:80], criteria=sorted(found)), *faults)
    return found[name], faults


def codes_here(register: Register) -> Mapping[str, Collection[str]]:
    """Codes that may be written, for each column of ``register`` that holds codes of a definition file.

    RefusedError with its faults where a file of this installation's own leaves none.
    """
    codes: dict[str, Collection[str]] = {}
    for cell in register.cells:
        if not cell.listed:
            continue
        if register.fact is ChecklistItem:
            standards, faults = standards_here()
            rules = [standard.rule for standard in standards.values()]
            listed = [item for rule in rules if isinstance(rule, ChecklistRule) for item in rule.items]
        else:
            measures, faults = read_measures(_folders(SHIPPED_MEASURES))
            faults = _own_faults(faults)
            listed = [item for one in measures.values() if one.register == register.name for item in one.items]
        if faults and not listed:
            raise RefusedError(*faults)
        codes[cell.name] = dict.fromkeys(listed)
    return codes


def forms_here() -> tuple[dict[str, Form], list[Finding]]:
    """Forms by id, with the words of this installation's lists, and the faults of one's own files. A form of which such
    a list is empty, because the file that holds it is faulty, is left out. FaultError where a shipped one is faulty."""
    forms, findings = read_forms(_folders(SHIPPED_FORMS))
    standards, faults = standards_here()
    measures, more = read_measures(_folders(SHIPPED_MEASURES))
    filled = with_listed(forms.values(), listed_codes(standards.values(), measures.values()))
    kept = {key: form for key, form in filled.items() if form.complete}
    return kept, [*_own_faults(findings), *faults, *_own_faults(more)]


def superior_here(forms: Mapping[str, Form]) -> tuple[dict[str, Superior], list[Finding]]:
    """Forms of superiors by id, and the faults of one's own files. FaultError where a shipped file is faulty."""
    found, findings = read_superior(forms, _folders(SHIPPED_SUPERIOR))
    return found, _own_faults(findings)


def form_here(name: str) -> Form:
    """One form by its id. RefusedError ``form-unknown``, with the faults of one's own files."""
    forms, faults = forms_here()
    found = forms.get(name)
    if found is None:
        raise RefusedError(finding("form-unknown", form=name, forms=sorted(forms)), *faults)
    return found


def measured_here() -> Mapping[str, Standard]:
    """Everything that the address of a figure may name: standards, and promises that ask a number of their own."""
    standards, _ = standards_here()
    promises, _ = promises_here(standards)
    asked = [promise.asked(standards[promise.standard]) for promise in promises.values()]
    return {standard.id: standard for standard in asked} | standards


def _folders(shipped: Path) -> list[Path]:
    own = Path(os.environ.get("DIABAN_HOME") or "var") / "definitions" / shipped.name
    return [shipped, own] if own.is_dir() else [shipped]


def _own_faults(findings: list[Finding]) -> list[Finding]:
    broken = [found for found in findings if found.severity is Severity.ERROR]
    if broken and Path(str(broken[0].place.file or "")).is_relative_to(Path(diaban.__file__).parent):
        raise FaultError(*broken)
    return findings
