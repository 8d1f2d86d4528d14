"""A phasing as text: who in which phase, how good it is at best, why works are in or out, prices, the frontier."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from diaban.basis.moment import VIET_NAM
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.reports.plan_words import amount_of, cost, done_by, gap, limit_name, when, why
from diaban.reports.works_words import billion

if TYPE_CHECKING:
    from diaban.store.queries import KeptScenario

__all__ = ["print_document", "print_kept"]


def print_document(say: Say, told: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """The whole scenario out of its document. ``names``: of units by id; one without a name is shown by its id."""
    limits = {one["key"]: one for one in told["limits"]}
    inside = [one for one in told["works"] if one["year"] is not None]
    click.echo(
        say.text(
            "plan.headline",
            begun=len(inside),
            of=len(told["works"]),
            value=told["value"],
            status=say.text(f"plan.status.{told['status']}"),
        )
    )
    click.echo(
        say.text("plan.bound", bound=_points(say, told["bound"]), gap=gap(say, told["gap"]), engine=told["engine"])
    )
    checker = told["checker"]
    click.echo(
        say.text(
            "plan.checked" if checker["sound"] else "plan.not-sound",
            bound=_points(say, checker["bound"]),
            gap=gap(say, checker["gap"]),
        )
    )
    theirs = told["greedy"]
    if theirs["value"] is None:
        click.echo(say.text("plan.greedy-breaks"))
    else:
        more = told["value"] - theirs["value"]
        click.echo(say.text("plan.greedy", value=theirs["value"], begun=theirs["begun"], more=more))
    click.echo(say.text("plan.criteria", id=told["criteria"]["id"], sha256=told["criteria"]["sha256"][:12]))
    if told["changes"] is not None:
        click.echo(say.text("plan.changes", n=len(told["changes"]), works=told["changes"] or "—"))
    click.echo()
    _works(say, told, limits, names)
    click.echo()
    _limits(say, told)
    if told["frontier"]:
        click.echo()
        _frontier(say, told)


def _points(say: Say, bound: float | None) -> str:
    return "—" if bound is None else say.write(round(bound, 1) if bound % 1 else int(bound))


def _works(
    say: Say, told: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]
) -> None:
    order = sorted(told["works"], key=lambda one: (one["year"] or 9999, -one["score"], one["works"]))
    print_table(
        [say.text(f"plan.column.{name}") for name in ("when", "works", "unit", "score", "cost", "greedy", "why")],
        [
            (
                when(say, one),
                one["works"],
                names.get(one["unit"], one["name"]),
                say.write(one["score"]),
                cost(say, one),
                str(one["greedy_year"] or "—"),
                why(say, one, limits),
            )
            for one in order
        ],
        right=[3, 4],
    )


def _limits(say: Say, told: Mapping[str, Any]) -> None:
    print_table(
        [
            say.text(f"plan.column.{name}")
            for name in ("limit", "most", "taken", "used", "left", "least", "price", "gain")
        ],
        [
            (
                limit_name(say, one),
                amount_of(say, one, one["most"]),
                amount_of(say, one, one["taken"]),
                amount_of(say, one, one["used"]),
                amount_of(say, one, one["left"]),
                amount_of(say, one, one["least"]),
                "—" if one["price_of_billion"] is None else say.write(round(one["price_of_billion"], 2)),
                "—" if one["gain_of_billion"] is None else say.write(one["gain_of_billion"]),
            )
            for one in told["limits"]
        ],
        right=[1, 2, 3, 4, 5, 6, 7],
    )
    click.echo(say.text("plan.price-note"))


def _frontier(say: Say, told: Mapping[str, Any]) -> None:
    click.echo(say.text("plan.frontier.head"))
    print_table(
        [say.text(f"plan.column.{name}") for name in ("share", "money", "value", "begun", "done-by")],
        [
            (
                f"{one['share']} %",
                billion(say, one["money"]),
                "—" if one["value"] is None else say.write(one["value"]),
                "—" if one["begun"] is None else say.write(one["begun"]),
                done_by(say, one),
            )
            for one in told["frontier"]
        ],
        right=[0, 1, 2, 3],
    )
    click.echo(say.text("plan.frontier.note"))


def print_kept(say: Say, told: "Sequence[KeptScenario]", *, json_: bool) -> None:
    """The scenarios that were kept, newest first."""
    if json_:
        print_json(
            [
                {
                    "act": one.act,
                    "moment": one.moment.astimezone(VIET_NAM).isoformat(),
                    "scope": one.scope,
                    **{
                        name: one.document[name] for name in ("as_of", "cutoff", "criteria", "status", "value", "bound")
                    },
                    "gap": one.document["gap"],
                    "sound": one.document["checker"]["sound"],
                }
                for one in told
            ]
        )
        return
    if not told:
        click.echo(say.text("plan.kept.none"))
        return
    print_table(
        [say.text(f"plan.column.{name}") for name in ("act", "moment", "value", "gap", "status", "reason")],
        [
            (
                str(one.act),
                f"{one.moment.astimezone(VIET_NAM):%Y-%m-%d %H:%M}",
                say.write(one.document["value"]),
                gap(say, one.document["gap"]),
                say.text(f"plan.status.{one.document['status']}"),
                one.reason,
            )
            for one in told
        ],
        right=[2, 3],
    )
