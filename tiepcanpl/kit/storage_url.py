"""Reads from one address where files are stored, as DATABASE_URL does for the database."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_SCHEMES = {"s3": "https", "s3+http": "http"}


def parse(url: str) -> dict[str, Any]:
    """Return the storage in the form of Django's STORAGES; without an address, the folder MEDIA_ROOT.

    s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=NAME; `s3+http` without TLS. Raises ValueError.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in _SCHEMES or not (bucket and parts.hostname and parts.username and parts.password):
        raise ValueError("STORAGE_URL has to be s3://KEY:SECRET@HOST/BUCKET")
    host = parts.netloc.rpartition("@")[2]
    options = {
        "bucket_name": bucket,
        "location": prefix,
        "endpoint_url": f"{_SCHEMES[parts.scheme]}://{host}",
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
    }
    return {"BACKEND": "tiepcanpl.kit.buckets.Bucket", "OPTIONS": options}
