"""The superior's forms on pages: which there are for one of ours, and the one that an address names."""

from collections.abc import Mapping
from functools import cache

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.reports.superior import Superior
from diaban.store.ground import forms_here, superior_here
from diaban.web.ground import Visit

__all__ = ["superior_links", "superior_named"]


@cache
def _superior() -> Mapping[str, Superior]:
    return superior_here(forms_here()[0])[0]


def superior_named(name: str) -> Superior:
    """One by its id. RefusedError ``superior-unknown``."""
    found = _superior().get(name)
    if found is None:
        raise RefusedError(finding("superior-unknown", text=name[:80], known=sorted(_superior())))
    return found


def superior_links(visit: Visit, form: str) -> list[tuple[str, str]]:
    """Those that are filled in from a form of ours: ids, and the words of their buttons."""
    say = visit.say
    told = []
    for one in _superior().values():
        if one.form == form:
            title = one.definition.title[visit.lang]
            title = f"{title} ({say.text('word.invented-form')})" if one.invented else title
            told.append((one.id, say.text("web.superior.fill", title=title)))
    return told
