"""The pages without a server: Django's test client on a memory, in this process, as anybody who may ask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.test import Client
from django.test.utils import override_settings
from django.urls import get_resolver

from diaban.store.memory import setup
from tests.cli.run import WORK

PASSWORD = "mưa rơi trên mái tôn"
SPARED = {"DATABASES", "LOGGING", "MIDDLEWARE", "SECRET_KEY", "STORAGES"}


@contextmanager
def pages(home: Path) -> Iterator[None]:
    """Point this process at the memory in ``home`` and give it the settings of the web server."""
    with patch.dict(os.environ, {"DIABAN_HOME": str(home)}):
        setup(home)
        from django.conf import settings

        with (
            patch.object(settings, "_wrapped", _settings()),
            patch(WORK, 2),
        ):
            yield
        from django.db import connections

        connections.close_all()


@cache
def _settings() -> Any:
    """Those of the web server, made once in a process. Put on and taken off without a word to Django, which would read
    every template and every address anew: nobody but the pages asks for either."""
    from django.conf import settings

    import diaban.web.settings as web

    given = {name: getattr(web, name) for name in dir(web) if name.isupper() and name not in SPARED}
    given["MIDDLEWARE"] = [name for name in web.MIDDLEWARE if "whitenoise" not in name]
    given["STORAGES"] = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    before = settings._wrapped
    # Not among those put back afterwards: Django refuses to go back to none.
    settings.SECRET_KEY = web.SECRET_KEY
    override_settings(**given).enable()
    made, settings._wrapped = settings._wrapped, before
    return made


def visitor(**more: Any) -> Client:
    """A browser on this machine, that nobody signed in with."""
    return Client(SERVER_NAME="127.0.0.1", **more)


def sign_in(name: str, password: str = PASSWORD, **more: Any) -> Client:
    """A browser that is signed in."""
    client = visitor(**more)
    answer = client.post("/dang-nhap/", {"ten": name, "mat-khau": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def patterns() -> list[Any]:
    """Every address there is, whatever is written later."""
    found = get_resolver().url_patterns
    assert all(hasattr(one, "callback") for one in found)
    return list(found)


def path_of(pattern: Any, **values: str) -> str:
    """A path of an address, its parts by name; those not given are no such thing."""
    from django.urls import reverse

    parts = {name: values.get(name, "khong-co") for name in pattern.pattern.converters}
    if pattern.name is None:
        raise AssertionError(f"an address without a name: {pattern}")
    # Names may stand for several addresses: the one with these parts is meant.
    return reverse(pattern.name, kwargs=parts)
