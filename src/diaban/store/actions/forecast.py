"""A forecast is kept: written down once with its cut-off, to be held against what comes."""

import json
from collections.abc import Collection
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.coverage.forecast.answer import Forecast
from diaban.store import models
from diaban.store.actions.acting import At, acting
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["keep_forecast"]


def keep_forecast(
    *,
    forecast: Forecast,
    units: Collection[UnitId],
    why_not: str | None,
    by: Viewer,
    at: At,
    reason: str,
    request: str = "",
) -> Any:
    """Keep a forecast for ``units`` (its frame without the unknown ones). ``why_not``: as it was printed.

    Returns the act. RefusedError ``forecast-nothing-drawn`` (not one unit is in a known state), ``forecast-kept`` (the
    same question, cut-off and seed); ForbiddenError ``not-your-unit``.
    """
    by.require_writer(units)
    drawn = forecast.answer or forecast.conditional
    if drawn is None:
        raise RefusedError(finding("forecast-nothing-drawn"))
    asked = {
        "standard": forecast.standard,
        "scope": forecast.scope or "",
        "as_of": forecast.as_of,
        "cutoff": forecast.cutoff,
        "promise": forecast.promise,
        "seed": forecast.seed,
        "simulations": forecast.simulations,
    }
    curve = {str(share): [round(float(day), 2) for day in days] for share, days in drawn.curve.items()}
    told = {
        "stated": forecast.stated,
        "frame": json.dumps(sorted(units)),
        "curve": json.dumps(curve),
        "document": json.dumps(forecast.as_dict(why_not), ensure_ascii=False),
    }
    with acting("keep-forecast", by=by, at=at, reason=reason, request=request) as act:
        before = models.Forecast.objects.filter(**asked, curve=told["curve"]).first()
        if before is not None:
            raise RefusedError(finding("forecast-kept", act=str(before.act_id)))
        models.Forecast.objects.create(**asked, **told, act=act)
    return act
