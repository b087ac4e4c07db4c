"""What is handed in is frozen: complete, hashed, and never changed, whatever the code does."""

import hashlib
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.domain.workflow import Action, State
from assessments.models import Answer, AuditEvent, Standard, Submission
from assessments.services import answers, declarations, details, workflow
from assessments.services.answers import Entry
from tests.factories import NOW, evidence, steps
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.errors import DomainError


def submitted(town: Town) -> Submission:
    steps.bring_to(town, State.SUBMITTED)
    return Submission.objects.get()


def test_a_snapshot_says_all_that_was_handed_in(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    file = evidence.attach(town.dossier, town.official, item_code="1.1.1")
    said = details.Details(title="Báo cáo năm", document_number="12/BC-UBND", issued_on=date(2020, 12, 10))
    details.save(dossier_id=town.dossier.pk, evidence_id=file.pk, details=said, version=0, actor=town.official, at=NOW)
    fact = declarations.Fact(
        occurred_on=date(2020, 8, 1), penalty="Cảnh cáo", position="Công chức", document="15/QĐ", note="Đã thi hành."
    )
    declarations.declare(dossier_id=town.dossier.pk, fact_code="ky_luat", fact=fact, actor=town.official, at=NOW)
    workflow.perform(Action.POST, dossier_id=town.dossier.pk, actor=town.leader, at=NOW)
    steps.submit(town, town.dossier)
    submission = Submission.objects.get()
    found = submission.snapshot
    assert (
        list(found["items"]) == [row.code for row in town.standard.parsed.items] or connection.vendor == "postgresql"
    )
    assert {key: found[key] for key in ("schema", "round", "total", "criteria", "opinions", "replies")} == {
        "schema": 2,
        "round": 1,
        "total": "100",
        "criteria": {"1": "15", "2": "30", "3": "25", "4": "10", "5": "20"},
        "opinions": [],
        "replies": {},
    }
    assert found["standard"] == {
        "edition": "qd-619-2017",
        "version": 1,
        "sha256": town.standard.sha256,
    }
    assert found["campaign"] == {
        "id": town.campaign.pk,
        "title": "Đánh giá chuẩn tiếp cận pháp luật năm 2020",
        "year": 2020,
    }
    assert found["commune"] == {"code": "14809", "name": "Phường Bắc Sơn", "class": "II"}
    assert found["items"]["1.1.1"] == {
        "answered": True,
        "facts": {"numerator": "20", "denominator": "20"},
        "not_applicable": False,
        "note": "Có tài liệu lưu tại bộ phận chuyên môn.",
        "points": "2",
        "met": None,
        "explanation": "2 × 20/20 (100%) = 2 điểm.",
        "evidence": [
            {
                "id": file.pk,
                "name": "Quyết định.pdf",
                "sha256": file.sha256,
                "size": file.size,
                "media_type": "application/pdf",
                "title": "Báo cáo năm",
                "document_number": "12/BC-UBND",
                "issuer": "",
                "issued_on": "2020-12-10",
                "proves_from": None,
                "proves_to": None,
                "documents": [],
            }
        ],
    }
    assert found["items"]["1.2.4"] == {
        "answered": False,
        "facts": {},
        "not_applicable": False,
        "note": "",
        "points": "0",
        "met": None,
        "explanation": "Không bị trừ điểm.",
        "evidence": [],
    }
    assert sorted(found["declarations"], key=lambda row: str(row["code"])) == [
        {
            "code": "boi_thuong",
            "arose": False,
            "occurred_on": None,
            "position": "",
            "penalty": "",
            "document": "",
            "note": "",
        },
        {
            "code": "ky_luat",
            "arose": True,
            "occurred_on": "2020-08-01",
            "position": "Công chức",
            "penalty": "Cảnh cáo",
            "document": "15/QĐ",
            "note": "Đã thi hành.",
        },
    ]
    assert found["narrative"]["causes"] == "Nội dung phần Nguyên nhân."


def test_points_without_a_finite_decimal_stay_exact(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    entry = Entry(facts={"numerator": "2", "denominator": "3"}, note="Có tài liệu.")
    answers.save(dossier_id=town.dossier.pk, item_code="2.3.1", entry=entry, version=1, actor=town.official, at=NOW)
    workflow.perform(Action.POST, dossier_id=town.dossier.pk, actor=town.leader, at=NOW)
    steps.submit(town, town.dossier)
    found = Submission.objects.get().snapshot
    assert (found["items"]["2.3.1"]["points"], found["criteria"]["2"], found["total"]) == ("20/3", "80/3", "290/3")


def test_a_snapshot_without_points(db: None) -> None:  # noqa: ARG001  # the database
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 5))
    found = submitted(town).snapshot
    assert (found["total"], found["criteria"]) == (None, {"1": None, "2": None, "3": None})
    assert {(row["points"], row["met"]) for row in found["items"].values()} == {(None, True)}


def test_the_hash_is_that_of_the_canonical_text(town: Town) -> None:
    submission = submitted(town)
    text = json.dumps(submission.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert submission.sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_what_happens_later_leaves_the_snapshot_alone(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    before = Submission.objects.get()
    entry = Entry(facts={"numerator": "1", "denominator": "20"}, note="Sửa.")
    answers.save(dossier_id=dossier.pk, item_code="1.1.1", entry=entry, version=1, actor=town.official, at=NOW)
    after = Submission.objects.get()
    assert (after.snapshot, after.sha256) == (before.snapshot, before.sha256)
    assert Answer.objects.get(dossier=dossier, item_code="1.1.1").facts == {"numerator": "1", "denominator": "20"}


Frozen = type[Submission] | type[AuditEvent] | type[Standard]
# The table, and a column that a careless update could touch.
FROZEN: dict[Frozen, tuple[str, str]] = {
    Submission: ("assessments_submission", "receipt_number"),
    AuditEvent: ("assessments_auditevent", "note"),
    Standard: ("assessments_standard", "title"),
}


def test_the_models_refuse_to_change_or_delete_history(town: Town) -> None:
    submitted(town)
    for model in FROZEN:
        with pytest.raises(DomainError, match="không sửa được"):
            model.objects.earliest("pk").save()
    for model in (Submission, AuditEvent):
        with pytest.raises(DomainError, match="không xóa được"):
            model.objects.earliest("pk").delete()


@pytest.mark.parametrize("model", FROZEN)
def test_the_database_refuses_what_goes_past_the_model(town: Town, model: Frozen) -> None:
    submitted(town)
    table, column = FROZEN[model]
    before = list(model.objects.order_by("pk").values())

    def by_sql(statement: str) -> Callable[[], object]:
        return lambda: connection.cursor().execute(statement.format(table, column))

    deeds = [
        lambda: model.objects.update(**{column: "khác"}),
        by_sql("UPDATE {0} SET {1} = {1}"),
        by_sql("UPDATE {0} SET id = id + 1000"),
        by_sql("DELETE FROM {0}"),
    ]
    if model is not Standard:  # campaigns hold it
        deeds.append(lambda: model.objects.all().delete())
    for deed in deeds:
        with (
            pytest.raises(IntegrityError, match=f"rows of {table} are never changed or deleted"),
            transaction.atomic(),
        ):
            deed()
    assert list(model.objects.order_by("pk").values()) == before
