"""Published figures: the columns of a claims file, as they were loaded. Numbers stay as written, digit by digit."""

from typing import Any

from django.db import models
from django.db.models import Q

from diaban.store.models.act import Recorded
from diaban.store.models.secrecy import open_

__all__ = ["Claim"]


class Claim(Recorded):
    """One published figure (``diaban.coverage.claims.claim.Claim``). Loaded again differently, the older is closed."""

    claim_id = open_(models.TextField())
    document = open_(models.TextField())
    published = open_(models.TextField())
    quote = open_(models.TextField())
    measure = open_(models.TextField())
    scope_types = open_(models.TextField())
    place = open_(models.TextField())
    as_of = open_(models.TextField())
    modality = open_(models.TextField())
    value = open_(models.TextField(null=True))
    bound = open_(models.TextField())
    unit = open_(models.TextField())
    of = open_(models.TextField(null=True))
    percent_printed = open_(models.TextField(null=True))
    part_of = open_(models.TextField())
    series = open_(models.TextField())
    source = open_(models.TextField())
    reason = open_(models.TextField())

    class Meta(Recorded.Meta):
        db_table = "store_claim"
        constraints: Any = (
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["claim_id"], condition=Q(closed_by=None), name="claim_open_once"),
        )
