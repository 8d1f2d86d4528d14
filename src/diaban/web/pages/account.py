"""Signing in and out."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from diaban.web.access import demands
from diaban.web.ground import Visit
from diaban.web.render import show

__all__ = ["sign_in", "sign_out"]


@demands("anyone")
def sign_in(visit: Visit) -> HttpResponse:
    """The form."""
    return show(visit, "sign_in")


@demands("anyone")
@require_POST
def sign_out(visit: Visit) -> HttpResponse:
    """End the session."""
    visit.session.flush()
    return HttpResponseRedirect(reverse("home"))
