"""Versions of a unit's wording: who may save, what is refused, what is taken up again, what stays as it was."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from assessments.models import AuditEvent, DocumentTemplate, Report, ReportKind
from assessments.reports import adapting, documents
from assessments.selectors import wordings as selectors
from assessments.services import wordings
from communes.models import Unit, User
from tests.factories import NOW
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

RESULT, SHEET = ReportKind.CAMPAIGN_RESULT, ReportKind.SCORE_SHEET
OPENING = "Trong năm {năm}, {cơ quan} báo cáo như sau:"


def save(
    unit: Unit, actor: User, *, base: int = 0, kind: str = RESULT, note: str = "", **typed: str
) -> DocumentTemplate:
    subject = DocumentTemplate(authority=unit, kind=kind)
    return wordings.save(subject, typed=typed, base=base, note=note, actor=actor, at=NOW)


def test_each_save_is_a_version_and_the_latest_counts(town: Town) -> None:
    first = save(town.authority, town.reviewer, opening=OPENING, note="Lần đầu")
    second = save(town.authority, town.head, base=1, opening=OPENING, recipients="- Như trên;\n- Lưu: VT, TP.")
    assert (first.version, first.note, second.version) == (1, "Lần đầu", 2)
    assert second.texts == {"opening": OPENING, "recipients": "Như trên\nLưu: VT, TP"}
    assert selectors.current(town.authority, RESULT) == second
    told = AuditEvent.objects.filter(action="template_save").order_by("sequence")
    assert [(event.actor_name, event.note, event.changes["blocks"]) for event in told] == [
        (str(town.reviewer), "Lần đầu", ["Câu mở đầu"]),
        (str(town.head), "", ["Nơi nhận"]),
    ]


def test_only_what_differs_from_the_products_own_is_kept(town: Town) -> None:
    own = {block.code: block.text for block in adapting.blocks_of(RESULT)}
    subject = DocumentTemplate(authority=town.authority, kind=RESULT)
    typed = {**own, "closing": "Hết./."}
    version = wordings.save(subject, typed=typed, base=0, note="", actor=town.head, at=NOW)
    assert version.texts == {"closing": "Hết./."}


def test_nothing_new_makes_no_version(town: Town) -> None:
    with pytest.raises(DomainError, match="không khác bản đang dùng"):
        save(town.authority, town.head, opening="")
    assert not DocumentTemplate.objects.exists()


def test_faults_are_told_with_their_place(town: Town) -> None:
    with pytest.raises(DomainError) as refusal:
        save(town.authority, town.head, opening="{nam}\n619/QĐ-TTg", recipients="Như trên")
    assert [reason.split(":")[0] for reason in refusal.value.reasons] == [
        "Câu mở đầu, dòng 1, cột 1",
        "Câu mở đầu, dòng 2, cột 1",
        "Nơi nhận, dòng 1, cột 1",
    ]


@pytest.mark.parametrize("name", ["official", "leader", "decider", "council", "observer", "administrator"])
def test_others_may_not_word_the_offices_papers(town: Town, name: str) -> None:
    with pytest.raises(NotAllowedError):
        save(town.authority, getattr(town, name), opening=OPENING)


@pytest.mark.parametrize("name", ["other_official", "other_leader", "head", "reviewer", "decider", "administrator"])
def test_a_commune_words_its_own_papers_and_nobody_else_does(town: Town, name: str) -> None:
    assert save(town.wards[0], town.official, kind=SHEET, agency="UBND {đơn vị}").version == 1
    with pytest.raises(NotAllowedError):
        save(town.wards[0], getattr(town, name), kind=SHEET, base=1, agency="UBND {đơn vị}!")


def test_nobody_words_the_papers_of_the_other_level(town: Town) -> None:
    with pytest.raises(NotAllowedError):
        save(town.authority, town.head, kind=SHEET, agency="X")
    with pytest.raises(NotAllowedError):
        save(town.wards[0], town.official, kind=RESULT, agency="X")


def test_minutes_have_a_fixed_form(town: Town) -> None:
    with pytest.raises(DomainError, match="mẫu cố định"):
        save(town.authority, town.head, kind=ReportKind.COUNCIL_MINUTES, agency="X")


def test_the_second_of_two_people_is_told(town: Town) -> None:
    first = save(town.authority, town.reviewer, opening=OPENING)
    with pytest.raises(StaleError, match="vừa lưu bản số 1") as refusal:
        save(town.authority, town.head, closing="Hết./.")
    assert refusal.value.current == first
    assert DocumentTemplate.objects.count() == 1


def test_an_earlier_version_counts_again_as_a_new_one(town: Town) -> None:
    first = save(town.authority, town.head, opening=OPENING)
    save(town.authority, town.head, base=1, opening="Khác.")
    later = NOW + timedelta(days=1)
    third = wordings.reuse(template_id=first.pk, actor=town.reviewer, at=later)
    assert (third.version, third.texts, third.note, third.made_by, third.made_at) == (
        3,
        first.texts,
        "Dùng lại bản số 1",
        town.reviewer,
        later,
    )
    with pytest.raises(DomainError, match="cùng nội dung với bản số 1"):
        wordings.reuse(template_id=first.pk, actor=town.reviewer, at=later)
    with pytest.raises(NotAllowedError):
        wordings.reuse(template_id=first.pk, actor=town.official, at=later)


def test_back_to_the_products_own_wording(town: Town) -> None:
    subject = DocumentTemplate(authority=town.authority, kind=RESULT)
    with pytest.raises(DomainError, match="đang dùng mẫu gốc"):
        wordings.reset(subject, actor=town.head, at=NOW)
    save(town.authority, town.head, opening=OPENING)
    version = wordings.reset(subject, actor=town.head, at=NOW)
    assert (version.version, version.texts, version.is_own_wording) == (2, {}, True)
    with pytest.raises(DomainError, match="đang dùng mẫu gốc"):
        wordings.reset(subject, actor=town.head, at=NOW)


def test_a_version_that_the_product_no_longer_understands_is_not_taken_up(town: Town) -> None:
    fields = {"authority": town.authority, "kind": RESULT, "made_at": NOW, "made_by": town.head}
    old = DocumentTemplate.objects.create(**fields, version=1, texts={"opening": "{tên cũ}"})
    DocumentTemplate.objects.create(**fields, version=2, texts={})
    with pytest.raises(DomainError, match="không còn dùng được"):
        wordings.reuse(template_id=old.pk, actor=town.head, at=NOW)


def test_versions_are_never_changed_or_deleted(town: Town) -> None:
    version = save(town.authority, town.head, opening=OPENING)
    version.note = "Khác"
    with pytest.raises(DomainError, match="không sửa được"):
        version.save()
    with pytest.raises(DomainError, match="không xóa được"):
        version.delete()
    rows = DocumentTemplate.objects.filter(pk=version.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(note="Khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete("default")  # noqa: SLF001  # what no code of the product calls


@pytest.mark.parametrize("kind", sorted(documents.LAYOUTS))
def test_the_products_own_words_keep_its_own_rules(kind: str) -> None:
    """A passage of the product uses only placeholders that exist, and cites no number of a law."""
    own = {block.code: block.text for block in adapting.blocks_of(kind)}
    assert [str(fault) for fault in adapting.faults_of(kind, own)] == []
    assert adapting.texts_of(kind, own) == {}


def test_a_report_names_its_issuer(town: Town) -> None:
    sheet = Report(kind=SHEET, campaign=town.campaign, dossier=town.dossier)
    receipt = Report(kind=ReportKind.RECEIPT, campaign=town.campaign, dossier=town.dossier)
    result = Report(kind=RESULT, campaign=town.campaign)
    assert [report.issuer for report in (sheet, receipt, result)] == [town.wards[0], town.authority, town.authority]
