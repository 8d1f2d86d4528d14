"""``python -m benchmarks``: every case, each in a process of its own; the table here, the report beside this file.

``python -m benchmarks lookup find`` runs some cases and prints them; the report is written by a whole run only.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter

from benchmarks import (
    case_browser,
    case_carry,
    case_check,
    case_coverage,
    case_find,
    case_forecast,
    case_forms,
    case_front_door,
    case_load,
    case_lookup,
    case_other,
    case_phasing,
    case_portfolio,
    case_process,
    case_registers,
    case_spark,
    case_trace,
    case_web,
)
from benchmarks.figure import Case, from_json, to_json
from benchmarks.machine import load, machine, subject
from benchmarks.report import as_json, as_markdown, as_text
from benchmarks.size import FULL, Size

__all__ = ["CASES", "main"]

HERE = Path(__file__).parent
CASES: dict[str, Callable[[Size], Case]] = {
    "load": case_load.measure,
    "lookup": case_lookup.measure,
    "trace": case_trace.measure,
    "carry": case_carry.measure,
    "find": case_find.measure,
    "process": case_process.measure,
    "coverage": case_coverage.measure,
    "registers": case_registers.measure,
    "forecast": case_forecast.measure,
    "forms": case_forms.measure,
    "forms-check": case_check.measure,
    "forms-other": case_other.measure,
    "spark": case_spark.measure,
    "phasing": case_phasing.measure,
    "web": case_web.measure,
    "portfolio": case_portfolio.measure,
    "browser": case_browser.measure,
    "front-door": case_front_door.measure,
}


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and memory, beside named peers.")
    parser.add_argument("case", nargs="*", choices=[[], *CASES], help="cases to run and print; all without")
    parser.add_argument("--keep", action="store_true", help="put the named cases into the report that is there")
    parser.add_argument("--alone", choices=CASES, help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.alone:
        json.dump(to_json(CASES[words.alone](FULL)), sys.stdout)
        return
    when, before, start = datetime.now().astimezone(), load(), perf_counter()
    cases = []
    for key in words.case or CASES:
        if key == "browser" and case_browser.browser_path() is None:
            print("No browser is installed: its case is left out.")
            continue
        if key == "spark" and (why := case_spark.absent()):
            print(f"The case of Spark is left out: {why}.")
            continue
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", "--alone", key],
            cwd=HERE.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        cases.append(from_json(json.loads(done.stdout)))
        print(as_text(cases[-1:]), flush=True)
    if words.case:
        if words.keep:
            _keep(cases, when)
        return
    run = {
        "date": when.date().isoformat(),
        "load before": before,
        "load after": load(),
        "took": f"{perf_counter() - start:.0f} s",
    }
    about = {"machine": machine(), "measured": subject(), "run": run}
    (HERE / "REPORT.md").write_text(as_markdown(about, cases), "utf-8")
    (HERE / "report.json").write_text(as_json(about, cases), "utf-8")
    missed = [f"{case.title}: {figure.what}" for case in cases for figure in case.figures if figure.met is False]
    print("Targets not met:\n  " + "\n  ".join(missed) if missed else "Every target is met.")
    print("Report: benchmarks/REPORT.md, benchmarks/report.json")


def _keep(cases: list[Case], when: datetime) -> None:
    """Put cases that were measured again in the place of the older ones, and say so."""
    report = json.loads((HERE / "report.json").read_text("utf-8"))
    fresh = {case.key: case for case in cases}
    every = [from_json(document) for document in report.pop("cases")]
    every = [fresh.pop(case.key, case) for case in every] + list(fresh.values())
    again = f"{when.date().isoformat()}, load {load()}"
    report["run"] |= {f"{case.key} measured again": again for case in cases}
    (HERE / "REPORT.md").write_text(as_markdown(report, every), "utf-8")
    (HERE / "report.json").write_text(as_json(report, every), "utf-8")


if __name__ == "__main__":
    main()
