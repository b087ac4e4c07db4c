"""Typed reading of nested data that collects faults instead of stopping at the first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from assessments.domain.provenance import Provenance

E = TypeVar("E", bound=StrEnum)


class StandardFaults(ValueError):  # noqa: N818  # a list of faults, not one error
    """The data is not a valid standard; `sentences` name every fault with its place."""

    def __init__(self, sentences: list[str]) -> None:
        """Keep the sentences in order."""
        self.sentences = tuple(sentences)
        super().__init__("\n".join(sentences))


@dataclass
class Faults:
    """What was wrong so far."""

    sentences: list[str] = field(default_factory=list)

    def add(self, place: str, sentence: str) -> None:
        """Remember one fault."""
        self.sentences.append(f"{place}: {sentence}")


@dataclass(frozen=True)
class Node:
    """One mapping of the data with its place for people."""

    data: Mapping[str, Any]
    place: str
    faults: Faults

    def get(self, key: str) -> Any:  # noqa: ANN401  # raw data, typed by the readers below
        """Return the raw value."""
        return self.data.get(key)

    def fault(self, key: str, sentence: str) -> None:
        """Remember a fault of one key."""
        self.faults.add(f"{self.place} › {key}", sentence)

    def text(self, key: str) -> str:
        """Return a text that has to be there."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fault(key, "thiếu nội dung chữ (mã và số phải đặt trong dấu ngoặc kép).")
            return ""
        return value

    def optional_text(self, key: str) -> str:
        """Return a text, "" when there is none."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when there is none."""
        values = self.get(key) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.fault(key, "phải là danh sách chữ.")
            return ()
        return tuple(values)

    def integer(self, key: str) -> int:
        """Return a whole number that has to be there."""
        value = self.optional_integer(key)
        if self.get(key) is None:
            self.fault(key, "thiếu số nguyên.")
        return value or 0

    def optional_integer(self, key: str) -> int | None:
        """Return a whole number, None when there is none."""
        value = self.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(key, "phải là số nguyên.")
        return None

    def decimal(self, key: str) -> Decimal:
        """Return a decimal that has to be there."""
        value = self.optional_decimal(key)
        if self.get(key) is None:
            self.fault(key, "thiếu số.")
        return value if value is not None else Decimal(0)

    def optional_decimal(self, key: str) -> Decimal | None:
        """Return a quoted decimal, None when there is none; binary floats are refused."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(key, "số thập phân phải đặt trong dấu ngoặc kép, ví dụ “0.25”.")
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fault(key, f"“{value}” không phải là số.")
            return None
        return number

    def day(self, key: str) -> date:
        """Return a date written YYYY-MM-DD."""
        try:
            return date.fromisoformat(str(self.get(key)))
        except ValueError:
            self.fault(key, "phải là ngày dạng NĂM-THÁNG-NGÀY.")
            return date.min

    def choice(self, key: str, kinds: type[E], default: E) -> E:
        """Return one of the kinds."""
        value = self.get(key)
        if not isinstance(value, str) or value not in {kind.value for kind in kinds}:
            self.fault(key, f"giá trị “{value}” không thuộc: {', '.join(kind.value for kind in kinds)}.")
            return default
        return kinds(value)

    def provenance(self, key: str = "provenance", default: Provenance | None = None) -> Provenance:
        """Return how well the node is known; every node has to say so."""
        if self.get(key) is None and default is not None:
            return default
        return self.choice(key, Provenance, Provenance.PROVISIONAL)

    def child(self, key: str) -> "Node":
        """Return a mapping below this one; the parts of one that is not there are not named one by one."""
        value, place = self.get(key), f"{self.place} › {key}"
        if isinstance(value, Mapping):
            return Node(value, place, self.faults)
        self.fault(key, "thiếu nhóm dữ liệu.")
        return Node({}, place, Faults())

    def children(self, key: str) -> list["Node"]:
        """Return the mappings of a list; each is named by its code, or else by its place in the list."""
        values = self.get(key) or []
        if not isinstance(values, list) or not all(isinstance(value, Mapping) for value in values):
            self.fault(key, "phải là danh sách nhóm dữ liệu.")
            return []
        return [
            Node(value, f"{self.place} › {key} {value.get('code') or place}", self.faults)
            for place, value in enumerate(values, start=1)
        ]
