"""``diaban forms recheck``: a sample drawn to be asked again (*phúc tra*), and what the answers say of the forms."""

import json
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from diaban.cli import options, passphrase
from diaban.cli.check import outside_home
from diaban.cli.interrupt import swept_when_ended
from diaban.cli.output import print_findings, print_json, print_table, worst
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenCommand, SpokenGroup
from diaban.quality.field import FIELD_BY_NAME
from diaban.quality.recheck import Interval
from diaban.quality.summary import KIND

if TYPE_CHECKING:
    from diaban.engines.forms_recheck import Scored

__all__ = ["recheck_group"]


CODED: Final = frozenset(("sex", "marital_status", "relation_to_head"))
"""Fields whose answers are codes of ours; those of the others are words as they were written, without marks."""


def recheck_group(say: Say) -> click.Group:
    """The group and its commands, in one language."""
    group = SpokenGroup(say, "recheck", help=say.text("help.group.recheck"))

    def draw(
        files: tuple[str, ...],
        out: str,
        households: int,
        seed: int,
        keep_days: int,
        as_of: date | None,
        invented: bool,
        seal: bool,
        passphrase_file: str | None,
        json_: bool,
    ) -> int:
        day = options.given_day(as_of)
        outside_home(Path(out))
        secret = passphrase.wanted(say, seal, passphrase_file)
        days = (day, day + timedelta(days=keep_days))
        return _draw(say, files, Path(out), (households, seed), days, invented, secret, json_)

    def score(files: tuple[str, ...], recount: str, json_: bool) -> int:
        return _score(say, files, Path(recount), json_)

    def number(flag: str, key: str, default: int) -> click.Option:
        return click.Option(
            [flag], type=NumberType(say), default=default, metavar="N", help=say.text(f"help.option.{key}")
        )

    def files() -> click.Argument:
        return click.Argument(["files"], nargs=-1, required=True, metavar=say.text("metavar.files"))

    def named(flag: str, metavar: str, key: str) -> click.Option:
        metavar = say.text(f"metavar.{metavar}")
        return click.Option([flag], required=True, metavar=metavar, help=say.text(f"help.option.{key}"))

    group.add_command(
        SpokenCommand(
            say,
            "draw",
            callback=draw,
            help=say.text("help.recheck.draw"),
            params=[
                files(),
                named("--out", "folder", "check-out"),
                number("--households", "households", 10),
                number("--seed", "recheck-seed", 1),
                number("--keep-days", "keep-days", 90),
                options.day(say, ["--as-of"], "as-of"),
                click.Option(["--invented"], is_flag=True, help=say.text("help.option.invented")),
                *passphrase.sealing(say),
                options.as_json(say),
            ],
        )
    )
    recount = named("--recount", "file", "recount")
    group.add_command(
        SpokenCommand(
            say,
            "score",
            callback=score,
            help=say.text("help.recheck.score"),
            params=[files(), recount, options.as_json(say)],
        )
    )
    return group


def _draw(
    say: Say,
    files: tuple[str, ...],
    out: Path,
    sample: tuple[int, int],
    days: tuple[date, date],
    invented: bool,
    secret: str | None,
    json_: bool,
) -> int:
    from diaban.engines.forms_folder import aside_of
    from diaban.engines.forms_read import break_off
    from diaban.engines.forms_recheck import ASKED, KNOWN, draw
    from diaban.reports.recheck_sheet import recheck_sheet

    with swept_when_ended(break_off), aside_of(out) as aside:
        drawn = draw([Path(one) for one in files], spill=aside.spill, households=sample[0], seed=sample[1])
        heads = [FIELD_BY_NAME[name].title["vi"] for name in (*KNOWN, *ASKED)]
        data = recheck_sheet(heads, drawn.lines, day=days[0], expires=days[1], invented=invented, say=say)
        (aside.made / "phuc-tra.xlsx").write_bytes(data)
        told = {"households": drawn.households, "of": drawn.of, "forms": len(drawn.lines), "seed": sample[1]}
        about = {"kind": KIND, "part": "recheck", "expires": days[1].isoformat(), **told}
        (aside.made / "phuc-tra.json").write_text(json.dumps(about) + "\n", "utf-8")
        if secret is not None:
            aside.seal(secret, days[1])
        aside.publish()
    if json_:
        found = [say.as_dict(one) for one in drawn.findings]
        print_json({"out": str(out), **told, "findings": found})
        return worst(drawn.findings)
    counts = {key: say.write(value) for key, value in told.items() if key != "seed"}
    click.echo(say.text("recheck.drawn", out=str(out), expires=days[1], **counts))
    print_findings(drawn.findings, say)
    return worst(drawn.findings)


def _score(say: Say, files: tuple[str, ...], recount: Path, json_: bool) -> int:
    from diaban.engines.forms_folder import working_folder
    from diaban.engines.forms_read import break_off
    from diaban.engines.forms_recheck import score

    # Spilled beside the sheet, in a folder of its owner alone; it goes with the command.
    with swept_when_ended(break_off), working_folder(recount.resolve().parent, ".phuc-tra-") as spill:
        return _told(say, score([Path(one) for one in files], recount, spill=spill), json_)


def _told(say: Say, scored: "Scored", json_: bool) -> int:
    if json_:
        print_json(
            {
                "fields": [asdict(one) for one in scored.differences],
                "coverage": None if scored.coverage is None else asdict(scored.coverage),
                "strangers": scored.strangers,
                "findings": [say.as_dict(one) for one in scored.findings],
            }
        )
        return worst(scored.findings)
    heads = [say.text(f"recheck.head.{key}") for key in ("field", "compared", "gross", "effect", "index", "net")]
    rows: list[list[Any]] = []
    for one in scored.differences:
        largest = max(one.net, key=lambda net: abs(net.rate.value), default=None)
        net = "—" if largest is None else f"{_answer(say, one.field, largest.answer)}: {_interval(say, largest.rate)}"
        index = "—" if one.index is None else _interval(say, one.index)
        effect = "—" if one.effect is None else say.write(one.effect)
        title = FIELD_BY_NAME[one.field].title[say.lang]
        rows.append([title, say.write(one.compared), _interval(say, one.gross), effect, index, net])
    print_table(heads, rows, right=(1, 3))
    if scored.coverage is not None:
        told = scored.coverage
        people = say.write(round(told.people.value))
        between = {"low": say.write(round(told.people.low)), "high": say.write(round(told.people.high))}
        between["error"] = say.write(round(told.error, 1))
        counts = {"forms": say.write(told.forms), "found": say.write(told.found), "matched": say.write(told.matched)}
        click.echo(say.text("recheck.coverage", rate=_interval(say, told.rate), people=people, **between, **counts))
    if scored.strangers:
        click.echo(say.text("recheck.strangers", n=say.write(scored.strangers)))
    click.echo(say.text("recheck.by-household"))
    print_findings(scored.findings, say)
    return worst(scored.findings)


def _answer(say: Say, field: str, answer: str) -> str:
    return say.text(f"recheck.answer.{answer}") if field in CODED else answer


def _interval(say: Say, told: Interval) -> str:
    value, low, high = (say.write(round(100 * one, 1)) for one in (told.value, told.low, told.high))
    return f"{value} % ({low}–{high})"
