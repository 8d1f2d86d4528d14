"""Settings of Django. Where the memory lies comes from the environment, or from ``diaban.store.memory.setup``."""

import os
from pathlib import Path
from typing import Final

from diaban.store.address import default_home, memory_address

ROOT_URLCONF: Final = ""
INSTALLED_APPS: Final = ["diaban.store.apps.StoreConfig"]
DATABASES = {"default": memory_address(default_home(os.environ), os.environ.get("DIABAN_DATABASE"))}
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"
MIGRATION_MODULES: Final = {"store": "diaban.store.migrations"}

# Days are days in Viet Nam; moments are stored in UTC and compared as moments.
USE_TZ: Final = True
TIME_ZONE: Final = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE: Final = "vi"
# The one catalogue of texts is ours (basis/texts.toml).
USE_I18N: Final = False
BASE_DIR: Final = Path(__file__).resolve().parent.parent
