"""``diaban forms generate`` and ``train``: invented forms with their truth, and the model of duplicates."""

import tomllib
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import options
from diaban.cli.editions import open_edition
from diaban.cli.interrupt import swept_when_ended
from diaban.cli.new_file import write_new
from diaban.cli.output import print_json, print_table
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenCommand

__all__ = ["generate_command", "train_command"]

SAME = 0.5
REVIEW = 0.1
"""Least probability of the decisions; fixed, so that two batches are judged alike."""


def generate_command(say: Say) -> click.Command:
    """``diaban forms generate``, in one language."""

    def generate(
        rows: int, seed: int, errors: str | None, out: str, truth: str | None, as_of: date | None, json_: bool
    ) -> int:
        return _generate(say, rows, seed, errors, Path(out), truth, options.given_day(as_of), json_)

    def number(flag: str, key: str, default: int) -> click.Option:
        return click.Option(
            [flag], type=NumberType(say), default=default, metavar="N", help=say.text(f"help.option.{key}")
        )

    def file(flag: str, key: str, *, required: bool = False) -> click.Option:
        return click.Option(
            [flag], metavar=say.text("metavar.file"), required=required, help=say.text(f"help.option.{key}")
        )

    return SpokenCommand(
        say,
        "generate",
        callback=generate,
        help=say.text("help.forms.generate"),
        params=[
            number("--rows", "generate-rows", 10_000),
            number("--seed", "generate-seed", 1),
            file("--errors", "generate-errors"),
            file("--out", "out", required=True),
            file("--truth", "generate-truth"),
            options.day(say, ["--as-of"], "as-of"),
            options.as_json(say),
        ],
    )


def _generate(
    say: Say, rows: int, seed: int, errors: str | None, out: Path, truth: str | None, day: date, json_: bool
) -> int:
    from diaban.cli.home import UNITS
    from diaban.engines.forms_written import writing
    from diaban.quality.generated.forms import ERRORS, in_pieces, read_errors
    from diaban.quality.generated.ground import ground_of

    for path in (out, *([Path(truth)] if truth else [])):
        if path.exists():
            raise RefusedError(finding("file-there", place=Place(file=str(path))))
    table = Path(errors) if errors else ERRORS
    try:
        rates = read_errors(table)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise RefusedError(
            finding("errors-refused", place=Place(file=str(table)), reason=str(error) or type(error).__name__)
        ) from error
    if rows < 1:
        raise RefusedError(finding("errors-refused", place=Place(file=str(table)), reason=f"--rows {rows}"))
    ground = ground_of(open_edition(UNITS).atlas, day, rows, seed)
    persons = 0
    try:
        with writing(out) as write, writing(Path(truth)) if truth else nullcontext() as told:
            for made in in_pieces(rows, seed=seed, ground=ground, errors=rates, day=day):
                write(made.forms)
                if told is not None:
                    told({"form_id": made.forms["form_id"], "person": made.person, "errors": made.errors})
                persons = int(made.person.max()) + 1
    except OSError as error:
        raise RefusedError(
            finding("output-refused", place=Place(file=str(out)), reason=type(error).__name__)
        ) from error
    if json_:
        print_json({"file": str(out), "truth": truth, "forms": rows, "persons": persons, "seed": seed})
        return 0
    click.echo(say.text("forms.generate.written", file=str(out), forms=rows, persons=persons))
    return 0


def train_command(say: Say) -> click.Command:
    """``diaban forms train``, in one language."""

    def train(files: tuple[str, ...], out: str, name: str, json_: bool) -> int:
        return _train(say, [Path(one) for one in files], Path(out), name, json_)

    return SpokenCommand(
        say,
        "train",
        callback=train,
        help=say.text("help.forms.train"),
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=say.text("metavar.files")),
            click.Option(["--out"], metavar=say.text("metavar.file"), required=True, help=say.text("help.option.out")),
            click.Option(
                ["--name"], metavar=say.text("metavar.name"), default="1", help=say.text("help.option.train-name")
            ),
            options.as_json(say),
        ],
    )


def _train(say: Say, files: list[Path], out: Path, name: str, json_: bool) -> int:
    from diaban.engines.duplicates import train
    from diaban.engines.forms_folder import working_folder
    from diaban.engines.forms_normal import normalise
    from diaban.engines.forms_quiet import quietly
    from diaban.engines.forms_read import break_off, connect, read
    from diaban.quality.linkage.model import as_text

    # For its owner alone (0700), beside the data, and gone at the end.
    beside = out.resolve().parent
    with swept_when_ended(break_off), working_folder(beside, ".diaban-") as spill, quietly("train", beside):
        size = sum(one.stat().st_size for one in files if one.is_file())
        with connect(spill, size) as connection:
            read(connection, files, spill=spill)
            normalise(connection)
            try:
                model = train(connection, version=name, same=SAME, review=REVIEW, about={})
            except ValueError as error:
                raise RefusedError(finding("train-few", place=Place(file=files[0].name), counts=str(error))) from error
    write_new(out, as_text(model).encode())
    if json_:
        print_json({"file": str(out), "about": dict(model.about)})
        return 0
    click.echo(say.text("forms.train.written", file=str(out), pairs=model.about["pairs"], same=model.about["same"]))
    heads = [say.text(f"forms.train.{key}") for key in ("said", "true", "pairs")]
    print_table(heads, [(f"{one:.3f}", f"{two:.3f}", str(n)) for one, two, n in model.about["reliability"]])
    return 0
