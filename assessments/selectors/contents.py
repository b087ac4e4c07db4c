"""Everything that a commune has put into its dossier, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from assessments.domain import documents
from assessments.domain.completeness import Contents, Missing, missing
from assessments.domain.documents import Completeness, Line
from assessments.domain.scoring import ScoreSheet, score
from assessments.domain.standard import Indicator
from assessments.domain.standard import Standard as Edition
from assessments.models import Answer, Dossier, Evidence, EvidenceLink, FactDeclaration, Narrative
from assessments.models.evidence import HEAVY
from assessments.models.labels import SECTIONS
from assessments.selectors import scans
from communes.models import UnitClass
from communes.models.unit import class_on
from tiepcanpl.kit import antivirus

_NOT_SHOWN = ("password", "last_login", "is_superuser", "is_staff", "is_active", "date_joined", "email", "position")


@dataclass(frozen=True)
class DossierContents:
    """What is stored now (not what was handed in): answers and files by item code, declarations, narrative.

    `absent` says by indicator and number why a document of its list is not there.
    """

    dossier: Dossier
    edition: Edition
    answers: Mapping[str, Answer]
    links: Mapping[str, list[EvidenceLink]]
    narratives: Mapping[str, Narrative]
    declarations: Mapping[str, list[FactDeclaration]]
    absent: Mapping[str, Mapping[str, str]]

    def lines_of(self, indicator: Indicator) -> tuple[Line, ...]:
        """Return the list of documents of an indicator with what is there."""
        links = (link for item in indicator.items for link in self.links.get(item.code, ()))
        ticked = (number for link in links for number in link.documents)
        return documents.lines_of(indicator, ticked, self.absent.get(indicator.code, {}))

    def completeness_of(self, indicator: Indicator) -> Completeness:
        """Count the documents of an indicator's list that are there or did not arise."""
        return documents.completeness(self.lines_of(indicator))

    @cached_property
    def declared(self) -> dict[str, bool]:
        """Tell for each declared fact whether it arose."""
        return {code: any(row.arose for row in rows) for code, rows in self.declarations.items()}

    @cached_property
    def sheet(self) -> ScoreSheet:
        """The claimed points, with the verdict of each recognition rule."""
        return score(
            self.edition,
            {code: answer.claim for code, answer in self.answers.items()},
            unit_class=lambda: unit_class(self.dossier),
            declared=self.declared,
        )

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What is left to do before posting."""
        contents = Contents(
            evidence={code: len(links) for code, links in self.links.items()},
            notes={code: answer.note for code, answer in self.answers.items()},
            declared=self.declared,
            narrative={code: narrative.text for code, narrative in self.narratives.items()},
            unclean=scans.unclean(self.links) if antivirus.is_on() else {},
        )
        return missing(self.edition, self.sheet, contents, SECTIONS)


def of(dossier: Dossier) -> DossierContents:
    """Read the contents of one dossier with the people who entered them: four queries, whatever its size."""
    return _read(dossier, _shown)


def of_deed(dossier: Dossier) -> DossierContents:
    """Read the contents for a deed, which shows neither names nor files: the same four queries without their joins."""
    return _read(dossier, _counted)


def _counted(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Read along what decides on what is left to do: the scans of the files, where there is a scanner."""
    return rows.select_related("evidence__scan") if field == "evidence" and antivirus.is_on() else rows


def _read(dossier: Dossier, people: Callable[[QuerySet[Any], str], QuerySet[Any]]) -> DossierContents:
    links: defaultdict[str, list[EvidenceLink]] = defaultdict(list)
    for link in people(dossier.evidence_links.all(), "evidence"):
        links[link.item_code].append(link)
    declarations: defaultdict[str, list[FactDeclaration]] = defaultdict(list)
    for row in people(dossier.declarations.all(), "recorded_by"):
        declarations[row.fact_code].append(row)
    return DossierContents(
        dossier=dossier,
        edition=dossier.campaign.standard.parsed,
        answers={answer.item_code: answer for answer in people(dossier.answers.all(), "updated_by")},
        links=dict(links),
        narratives={row.section: row for row in people(dossier.narratives.all(), "updated_by")},
        declarations=dict(declarations),
        absent=dossier.absent_documents,
    )


def _shown(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Read along what a page shows of a row: the person, and of a file also what was read and scanned of it."""
    if field != "evidence":
        return with_person(rows, field)
    heavy = (f"evidence__reading__{name}" for name in HEAVY)
    return (
        with_person(rows, "evidence__uploaded_by").select_related("evidence__reading", "evidence__scan").defer(*heavy)
    )


def with_person(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Read the person of each row along (and what lies between), without what nobody shows of a person."""
    return rows.select_related(field).defer(*(f"{field}__{name}" for name in _NOT_SHOWN))


def handed_in(dossier: Dossier) -> DossierContents:
    """Return the contents as they were handed in last: what everybody outside the commune reads.

    The register of disqualifying facts is the stored one: the commune cannot touch it any more, the office adds to it.
    """
    now = of(dossier)
    submission = dossier.submissions.filter(round=dossier.round).first()
    if submission is None:
        return now
    items = submission.snapshot["items"]
    files = (
        Evidence.objects.with_preview()
        .select_related("uploaded_by")
        .in_bulk([file["id"] for item in items.values() for file in item["evidence"]])
    )
    return replace(
        now,
        answers={
            code: Answer(
                dossier=dossier,
                item_code=code,
                facts=item["facts"],
                not_applicable=item["not_applicable"],
                note=item["note"],
            )
            for code, item in items.items()
            if item["answered"]
        },
        links={
            code: [_link(files[file["id"]], file, dossier, code) for file in item["evidence"]]
            for code, item in items.items()
        },
        narratives={
            section: Narrative(dossier=dossier, section=section, text=text)
            for section, text in submission.snapshot["narrative"].items()
        },
        absent=submission.snapshot.get("absent_documents", {}),
    )


def _link(stored: Evidence, file: Mapping[str, Any], dossier: Dossier, code: str) -> EvidenceLink:
    """Return a link as it was handed in; the details of the file are those of the snapshot, where it has them."""
    if "title" in file:
        for name in ("title", "document_number", "issuer"):
            setattr(stored, name, file[name])
        for name in ("issued_on", "proves_from", "proves_to"):
            setattr(stored, name, date.fromisoformat(file[name]) if file[name] else None)
    return EvidenceLink(evidence=stored, dossier=dossier, item_code=code, documents=file.get("documents", []))


def unit_class(dossier: Dossier) -> str | None:
    """Return the commune's class at the end of the assessment year, or None where it was never entered."""
    found = class_on(_classes_of(dossier), dossier.campaign.period_end)
    return found.value if found else None


def _classes_of(dossier: Dossier) -> Iterable[UnitClass]:
    """Return what the page has read already, or else read the classes alone, without the commune."""
    if Dossier.commune.is_cached(dossier):
        return dossier.commune.classes.all()
    return UnitClass.objects.filter(unit_id=dossier.commune_id)
