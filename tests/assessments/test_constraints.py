"""The database refuses what the door would not allow: every check constraint, one row that breaks it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from assessments.domain.workflow import State
from assessments.models import (
    Campaign,
    Decision,
    DecisionLine,
    Dossier,
    Evidence,
    Extension,
    FactDeclaration,
    ItemReview,
    Narrative,
    Report,
    Standard,
    Submission,
    SupplementRequest,
)
from tests.factories import NOW, evidence, steps
from tests.factories.town import Town

Deed = Callable[[Town], object]


def campaign(**values: object) -> Deed:
    return lambda town: Campaign.objects.filter(pk=town.campaign.pk).update(**values)


def dossier(**values: object) -> Deed:
    """Change the dossier, which is appraised."""
    return lambda town: Dossier.objects.filter(pk=town.dossier.pk).update(**values)


def draft(**values: object) -> Deed:
    """Change the other dossier, which is a draft."""
    return lambda town: Dossier.objects.filter(pk=town.other_dossier.pk).update(**values)


def decision(town: Town, **values: Any) -> Decision:
    parts = {
        "number": "1/QĐ",
        "kind": "recognition",
        "decided_on": NOW.date(),
        "signer_position": "Chủ tịch",
        **values,
    }
    return Decision.objects.create(
        authority=town.authority, campaign=town.campaign, recorded_at=NOW, recorded_by=town.decider, **parts
    )


def line(outcome: str) -> Deed:
    return lambda town: DecisionLine.objects.create(decision=decision(town), dossier=town.dossier, outcome=outcome)


def file(**values: object) -> Deed:
    def deed(town: Town) -> None:
        found = evidence.attach(town.other_dossier, town.other_official)
        Evidence.objects.filter(pk=found.pk).update(**values)

    return deed


def review(**values: object) -> Deed:
    return lambda town: ItemReview.objects.filter(dossier=town.dossier, item_code="2.3.1").update(**values)


def request(**values: Any) -> Deed:
    parts = {"reason": "Thiếu.", "due_on": date(2021, 1, 9), **values}
    return lambda town: SupplementRequest.objects.create(
        dossier=town.dossier, round=1, item_code="2.3.1", requested_at=NOW, requested_by=town.head, **parts
    )


def report(**values: Any) -> Deed:
    parts = {"kind": "campaign_result", **values}
    return lambda town: Report.objects.create(
        campaign=town.campaign, requested_at=NOW, requested_by=town.head, **parts
    )


def standard(town: Town) -> None:
    Standard.objects.create(
        edition="x",
        title="x",
        kind="stars",
        year_from=2020,
        sha256="0" * 64,
        loaded_at=NOW,
        loaded_by=town.head,
    )


def submission(town: Town) -> None:
    Submission.objects.create(
        dossier=town.dossier,
        round=0,
        snapshot={},
        sha256="0" * 64,
        receipt_number="x",
        submitted_at=NOW,
        submitted_by=town.leader,
    )


def extension(town: Town) -> None:
    Extension.objects.create(
        dossier=town.dossier, due_before=date(2021, 2, 1), reason="", granted_at=NOW, granted_by=town.head
    )


def narrative(town: Town) -> None:
    Narrative.objects.filter(dossier=town.dossier, section="causes").update(section="khac")


def fact(town: Town) -> None:
    FactDeclaration.objects.filter(dossier=town.dossier, fact_code="ky_luat").update(arose=True)


BROKEN: dict[str, list[Deed]] = {
    "campaign_closed_at_and_by": [campaign(closed_at=NOW)],
    "campaign_opened_at_and_by": [campaign(opened_by=None)],
    "campaign_opened_when_open": [
        campaign(opened_at=None, opened_by=None),
        campaign(state="preparing"),
    ],
    "campaign_state_known": [campaign(state="paused")],
    "decision_has_number": [lambda town: decision(town, number="")],
    "decision_refusal_has_reason": [line("not_recognised"), line("revoked")],
    "dossier_appraised_at_and_by": [dossier(appraised_by=None)],
    "dossier_appraised_before_decision": [dossier(appraised_at=None, appraised_by=None)],
    "dossier_decided_at_and_by": [dossier(state="recognised", decided_at=NOW)],
    "dossier_decided_when_decided": [dossier(state="recognised"), dossier(state="not_recognised")],
    "dossier_posted_at_and_by": [draft(posted_at=NOW)],
    "dossier_posted_before_it_goes_on": [draft(state="posted")],
    "dossier_provisional_confirmed_at_and_by": [dossier(provisional_confirmed_by=None)],
    "dossier_received_at_and_by": [dossier(received_by=None)],
    "dossier_received_before_review": [dossier(received_at=None, received_by=None)],
    "dossier_state_known": [draft(state="lost")],
    "dossier_submitted_at_and_by": [dossier(submitted_by=None)],
    "dossier_submitted_before_it_goes_on": [dossier(submitted_at=None, submitted_by=None), dossier(round=0)],
    "evidence_not_empty": [file(size=0)],
    "evidence_period_in_order": [file(proves_from=date(2020, 2, 1), proves_to=date(2020, 1, 31))],
    "extension_has_reason": [extension],
    "fact_arose_with_date_and_penalty": [fact],
    "narrative_section_known": [narrative],
    "report_done_has_file": [report(state="done"), report(state="done", file="a.pdf")],
    "report_progress_in_percent": [report(progress=101)],
    "report_is_about_its_subject": [report(kind="score_sheet"), report(kind="rumour")],
    "request_has_reason": [request(reason="")],
    "request_replied_at_and_by": [request(reply="Đã bổ sung."), request(replied_at=NOW)],
    "review_change_has_reason": [review(verdict="changed", counted_points=1)],
    "review_counts_only_when_changed": [
        review(counted_points=1),
        review(verdict="changed", reason="Sai."),
        review(verdict="changed", reason="Sai.", counted_points=1, counted_met=True),
    ],
    "review_supplement_has_due_date": [review(verdict="supplement", reason="Thiếu.")],
    "standard_kind_known": [standard],
    "submission_round_positive": [submission],
}


def test_the_database_refuses_every_broken_row(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    for name, deeds in BROKEN.items():
        for deed in deeds:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                deed(town)


def test_no_check_is_left_out() -> None:
    checks = {
        constraint.name
        for model in apps.get_app_config("assessments").get_models()
        for constraint in model._meta.constraints  # noqa: SLF001  # Django's documented way to the constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    from tests.assessments.test_constraints_documents import BROKEN as DOCUMENTS  # noqa: PLC0415  # see below
    from tests.assessments.test_constraints_files import BROKEN as FILES  # noqa: PLC0415  # see below
    from tests.assessments.test_constraints_library import BROKEN as LIBRARY  # noqa: PLC0415  # see above
    from tests.assessments.test_constraints_office import BROKEN as OFFICE  # noqa: PLC0415  # it reads this file too

    assert checks == set(BROKEN) | set(OFFICE) | set(LIBRARY) | set(FILES) | set(DOCUMENTS)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "appraised"},
        {"provisional_confirmed_at": None, "provisional_confirmed_by": None},
        {"state": "under_review"},
        {"state": "returned"},
    ],
)
def test_the_database_lets_pass_what_the_door_allows(town: Town, values: dict[str, object]) -> None:
    steps.bring_to(town, State.APPRAISED)
    assert dossier(**values)(town) == 1
