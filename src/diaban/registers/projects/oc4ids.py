"""Projects in the words of OC4IDS 0.9, the Open Contracting for Infrastructure Data Standard, and back without loss.

OC4IDS has words for a project's status, period, budget, parties, contracting processes, milestones, documents and
completion; it has none for obstacles, directives, capital assigned or what was said on which day. So the package
carries, beside the standard's words, every fact as it is held, under ``x_diaban``: whoever knows only OC4IDS reads the
words, and :func:`read` reads the facts. Words that no longer say what the facts say are refused, not merged.

An amount that is a bound ("trên 241 tỷ") is no ``budget.amount``: it stands in the project's description.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.projects.course import Completion, Milestone, Modification, WorksDocument
from diaban.registers.projects.dossier import Dossier, Investment, gathered
from diaban.registers.projects.investment import Package, Project
from diaban.registers.projects.kinds import MilestoneStatus, PackageKind, ProjectState, Stage, WorksKind
from diaban.registers.projects.tables import PROJECT_REGISTERS

__all__ = ["OWN", "package", "read"]

OWN: Final = "x_diaban"
"""Where the facts stand, in a package of this program."""
EDITION: Final = 1
VERSION: Final = "0.9"
STATUS: Final[Mapping[ProjectState, str]] = {
    ProjectState.PLANNED: "preparation",
    ProjectState.ACTIVE: "implementation",
    ProjectState.SUSPENDED: "implementation",
    ProjectState.ADJUSTED: "implementation",
    ProjectState.REDIRECTED: "cancelled",
    ProjectState.CANCELLED: "cancelled",
    ProjectState.COMPLETED: "completed",
}
NATURE: Final[Mapping[PackageKind, str]] = {
    PackageKind.CONSULTING: "design",
    PackageKind.CONSTRUCTION: "construction",
    PackageKind.SUPERVISION: "supervision",
}
MILESTONE: Final[Mapping[MilestoneStatus, str]] = {
    MilestoneStatus.SCHEDULED: "scheduled",
    MilestoneStatus.MET: "met",
    MilestoneStatus.NOT_MET: "notMet",
    MilestoneStatus.PARTIALLY_MET: "partiallyMet",
}
COMMON: Final = ("period", "origin", "source", "row")
BY_NAME: Final = {register.name: register.fact for register in PROJECT_REGISTERS}
NAMES: Final = {register.fact: register.name for register in PROJECT_REGISTERS}


def package(facts: Iterable[Fact], *, day: date, made: datetime, publisher: str, uri: str) -> dict[str, Any]:
    """A project package: what the facts say on ``day`` in the standard's words, and the facts themselves."""
    told = [fact for fact in facts if type(fact) in NAMES]
    return {
        "uri": uri,
        "publishedDate": made.isoformat(),
        "version": VERSION,
        "publisher": {"name": publisher},
        "projects": _projects(gathered(told, day)),
        OWN: {"edition": EDITION, "day": day.isoformat(), "facts": [_fact(fact) for fact in told]},
    }


def read(document: Any, file: str) -> tuple[Fact, ...]:
    """The facts of a package that :func:`package` made. RefusedError ``oc4ids-not-ours``, ``oc4ids-edition``,
    ``oc4ids-fact`` (which fact, and which field), ``oc4ids-differs`` where the words say something else."""
    place = Place(file=file)
    own = document.get(OWN) if isinstance(document, dict) else None
    if not isinstance(own, dict) or not isinstance(own.get("facts"), list):
        raise RefusedError(finding("oc4ids-not-ours", place=place))
    if own.get("edition") != EDITION:
        raise RefusedError(finding("oc4ids-edition", place=place, edition=str(own.get("edition"))[:20], known=EDITION))
    facts, problems = [], []
    for number, one in enumerate(own["facts"], start=1):
        try:
            facts.append(_back(one))
        except (KeyError, TypeError, ValueError) as error:
            field = str(error).strip("'\"")[:60]
            problems.append(finding("oc4ids-fact", place=Place(file=file, row=number), field=field))
    if problems:
        raise RefusedError(*problems)
    try:
        words = _projects(gathered(facts, date.fromisoformat(str(own.get("day")))))
    except ValueError as error:
        raise RefusedError(finding("oc4ids-fact", place=place, field="day")) from error
    if words != document.get("projects"):
        raise RefusedError(finding("oc4ids-differs", place=place))
    return tuple(facts)


def _projects(told: Investment) -> list[dict[str, Any]]:
    return [_project(one, told.of_project(one.project)) for one in told.projects]


def _project(project: Project, works: Sequence[Dossier]) -> dict[str, Any]:
    exact = project.investment.exact if project.investment else None
    budget: dict[str, Any] = {}
    if exact is not None:
        budget["amount"] = _value(exact)
    if project.decided_on is not None:
        budget["approvalDate"] = _moment(project.decided_on)
    packages = [(one, package_) for one in works for package_ in one.of(Package)]
    new = not works or any(one.works.kind is WorksKind.NEW for one in works)
    return _told(
        {
            "id": project.project,
            "title": project.name,
            "description": project.stated if exact is None else None,
            "status": STATUS[project.state],
            "type": "construction" if new else "rehabilitation",
            "sector": ["governance"],
            "period": _period(works),
            "budget": budget,
            "parties": [
                {"id": "owner", "name": project.owner, "roles": ["publicAuthority", "procuringEntity"]},
                *_contractors(package_ for _, package_ in packages),
            ],
            "locations": [
                {"id": one.works.works, "description": f"{one.works.name} ({one.works.unit})"} for one in works
            ],
            "documents": [
                {
                    "id": f"{one.works.works}/{paper.evidence}",
                    "title": paper.title,
                    "datePublished": _moment(paper.taken_on),
                }
                for one in works
                for paper in one.of(WorksDocument)
            ],
            "contractingProcesses": [_process(one, package_) for one, package_ in packages],
            "milestones": [
                _told(
                    {
                        "id": f"{one.works.works}/{milestone.milestone}",
                        "title": milestone.title,
                        "code": milestone.stage.value,
                        "dueDate": _moment(milestone.due),
                        "dateMet": _moment(milestone.met_on) if milestone.met_on else None,
                        "status": MILESTONE[milestone.status],
                    }
                )
                for one in works
                for milestone in one.of(Milestone)
            ],
            "completion": _completion(works),
        }
    )


def _process(one: Dossier, told: Package) -> dict[str, Any]:
    stage = one.stages.get(Stage.WORKS)
    period = {"startDate": stage.planned_start, "endDate": stage.planned_end} if stage else {}
    summary = {
        "title": told.name,
        "nature": [NATURE[told.kind]] if told.kind in NATURE else None,
        "status": "closed" if one.completion else "active" if told.signed_on else "pre-award",
        "suppliers": [{"id": told.contractor, "name": told.contractor}] if told.contractor else None,
        "contractValue": _value(told.contract_vnd) if told.contract_vnd is not None else None,
        "contractPeriod": _told({name: _moment(day) if day else None for name, day in period.items()}),
        "modifications": [
            {
                "id": change.modification,
                "date": _moment(change.modified_on),
                "description": f"{change.before or '—'} → {change.after or '—'}",
                "rationale": change.rationale,
            }
            for change in one.of(Modification)
        ],
    }
    return {"id": told.package, "summary": _told(summary)}


def _contractors(packages: Iterable[Package]) -> list[dict[str, Any]]:
    names = sorted({one.contractor for one in packages if one.contractor})
    return [{"id": name, "name": name, "roles": ["supplier"]} for name in names]


def _period(works: Sequence[Dossier]) -> dict[str, Any]:
    reports = [report for one in works for report in one.stages.values()]
    starts = [day for one in reports if (day := one.planned_start)]
    ends = [day for one in reports if (day := one.planned_end)]
    return _told(
        {
            "startDate": _moment(min(starts)) if starts else None,
            "endDate": _moment(max(ends)) if ends else None,
        }
    )


def _completion(works: Sequence[Dossier]) -> dict[str, Any] | None:
    """Of a project whose works are all completed: the last day, the sum if each states its own, and every reason."""
    ends: list[Completion] = [one.completion for one in works if one.completion is not None]
    if not works or len(ends) < len(works):
        return None
    values = [one.final_vnd for one in ends if one.final_vnd is not None]
    reasons = sorted({reason for one in ends if (reason := one.time_reason)})
    costs = sorted({reason for one in ends if (reason := one.cost_reason)})
    return _told(
        {
            "endDate": _moment(max(one.completed_on for one in ends)),
            "endDateDetails": "; ".join(reasons) or None,
            "finalValue": _value(sum(values)) if len(values) == len(ends) else None,
            "finalValueDetails": "; ".join(costs) or None,
        }
    )


def _value(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "VND"}


def _moment(day: date) -> str:
    """The first moment of a day in Viet Nam."""
    return f"{day.isoformat()}T00:00:00+07:00"


def _told(given: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: value for name, value in given.items() if value not in (None, [], {})}


def _fact(fact: Fact) -> dict[str, Any]:
    start, end = fact.period.start, fact.period.end
    found: dict[str, Any] = {
        "register": NAMES[type(fact)],
        "valid_from": start.isoformat() if start else None,
        "valid_to": end.isoformat() if end else None,
        "origin": fact.origin,
        "source": fact.source,
    }
    for field in fields(fact):
        if field.name not in COMMON:
            value = getattr(fact, field.name)
            plain = value.value if isinstance(value, Enum) else value
            found[field.name] = plain.isoformat() if isinstance(plain, date) else plain
    return found


def _back(told: Mapping[str, Any]) -> Fact:
    kind = BY_NAME[told["register"]]
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name not in COMMON]
    given = {name: _typed(name, told[name], hints[name]) for name in names}
    extra = told.keys() - {*names, "register", "valid_from", "valid_to", "origin", "source"}
    if extra:
        raise KeyError(sorted(extra)[0])
    start, end = (date.fromisoformat(day) if (day := told[name]) else None for name in ("valid_from", "valid_to"))
    origin, source = (_typed(name, told[name], str) for name in ("origin", "source"))
    return kind(period=Period(start, end), origin=origin, source=source, **given)


def _typed(name: str, value: Any, hint: Any) -> Any:
    """A value of JSON as the field's kind. ValueError with the field's name for one that is none."""
    optional = get_origin(hint) in (Union, UnionType)
    plain = next(part for part in get_args(hint) if part is not type(None)) if optional else hint
    plain = getattr(plain, "__supertype__", plain)
    if value is None:
        if optional:
            return None
        raise ValueError(name)
    try:
        if plain is date:
            return date.fromisoformat(value)
        if issubclass(plain, Enum):
            return plain(value)
    except (TypeError, ValueError) as error:
        raise ValueError(name) from error
    if type(value) is not plain:
        raise ValueError(name)
    return value
