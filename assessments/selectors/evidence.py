"""The files of a commune with what they prove: searched, filtered, sorted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from assessments.domain.documents import is_outside
from assessments.domain.standard import Item
from assessments.models import Evidence
from assessments.selectors.contents import DossierContents
from communes.models import Membership, Role, User
from tiepcanpl.kit.text import fold, sort_key
from tiepcanpl.kit.words import words_of

ORDERS = {"": "Mới tải lên trước", "ten": "Tên tệp", "ngay": "Ngày ban hành", "noi-dung": "Nội dung"}
FILTERS = {
    "": "Tất cả tài liệu",
    "chua-gan": "Chưa gắn nội dung nào",
    "ngoai-thoi-gian": "Ngoài thời gian đánh giá",
    "thieu-thong-tin": "Chưa nhập số, cơ quan hoặc ngày ban hành",
}
_READ = ("pk", "original_name", "title", "document_number", "issuer", "issued_on", "proves_from", "proves_to")


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An item of this dossier that a file proves; `editable` when the file may be taken off now."""

    item: Item
    criterion: str
    editable: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What the list shows: words of name, title, number, issuer or text; a filter and an order by code; one item's files."""

    words: str = ""
    only: str = ""
    order: str = ""
    item: str = ""

    @property
    def is_narrow(self) -> bool:
        """Tell whether some files are left out."""
        return bool(self.words.strip() or self.only or self.item)


_Row = Mapping[str, Any]


def keys(found: DossierContents, user: User, search: Search, *, own: bool) -> list[int]:
    """Return the ids of the files in their order: one query, two with words (one commune has few files).

    Its own people read all files of the commune; everybody else those handed in with this dossier. Those of the snapshot
    carry the details that were handed in.
    """
    used = _items_by_file(found)
    rows = Evidence.objects.visible_to(user).filter(unit=found.dossier.commune)
    if not own:
        rows = rows.filter(pk__in=used)
    listed: Iterable[_Row] = rows.values(*_READ)
    if not own:
        handed_in = {link.evidence_id: link.evidence for links in found.links.values() for link in links}
        listed = [{name: getattr(handed_in[row["pk"]], name) for name in _READ} for row in listed]
    holding = _holding(rows, search.words)
    listed = [row for row in listed if row["pk"] in holding or _is_named(row, search.words)]
    kept = [row for row in listed if _fits(row, search, used, found)]
    return [row["pk"] for row in _sorted(kept, search.order, used, found)]


def _holding(rows: QuerySet[Evidence], words: str) -> frozenset[int]:
    """Return the files whose text holds the words."""
    wanted = words_of(words)
    open_rows = rows.exclude(scan__state="blocked")
    return frozenset(open_rows.filter(reading__words__holds=wanted).values_list("pk", flat=True) if wanted else ())


def _is_named(row: _Row, words: str) -> bool:
    """Tell whether what stands about a file holds every word, without regard to accents."""
    text = fold(" ".join(row[name] for name in ("original_name", "title", "document_number", "issuer")))
    return all(word in text for word in fold(words).split())


def _fits(row: _Row, search: Search, used: Mapping[int, set[str]], found: DossierContents) -> bool:
    if search.item and search.item not in used.get(row["pk"], ()):
        return False
    return _is_kept(row, search.only, used, found)


def _is_kept(row: _Row, only: str, used: Mapping[int, set[str]], found: DossierContents) -> bool:
    if only == "chua-gan":
        return row["pk"] not in used
    if only == "ngoai-thoi-gian":
        days = (row[name] for name in ("proves_from", "proves_to", "issued_on"))
        return is_outside(*days, period=found.dossier.campaign.period)
    if only == "thieu-thong-tin":
        return not (row["document_number"] and row["issuer"] and row["issued_on"])
    return True


def _sorted(rows: list[_Row], order: str, used: Mapping[int, set[str]], found: DossierContents) -> list[_Row]:
    """Sort the rows, which come newest first; what the order says nothing about goes to the end."""
    if order == "ten":
        return sorted(rows, key=lambda row: sort_key(row["original_name"]))
    if order == "ngay":
        return sorted(rows, key=lambda row: row["issued_on"] or date.min, reverse=True)
    if order == "noi-dung":
        place = {item.code: number for number, item in enumerate(found.edition.items)}
        return sorted(rows, key=lambda row: min((place[code] for code in used.get(row["pk"], ())), default=len(place)))
    return rows


def files(found: DossierContents, page: Iterable[int], *, own: bool) -> list[Evidence]:
    """Return the files of one page in its order, with their use; for others than the commune as they were handed in."""
    wanted = list(page)
    rows = Evidence.objects.with_use().with_preview().select_related("uploaded_by").in_bulk(wanted)
    if not own:
        for links in found.links.values():
            for link in links:
                if link.evidence_id in rows:
                    _take_details(rows[link.evidence_id], link.evidence)
    return [rows[pk] for pk in wanted if pk in rows]


def _take_details(target: Evidence, source: Evidence) -> None:
    for name in _READ[2:]:
        setattr(target, name, getattr(source, name))


def reads_original(user: User, evidence: Evidence) -> bool:
    """Tell whether the person belongs to the commune that sent the file; everybody else gets photos without position."""
    own = Membership.objects.filter(user=user, unit=evidence.unit_id)
    return own.filter(role__in=[Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER]).exists()


def linked_items(found: DossierContents, editable: frozenset[str]) -> Mapping[int, list[LinkedItem]]:
    """Return by file the items of this dossier that it proves, in the standard's order."""
    items = {item.code: item for item in found.edition.items}
    return {
        pk: [
            LinkedItem(item, found.edition.criterion_of(code).code, code in editable)
            for code, item in items.items()
            if code in codes
        ]
        for pk, codes in _items_by_file(found).items()
    }


def _items_by_file(found: DossierContents) -> dict[int, set[str]]:
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for code, links in found.links.items():
        for link in links:
            codes[link.evidence_id].add(code)
    return dict(codes)
