"""``diaban forms review``: doubtful pairs side by side on a page of this machine; decisions feed the next check."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.cli import options
from diaban.cli.interrupt import swept_when_ended
from diaban.cli.passphrase import option, passphrase_for_opening
from diaban.cli.say import Say
from diaban.cli.spoken import NumberType, SpokenCommand
from diaban.cli.unseal import sealed_in
from diaban.quality.field import FIELDS
from diaban.quality.linkage.compare import COMPARISONS, NUMBER

__all__ = ["review_command", "words"]

MOST: Final = 1_000
PAIRS: Final = "pairs.parquet"


def review_command(say: Say) -> click.Command:
    """``diaban forms review``, in one language."""

    def review(folder: str, forms: tuple[str, ...], most: int, port: int, passphrase_file: str | None) -> int:
        return _review(say, Path(folder), [Path(one) for one in forms], (most, port), passphrase_file)

    number = NumberType(say)
    return SpokenCommand(
        say,
        "review",
        callback=review,
        help=say.text("help.forms.review"),
        params=[
            click.Argument(["folder"], metavar=say.text("metavar.folder")),
            click.Option(
                ["--forms"],
                multiple=True,
                required=True,
                metavar=say.text("metavar.file"),
                help=say.text("help.option.review-forms"),
            ),
            click.Option(["--most"], type=number, default=MOST, metavar="N", help=say.text("help.option.review-most")),
            click.Option(["--port"], type=number, default=0, metavar="N", help=say.text("help.option.review-port")),
            option(say),
        ],
    )


def _review(say: Say, folder: Path, files: list[Path], given: tuple[int, int], secret: str | None) -> int:
    from diaban.cli.review_server import ReviewServer
    from diaban.engines.forms_folder import working_folder
    from diaban.engines.forms_read import break_off
    from diaban.engines.forms_review import pairs_to_review
    from diaban.engines.seal import unseal

    if not folder.is_dir():
        raise RefusedError(finding("review-no-result", place=Place(file=str(folder))))
    most, port = given
    path, sealed = folder / PAIRS, sealed_in(folder)
    with swept_when_ended(break_off), working_folder(folder, ".ra-soat-") as spill:
        if sealed is not None:
            passphrase = passphrase_for_opening(say, secret)
            unseal(sealed, spill, passphrase=passphrase, today=options.given_day(None), only=(PAIRS,))
            path = spill / PAIRS
        pairs = pairs_to_review(path, files, spill=spill, most=most)
    if not pairs:
        click.echo(say.text("review.nothing"))
        return 0
    try:
        server = ReviewServer(folder, pairs, words(say), say.lang, port)
    except OSError as error:
        raise RefusedError(finding("review-port", port=port)) from error
    with server:
        click.echo(say.text("review.at", address=server.address, n=say.write(len(pairs))))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo(say.text("review.over", n=say.write(len(server.decisions)), file=str(server.file)))
    return 0


def words(say: Say) -> dict[str, Any]:
    """Every word of the page, in the language of the command."""
    page = (
        "title",
        "warning",
        "h-forms",
        "c-field",
        "h-evidence",
        "same",
        "different",
        "previous",
        "next",
        "undo",
        "left",
        "right",
    )
    levels = dict.fromkeys(level for all_ in (*COMPARISONS.values(), NUMBER) for level in all_)
    return {
        "page": {key: say.text(f"review.page.{key}") for key in page},
        "field": {one.name: one.title[say.lang] for one in FIELDS},
        "comparison": _worded(say, "comparison", (*COMPARISONS, "number", "start")),
        "level": _worded(say, "level", levels),
        **{key: say.text(f"review.{key}") for key in ("none", "done", "all", "chance", "trouble")},
    }


def _worded(say: Say, kind: str, keys: Iterable[str]) -> dict[str, str]:
    """Words of the keys that have some; a model of another day may compare by others, which are shown as they are."""
    known = say.catalogue.keys()
    return {key: say.text(f"review.{kind}.{key}") for key in keys if f"review.{kind}.{key}" in known}
