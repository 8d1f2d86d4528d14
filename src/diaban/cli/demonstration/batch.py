"""An invented batch of forms for the demonstration: six communes of Quảng Ninh, a name in it that is looked for."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from diaban.quality.generated.forms import ERRORS, generated, read_errors
from diaban.quality.generated.people import Ground
from diaban.quality.places import OLD_CODES_ON
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit

__all__ = ["BATCH_DAY", "PLANTED", "holders", "write_batch", "write_events"]

ROWS: Final = 20_000
SEED: Final = 7
COMMUNES: Final = 6
WEEKS: Final = 26
USUAL: Final = (5, 3, 7, 6)
"""Births, deaths, arrivals and departures of a commune in a week stay below these."""
BATCH_DAY: Final = date(2026, 11, 22)
PLANTED: Final = "Khuất Thị Dò Tìm Thử"
"""No such person; written on one form of the batch."""


def write_batch(path: Path, atlas: Atlas, province: str) -> None:
    """Write the forms as Parquet; ``province``: the id of the province of today."""
    from diaban.engines.forms_written import write_columns

    communes = sorted(atlas.below(province, BATCH_DAY), key=lambda unit: unit.code)[:COMMUNES]
    made = generated(ROWS, seed=SEED, ground=_ground(atlas, communes), errors=read_errors(ERRORS), day=BATCH_DAY)
    forms = dict(made.forms)
    names = forms["full_name"].copy()
    names[0] = PLANTED
    write_columns(path, forms | {"full_name": names})


def write_events(path: Path, atlas: Atlas, province: str) -> None:
    """Write births, deaths and moves of the same communes, week by week of half a year, as counts."""
    communes = sorted(atlas.below(province, BATCH_DAY), key=lambda unit: unit.code)[:COMMUNES]
    rng, lines = Random(SEED), ["code,day,births,deaths,arrivals,departures"]
    for week in range(WEEKS):
        day = BATCH_DAY - timedelta(days=7 * week)
        lines += [f"{one.code},{day},{','.join(str(rng.randrange(most)) for most in USUAL)}" for one in communes]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def holders(folder: Path, word: str = PLANTED) -> list[Path]:
    """Files below a folder that hold the word, in small letters too."""
    wanted = [text.encode(code) for text in (word, word.lower()) for code in ("utf-8", "utf-16-le")]
    return [path for path in folder.rglob("*") if path.is_file() and any(one in path.read_bytes() for one in wanted)]


def _ground(atlas: Atlas, communes: Sequence[Unit]) -> Ground:
    titled = [(_titled(unit), _titled(atlas.ancestors(unit, BATCH_DAY)[-1])) for unit in communes]
    births = [_registered(atlas, unit) for unit in communes]
    others = atlas.in_force(OLD_CODES_ON, Level.COMMUNE)[:: 10_000 // 40]
    births += [_place(atlas, unit) for unit in others]
    known = list(dict.fromkeys(births))
    return Ground(titled, known, [known.index(one) for one in births[: len(communes)]])


def _registered(atlas: Atlas, unit: Unit) -> tuple[str, str]:
    before = (atlas.find_id(step.older, OLD_CODES_ON) for step in atlas.successions_into(unit.id))
    return _place(atlas, next((one for one in before if one is not None), unit))


def _place(atlas: Atlas, unit: Unit) -> tuple[str, str]:
    above = atlas.ancestors(unit, OLD_CODES_ON)
    return ", ".join(map(_titled, (unit, *above))), f"{int(above[-1].code):03}"


def _titled(unit: Unit) -> str:
    return unit.full_name[0].upper() + unit.full_name[1:]
