"""Everything that a commune has put into its dossier, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, QuerySet

from assessments.domain.completeness import Contents, Missing, missing
from assessments.domain.scoring import ScoreSheet, score
from assessments.domain.standard import Standard as Edition
from assessments.models import Answer, Dossier, Evidence, EvidenceLink, FactDeclaration, Narrative
from assessments.models.labels import SECTIONS

Row = TypeVar("Row", bound=Model)
_NOT_SHOWN = ("password", "last_login", "is_superuser", "is_staff", "is_active", "date_joined", "email", "position")


@dataclass(frozen=True)
class DossierContents:
    """What is stored now (not what was handed in): answers and files by item code, declarations, narrative."""

    dossier: Dossier
    edition: Edition
    answers: Mapping[str, Answer]
    links: Mapping[str, list[EvidenceLink]]
    narratives: Mapping[str, Narrative]
    declarations: Mapping[str, list[FactDeclaration]]

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
            unit_class=unit_class(self.dossier),
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
        )
        return missing(self.edition, self.sheet, contents, SECTIONS)


def of(dossier: Dossier) -> DossierContents:
    """Read the contents of one dossier: four queries, whatever its size."""
    links: defaultdict[str, list[EvidenceLink]] = defaultdict(list)
    for link in _with_person(dossier.evidence_links.select_related("evidence"), "evidence__uploaded_by"):
        links[link.item_code].append(link)
    declarations: defaultdict[str, list[FactDeclaration]] = defaultdict(list)
    for row in _with_person(dossier.declarations.all(), "recorded_by"):
        declarations[row.fact_code].append(row)
    return DossierContents(
        dossier=dossier,
        edition=dossier.campaign.standard.parsed,
        answers={answer.item_code: answer for answer in _with_person(dossier.answers.all(), "updated_by")},
        links=dict(links),
        narratives={row.section: row for row in _with_person(dossier.narratives.all(), "updated_by")},
        declarations=dict(declarations),
    )


def _with_person(rows: QuerySet[Row], field: str) -> QuerySet[Row]:
    """Read the person of each row along, without what nobody shows of a person."""
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
    files = Evidence.objects.select_related("uploaded_by").in_bulk(
        [file["id"] for item in items.values() for file in item["evidence"]]
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
            code: [
                EvidenceLink(evidence=files[file["id"]], dossier=dossier, item_code=code) for file in item["evidence"]
            ]
            for code, item in items.items()
        },
        narratives={
            section: Narrative(dossier=dossier, section=section, text=text)
            for section, text in submission.snapshot["narrative"].items()
        },
    )


def unit_class(dossier: Dossier) -> str | None:
    """Return the commune's class at the end of the assessment year, or None where it was never entered."""
    found = dossier.commune.class_on(dossier.campaign.period_end)
    return found.value if found else None
