"""Settings of the web server: those of the store, and what a page needs."""

import os
import secrets
from pathlib import Path
from typing import Any, Final

from diaban.store import settings as store
from diaban.store.address import default_home
from diaban.store.session import IDLE
from diaban.store.settings import (
    DEFAULT_AUTO_FIELD,
    LANGUAGE_CODE,
    MIGRATION_MODULES,
    TIME_ZONE,
    USE_I18N,
    USE_TZ,
)

__all__ = [
    "DEFAULT_AUTO_FIELD",
    "LANGUAGE_CODE",
    "MIGRATION_MODULES",
    "TIME_ZONE",
    "USE_I18N",
    "USE_TZ",
]
"""Taken over from the store as they are."""

HOME: Final = default_home(os.environ)
HERE: Final = Path(__file__).resolve().parent
KEPT_SECONDS: Final = 60
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def _secret() -> str:
    """The key that signs sessions: made once, kept in the home, readable by its owner alone."""
    file = HOME / "secret"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("utf-8")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(made := secrets.token_urlsafe(50))
    return made


SECRET_KEY: Final = _secret()
DEBUG: Final = False
ALLOWED_HOSTS: Final = [*LOOPBACK, *filter(None, os.environ.get("DIABAN_HOSTS", "").split(","))]
_PROXIES: Final = os.environ.get("DIABAN_PROXIES", "")
PROXIES: Final = int(_PROXIES) if _PROXIES.isascii() and _PROXIES.isdecimal() else 0
"""How many machines in front of this one say whence a request comes, in ``X-Forwarded-For`` (``web.patience``)."""
# A connection serves for a minute: opening one costs as much as all that a page asks. ``access`` looks whether what it
# leads to is still there.
DATABASES: Final = {"default": {**store.DATABASES["default"], "CONN_MAX_AGE": KEPT_SECONDS, "CONN_HEALTH_CHECKS": True}}
ROOT_URLCONF = "diaban.web.urls"
WSGI_APPLICATION: Final = "diaban.web.wsgi.application"
INSTALLED_APPS = [*store.INSTALLED_APPS, "django.contrib.staticfiles", "django_htmx", "diaban.web"]
MIDDLEWARE: Final = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "diaban.web.middleware.Guarding",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "diaban.web.middleware.Visiting",
]
TEMPLATES: Final[list[dict[str, Any]]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "builtins": ["diaban.web.templatetags.diaban"],
            "context_processors": [],
        },
    }
]

# Nothing is kept on the server for a visitor: the session is a signed cookie, so that reading writes nothing.
SESSION_ENGINE: Final = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY: Final = True
SESSION_COOKIE_SAMESITE: Final = "Lax"
# Its signature counts for as long as a session may be idle. While it is used web.session writes it again, and ends it
# in the end.
SESSION_COOKIE_AGE: Final = int(IDLE.total_seconds())
SESSION_COOKIE_SECURE: Final = os.environ.get("DIABAN_HTTPS") == "1"
CSRF_COOKIE_SAMESITE: Final = "Lax"
CSRF_COOKIE_SECURE: Final = SESSION_COOKIE_SECURE
CSRF_FAILURE_VIEW: Final = "diaban.web.trouble.forged"
SECURE_REFERRER_POLICY: Final = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY: Final = "same-origin"
X_FRAME_OPTIONS: Final = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE: Final = 2 * 2**20
# A page of a form has a field for each cell: 300 rows of a dozen.
DATA_UPLOAD_MAX_NUMBER_FIELDS: Final = 6_000
# A file that was sent lies in memory until the gate has looked at it: nothing of it is written to the disk before.
FILE_UPLOAD_HANDLERS: Final = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE: Final = 21 * 2**20

STATIC_URL: Final = "/tinh/"
STATIC_ROOT: Final = HOME / "static"
STATICFILES_FINDERS: Final = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES: Final = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES: Final = True
LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
