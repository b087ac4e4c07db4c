"""The product's settings on a scratch directory; DATABASE_URL and REDIS_URL choose PostgreSQL and Redis."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="tiepcanpl-tests-"))
os.environ.setdefault("SECRET_KEY", "tests-only")
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker:
    # Files and cache of its own: one process empties the cache while another counts failed sign-ins in it.
    os.environ["VAR_DIR"] = str(Path(os.environ["VAR_DIR"], worker))
    if os.environ.get("REDIS_URL"):
        number = 1 + int(worker.removeprefix("gw")) % 7
        os.environ["REDIS_URL"] = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}"))
Path(os.environ["VAR_DIR"], "static").mkdir(parents=True, exist_ok=True)

from tiepcanpl.settings import *  # noqa: E402, F403  # the environment has to be set before

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405  # from the product's settings
    # A file: threads need a database that each of them can open, with the locks of the product.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405  # see above

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
