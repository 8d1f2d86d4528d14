"""From nothing to the first province: what is there already, and what to run next."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse

from diaban.store import queries
from diaban.store.models import InstallationKind
from diaban.store.queries import Beginning
from diaban.web.access import demands
from diaban.web.ground import Visit, asking
from diaban.web.render import show

__all__ = ["first_steps", "leads_on"]

COMMANDS: Final = {
    "units": ("diaban init",),
    "published": ("diaban init --with-published-figures",),
    "accounts": ('diaban accounts grant {name} --role editor --unit {code} --reason "…"',),
    "origins": ('diaban sources add {name} --origin {name} --source-title "…" --reason "…"',),
    "registers": (
        "diaban registers columns",
        'diaban registers load {file} --register headcounts --source {name} --origin {name} --reason "…"',
    ),
}
"""Steps in their order, each with what does it; in braces words that stand for somebody's own."""
OPTIONAL: Final = frozenset({"published"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it is done, and the counts that say so, by the name of what is counted."""

    name: str
    done: bool
    counts: tuple[tuple[str, int], ...]
    commands: tuple[str, ...]

    @property
    def is_optional(self) -> bool:
        """Whether the boards do without it."""
        return self.name in OPTIONAL


@demands("reader")
def first_steps(visit: Visit) -> HttpResponse:
    """The steps, and the first that is still to do."""
    steps = _steps(queries.beginning(viewer=asking(visit)))
    own = {
        "name": visit.say.text("metavar.name"),
        "file": visit.say.text("metavar.file"),
        "code": visit.say.text("metavar.code"),
    }
    content = [
        {
            "step": step,
            "title": visit.say.text(f"web.first.step.{step.name}"),
            "why": visit.say.text(f"web.first.why.{step.name}"),
            "commands": [line.format_map(own) for line in step.commands],
            "counts": [(n, visit.say.text(f"web.first.n.{name}")) for name, n in step.counts],
        }
        for step in steps
    ]
    following = next((step.name for step in steps if not step.done and not step.is_optional), "")
    return show(visit, "first_steps", {"steps": content, "following": following})


def leads_on(visit: Visit) -> bool:
    """Whether the first page has nothing to show yet: a real installation without a row in any register."""
    return visit.kind is InstallationKind.REAL and not queries.beginning(viewer=asking(visit)).rows


def _steps(now: Beginning) -> list[Step]:
    counts: dict[str, tuple[tuple[str, int], ...]] = {
        "units": () if now.edition is None else (("units", now.edition),),
        "published": (("published", now.claims),),
        "accounts": (("accounts", now.accounts),),
        "origins": (("sources", now.sources), ("origins", now.origins)),
        "registers": (("registers", now.rows),),
    }
    done = {
        "units": now.edition is not None,
        "published": now.claims > 0,
        "accounts": now.accounts > 0,
        "origins": now.sources > 0 and now.origins > 0,
        "registers": now.rows > 0,
    }
    return [Step(name, done[name], counts[name], commands) for name, commands in COMMANDS.items()]
