"""The server's entry: ``diaban.web.wsgi:application``. What every page needs is opened before the workers part."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
application = get_wsgi_application()

from diaban.web.ground import warm  # noqa: E402  # models exist only once Django is set up

warm()
