"""A whole check of one batch, by ours and by the usual way: ``python -m benchmarks.check_ways WAY FOLDER``.

Each in a process of its own. The clock runs from the start of the process's own code, what it loads included, to the
files that may be sent on, and from there to the last list. The usual way is what is written for one campaign: pandas
reads the file, eleven rules judge columns, the same name and day of birth is the same person, openpyxl writes a list a
commune.
"""

import json
import resource
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

__all__ = ["WAYS", "main"]

Marks = list[tuple[str, float, float]]
NEEDED = ("full_name", "dob", "sex", "permanent_commune", "household_no")
HEAD = ("hamlet", "household", "form", "name", "born", "what is wrong")


def _mark(marks: Marks, name: str) -> None:
    marks.append((name, perf_counter(), process_time()))


def ours(folder: Path, marks: Marks) -> dict[str, Any]:
    """``diaban forms check`` without its printing."""
    from benchmarks.case_check import DAY
    from benchmarks.subject import book
    from diaban.cli.definitions import rules_here
    from diaban.cli.say import Say
    from diaban.engines.forms_check import Request, check
    from diaban.quality.linkage.model import shipped_model

    rules, _ = rules_here()
    edition = book()
    steps: list[str] = []

    def tick(step: str, _what: str) -> None:
        if steps[-1:] != [step]:
            steps.append(step)
            _mark(marks, step)

    checked = check(
        Request(
            files=[folder / "forms.parquet"],
            out=folder / "ours",
            today=DAY,
            say=Say("vi"),
            atlas=edition.atlas,
            names=edition.names,
            rules=list(rules.values()),
            model=shipped_model(),
            invented=True,
            tick=tick,
        )
    )
    return {"forms": sum(one.forms for one in checked.summary.communes), "rules": len(rules)}


def usual(folder: Path, marks: Marks) -> dict[str, Any]:
    """By pandas and openpyxl."""
    import openpyxl
    import pandas as pd

    from benchmarks.case_check import DAY

    _mark(marks, "read")
    forms = pd.read_parquet(folder / "forms.parquet")
    number = forms["personal_id"].fillna("").str.strip()
    born = pd.to_datetime(forms["dob"], format="%d/%m/%Y", errors="coerce")
    filled = pd.to_datetime(forms["date_filled"], errors="coerce")
    key = forms["full_name"].fillna("").str.casefold().str.split().str.join(" ") + "|" + forms["dob"].fillna("")
    wrong = {f"{name} is missing": forms[name].fillna("").str.strip() == "" for name in NEEDED}
    wrong |= {
        "no day of birth": born.isna(),
        "born after filling": born > filled,
        "filled in the future": filled > pd.Timestamp(DAY),
        "number is not of 9 or 12 digits": (number != "") & ~number.str.fullmatch(r"\d{9}|\d{12}"),
        "one number twice": (number != "") & number.duplicated(keep=False),
        "the same name and day of birth": key.duplicated(keep=False),
    }
    found = pd.concat([forms.loc[bad, ["form_id"]].assign(code=name) for name, bad in wrong.items()])
    found.to_parquet(folder / "usual.parquet")
    _mark(marks, "lists")
    told = found.groupby("form_id")["code"].agg("; ".join).rename("what")
    listed = forms.join(told, on="form_id", how="inner").fillna("")
    (folder / "usual").mkdir()
    for at, (_, rows) in enumerate(listed.groupby("permanent_commune", sort=True)):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(HEAD)
        columns = ("permanent_commune", "household_no", "form_id", "full_name", "dob", "what")
        for line in rows[list(columns)].itertuples(index=False):
            sheet.append(line)
        book.save(folder / "usual" / f"{at}.xlsx")
    return {"forms": len(forms), "rules": len(wrong)}


WAYS: dict[str, Callable[[Path, Marks], dict[str, Any]]] = {"ours": ours, "usual": usual}


def main() -> None:
    """One way, once: what it found, seconds by step on the wall and of the processor, peak memory."""
    marks: Marks = [("start", perf_counter(), process_time())]
    told = WAYS[sys.argv[1]](Path(sys.argv[2]), marks)
    _mark(marks, "end")
    steps = {name: (after - wall, after_cpu - cpu) for (name, wall, cpu), (_, after, after_cpu) in pairwise(marks)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told | {"steps": steps, "peak_mb": peak}))


if __name__ == "__main__":
    main()
