"""The only reads. Each takes a viewer; what changes with knowledge takes ``known_at``, what changes with days a day."""

from diaban.store.queries.account import Granted, access, accesses, signing_in
from diaban.store.queries.beginning import Beginning, beginning
from diaban.store.queries.calendar import owing_units, periods_shown, return_grid
from diaban.store.queries.campaign import KeptSummary, campaign_standing, events_waiting, kept_summaries
from diaban.store.queries.claims import claims
from diaban.store.queries.columns import columns
from diaban.store.queries.counts import CountAnswer, communes_of, count_figure, counts, monthly, share_figure, stated_in
from diaban.store.queries.decisions import (
    Buried,
    LoadedEdition,
    choices,
    edition,
    evidence,
    frame,
    frames,
    installation,
    tombstones,
)
from diaban.store.queries.dossier import ActAbout, Dossier, claims_by_place, dossier
from diaban.store.queries.facts import facts
from diaban.store.queries.figures import RULES, Question, coverages, figure
from diaban.store.queries.forecasts import (
    KeptForecast,
    forecast,
    kept_forecasts,
    last_forecast,
    promised_day,
    scored_forecasts,
    stage_history,
)
from diaban.store.queries.hamlets import hamlet_facts
from diaban.store.queries.journal import JournalLine, journal
from diaban.store.queries.known import Known, KnownAt, known
from diaban.store.queries.phasing import phasing_question
from diaban.store.queries.plans import KeptScenario, plan_scenario, plan_scenarios
from diaban.store.queries.projects import all_of_works, course_of, investment, portfolio_lines, stage_histories
from diaban.store.queries.promises import promise_standings
from diaban.store.queries.public_tables import QuarterTable, given_table, has_table, public_year, quarter_answers
from diaban.store.queries.published import PastClaim, checked, claim_past, drafted, registered
from diaban.store.queries.returns import (
    HeldPaper,
    KeptFile,
    ReturnDetail,
    ReturnLine,
    TaskLine,
    file_of,
    form_in_use,
    return_detail,
    return_of,
    returns_in,
    scan_of,
    tasks,
)
from diaban.store.queries.sents import sents
from diaban.store.queries.sources import titles
from diaban.store.queries.trends import tallies, trends
from diaban.store.queries.week import unsent_returns, week

__all__ = [
    "RULES",
    "ActAbout",
    "Beginning",
    "Buried",
    "CountAnswer",
    "Dossier",
    "Granted",
    "HeldPaper",
    "JournalLine",
    "KeptFile",
    "KeptForecast",
    "KeptScenario",
    "KeptSummary",
    "Known",
    "KnownAt",
    "LoadedEdition",
    "PastClaim",
    "QuarterTable",
    "Question",
    "ReturnDetail",
    "ReturnLine",
    "TaskLine",
    "access",
    "accesses",
    "all_of_works",
    "beginning",
    "campaign_standing",
    "checked",
    "choices",
    "claim_past",
    "claims",
    "claims_by_place",
    "columns",
    "communes_of",
    "count_figure",
    "counts",
    "course_of",
    "coverages",
    "dossier",
    "drafted",
    "edition",
    "events_waiting",
    "evidence",
    "facts",
    "figure",
    "file_of",
    "forecast",
    "form_in_use",
    "frame",
    "frames",
    "given_table",
    "hamlet_facts",
    "has_table",
    "installation",
    "investment",
    "journal",
    "kept_forecasts",
    "kept_summaries",
    "known",
    "last_forecast",
    "monthly",
    "owing_units",
    "periods_shown",
    "phasing_question",
    "plan_scenario",
    "plan_scenarios",
    "portfolio_lines",
    "promise_standings",
    "promised_day",
    "public_year",
    "quarter_answers",
    "registered",
    "return_detail",
    "return_grid",
    "return_of",
    "returns_in",
    "scan_of",
    "scored_forecasts",
    "sents",
    "share_figure",
    "signing_in",
    "stage_histories",
    "stage_history",
    "stated_in",
    "tallies",
    "tasks",
    "titles",
    "tombstones",
    "trends",
    "unsent_returns",
    "week",
]
