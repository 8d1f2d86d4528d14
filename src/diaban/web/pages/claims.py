"""Published figures: document by document, each with what is found of it."""

from django.http import HttpResponse

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.store import queries
from diaban.web.access import demands
from diaban.web.claim_parts import claim_chips, claim_figure
from diaban.web.ground import Visit, ground, today
from diaban.web.render import show

__all__ = ["claim"]


@demands("reader")
def claim(visit: Visit, claim_id: str) -> HttpResponse:
    """One published figure."""
    here = ground(visit)
    assert visit.viewer is not None
    claims = queries.checked(edition=here.edition, standards=here.standards, today=today(), viewer=visit.viewer)
    if claim_id not in claims:
        raise RefusedError(finding("claim-unknown", claim=claim_id, claims=sorted(claims)[:10]))
    told, checked = claims[claim_id]
    content = {
        "claim": told,
        "figure": claim_figure(visit.say, told),
        "chips": claim_chips(visit.say, checked),
        "verdicts": [(verdict, verdict.worded(visit.say.text)) for verdict in checked.verdicts],
    }
    return show(visit, "claim_drawer" if "ngan" in visit.GET else "claim", content)
