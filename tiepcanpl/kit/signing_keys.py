"""The keys that the server signs with, as the operator's file names them (an example: deploy/signing-keys.example.toml).

The file itself holds no secret.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class KeysError(ValueError):
    """The file does not say what is needed; the message names the place and holds nothing secret."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is to be read: a file or a variable. It is read when it is needed and kept nowhere."""

    file: str = ""
    variable: str = ""

    def read(self) -> str:
        """Return the secret; "" where there is none. Raises KeysError where it cannot be read."""
        if self.variable:
            return os.environ.get(self.variable, "")
        try:
            return Path(self.file).read_text(encoding="utf-8").rstrip("\r\n") if self.file else ""
        except (OSError, UnicodeDecodeError) as error:
            raise KeysError(f"the secret in {self.file} cannot be read") from error


@dataclass(frozen=True, slots=True)
class Key:
    """One key: whose and for which kinds of documents (none named: all), and where it is."""

    unit: str
    secret: Secret
    kinds: frozenset[str] = frozenset()
    pkcs12: str = ""
    pkcs11: str = ""
    token: str = ""
    key: str = ""
    certificate: str = ""
    timestamp_url: str = ""


_NAMES = {
    "unit", "kinds", "pkcs12", "passphrase_file", "passphrase_env", "pkcs11", "token", "key", "certificate", "pin_file",
    "pin_env",
}  # fmt: skip
_OF_TOKEN = ("token", "key")


def load(path: str) -> list[Key]:
    """Return the keys of the file, none for "". Raises KeysError."""
    if not path:
        return []
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeysError(f"{path} cannot be read: {error}") from error
    rows, stamps = data.get("keys", []), data.get("timestamp_url", "")
    if not isinstance(rows, list) or not isinstance(stamps, str):
        raise KeysError("[[keys]] has to be a list and timestamp_url a text")
    return [_key(row, number, stamps) for number, row in enumerate(rows, start=1)]


def key_for(keys: list[Key], *, unit: str, kind: str) -> Key | None:
    """Return the unit's key for a kind of document: one that names the kind before one for all."""
    own = [key for key in keys if key.unit == unit]
    named = (key for key in own if kind in key.kinds)
    return next(named, None) or next((key for key in own if not key.kinds), None)


def _key(row: object, number: int, stamps: str) -> Key:
    if not isinstance(row, Mapping):
        raise KeysError(f"key {number} is no table")
    unknown = set(row) - _NAMES
    if unknown:
        raise KeysError(f"key {number} has unknown names: {', '.join(sorted(unknown))}")
    if bool(row.get("pkcs12")) == bool(row.get("pkcs11")):
        raise KeysError(f"key {number} needs either pkcs12 or pkcs11")
    lacking = [name for name in ("unit", *(_OF_TOKEN if row.get("pkcs11") else ())) if not row.get(name)]
    if lacking:
        raise KeysError(f"key {number} lacks {', '.join(lacking)}")
    return Key(
        secret=_secret(row, "pin" if row.get("pkcs11") else "passphrase"),
        kinds=frozenset(row.get("kinds", ())),
        timestamp_url=stamps,
        **{name: str(row.get(name, "")) for name in ("unit", "pkcs12", "pkcs11", "token", "key", "certificate")},
    )


def _secret(row: Mapping[str, Any], name: str) -> Secret:
    return Secret(file=str(row.get(f"{name}_file", "")), variable=str(row.get(f"{name}_env", "")))
