"""Files seen together: revisions of a commune, the same content in other communes, the office's reference files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.domain.documents import is_outside
from assessments.domain.standard import Indicator
from assessments.models import Campaign, Dossier, Evidence, EvidenceLink, ReferenceFile, Submission
from assessments.selectors.contents import DossierContents, with_person
from assessments.selectors.overviews import Todo, criterion_url, item_url
from communes.models import Unit, User


@dataclass(frozen=True, slots=True)
class Revision:
    """Where a file stands among its versions: its number (from 1), what it took the place of, what took its place."""

    number: int
    replaces: Evidence | None
    at: datetime | None
    by: User | None
    replaced_by: Evidence | None


def revisions_of(commune: Unit) -> dict[int, Revision]:
    """Return for each file of the commune that has another version where it stands: one query."""
    rows = Evidence.objects.filter(unit=commune).filter(Q(replaces__isnull=False) | Q(replacement__isnull=False))
    by_key = {row.pk: row for row in rows.select_related("revised_by")}
    after = {row.replaces_id: row for row in by_key.values() if row.replaces_id}
    return {
        pk: Revision(
            number=_number(row, by_key),
            replaces=by_key[row.replaces_id] if row.replaces_id else None,
            at=row.revised_at,
            by=row.revised_by,
            replaced_by=after.get(pk),
        )
        for pk, row in by_key.items()
    }


def _number(row: Evidence, by_key: Mapping[int, Evidence]) -> int:
    number = 1
    while row.replaces_id:
        row, number = by_key[row.replaces_id], number + 1
    return number


def elsewhere(user: User, dossier: Dossier, hashes: Iterable[str]) -> dict[str, list[Dossier]]:
    """Return by content the dossiers of other communes that hold it and that the person may read: one query.

    Only what was there when its dossier was handed in counts; what the commune attaches afterwards is its own affair.
    """
    wanted = set(hashes)
    if not wanted or not user.has_perm("assessments.review_dossier", dossier):
        return {}
    handed_in = Submission.objects.filter(dossier=OuterRef("dossier"), submitted_at__gte=OuterRef("linked_at"))
    rows = (
        EvidenceLink.objects.filter(Exists(handed_in), evidence__sha256__in=wanted)
        .filter(dossier__in=Dossier.objects.visible_to(user).values("pk"))
        .exclude(dossier__commune=dossier.commune_id)
        .select_related("evidence", "dossier__commune", "dossier__campaign")
        .order_by("-dossier__campaign__year", "dossier__commune__sort_name", "dossier")
    )
    found: defaultdict[str, dict[int, Dossier]] = defaultdict(dict)
    for row in rows:
        found[row.evidence.sha256][row.dossier_id] = row.dossier
    return {sha256: list(dossiers.values()) for sha256, dossiers in found.items()}


def references_of(campaign: Campaign, indicators: Iterable[Indicator]) -> dict[str, list[ReferenceFile]]:
    """Return the office's files in use by indicator, those for its items included: one query."""
    place = {code: one.code for one in indicators for code in (one.code, *(item.code for item in one.items))}
    rows = campaign.reference_files.in_use().filter(code__in=place)
    found: defaultdict[str, list[ReferenceFile]] = defaultdict(list)
    for row in rows:
        found[place[row.code]].append(row)
    return dict(found)


def references_under(campaign: Campaign, node: str) -> list[ReferenceFile]:
    """Return the files in use for a part of the standard and for whatever lies in it."""
    rows = campaign.reference_files.in_use()
    return list(rows.filter(Q(code=node) | Q(code__startswith=f"{node}.")) if node else rows)


def references_listed(campaign: Campaign) -> QuerySet[ReferenceFile]:
    """Return everything that the office ever put there, what is in use first."""
    rows = with_person(with_person(campaign.reference_files.all(), "uploaded_by"), "withdrawn_by")
    return rows.order_by(F("withdrawn_at").desc(nulls_first=True), "code", "pk")


def advice_of(found: DossierContents) -> tuple[Todo, ...]:
    """Return what is worth a look before posting and forbids nothing: files of another time, lists that are not whole."""
    return (*_outside(found), *_incomplete(found))


def _outside(found: DossierContents) -> Iterable[Todo]:
    period, year = found.dossier.campaign.period, found.dossier.campaign.year
    for item in found.edition.answerable_items:
        for link in found.links.get(item.code, ()):
            stored = link.evidence
            if is_outside(stored.proves_from, stored.proves_to, stored.issued_on, period=period):
                sentence = f"Nội dung {item.code}: thời gian của tệp “{stored}” nằm ngoài năm đánh giá {year}."
                yield Todo(sentence, item_url(found.dossier.pk, item.code), "Tài liệu ngoài thời gian đánh giá")


def _incomplete(found: DossierContents) -> Iterable[Todo]:
    for indicator in found.edition.indicators:
        count = found.completeness_of(indicator)
        if 0 < count.done < count.total:
            sentence = f"Chỉ tiêu {indicator.code}: mới có {count.done}/{count.total} loại tài liệu nên có."
            url = criterion_url(found.dossier, indicator.code) + f"#chi-tieu-{indicator.code.replace('.', '-')}"
            yield Todo(sentence, url, "Danh mục tài liệu")
