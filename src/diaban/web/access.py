"""Who asks: an account that signed in, or, on the demonstration's data and from this machine alone, a guest."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from diaban.basis.error import DiabanError
from diaban.store import queries
from diaban.store.memory import require_ready
from diaban.store.models import InstallationKind
from diaban.store.viewer import Role, Viewer, local_administrator
from diaban.web.ground import Visit

__all__ = ["PERMISSIONS", "admit", "demands", "is_loopback"]

PERMISSIONS: Final = ("anyone", "reader", "editor", "administrator")
"""What a page may demand, the least first."""
GUEST: Final = Viewer("khách xem trình diễn", Role.READER, None, frozenset())
ASKING: Final = local_administrator("máy chủ")
FORWARDED: Final = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
RANKS: Final = {Role.READER: 1, Role.EDITOR: 2, Role.ADMINISTRATOR: 3}
Page = Callable[..., HttpResponse]


def admit(visit: Visit) -> None:
    """Find out what installation this is and who asks. ConflictError, FaultError: those of ``require_ready``."""
    try:
        require_ready()
    except DiabanError as error:
        if {one.code for one in error.findings} != {"memory-empty"}:
            raise
        return
    visit.kind = queries.installation(viewer=ASKING)
    if visit.kind is InstallationKind.DEMONSTRATION and is_loopback(visit):
        visit.viewer = GUEST


def is_loopback(visit: Visit) -> bool:
    """Whether somebody at this machine asks, with nobody in between."""
    if any(header in visit.META for header in FORWARDED):
        return False
    try:
        return ip_address(visit.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def demands(permission: str) -> Callable[[Page], Page]:
    """A page and what it demands. Whoever has not signed in is asked to; whoever may not is told so, and no more."""
    rank = PERMISSIONS.index(permission)

    def wrap(page: Page) -> Page:
        @wraps(page)
        def asked(visit: Visit, *args: Any, **named: Any) -> HttpResponse:
            if rank and visit.viewer is None:
                return HttpResponseRedirect(f"{reverse('sign-in')}?toi={visit.get_full_path()}")
            if visit.viewer is not None and RANKS[visit.viewer.role] < rank:
                visit.viewer.require_administrator() if rank == 3 else visit.viewer.require_writer(())
            return page(visit, *args, **named)

        asked.permission = permission  # type: ignore[attr-defined]  # read by the test that walks every address
        return asked

    return wrap
