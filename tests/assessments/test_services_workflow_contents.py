"""What people write into a dossier: answers, narrative, declarations, opinions; each deed once, told, and refused in time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from unicodedata import normalize

import pytest

from assessments.domain.workflow import State
from assessments.models import Answer, AuditEvent, Dossier, FactDeclaration, Narrative, Opinion, SupplementRequest
from assessments.services import answers, declarations, narratives, opinions, requests
from assessments.services.answers import Entry
from assessments.services.declarations import Fact
from assessments.services.opinions import Heard
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

HALF = Entry(facts={"numerator": "10", "denominator": "20"}, note="Sổ theo dõi.")
FULL = Entry(facts={"numerator": "20", "denominator": "20"})
WARNED = Fact(occurred_on=date(2020, 8, 1), penalty="Cảnh cáo", position="Công chức địa chính", document="15/QĐ")


def save(town: Town, entry: Entry, version: int, actor: User | None = None, code: str = "2.3.1") -> None:
    who = actor or town.official
    answers.save(dossier_id=town.dossier.pk, item_code=code, entry=entry, version=version, actor=who, at=NOW)


def refusal(deed: Callable[[], object], kind: type[DomainError] = DomainError) -> tuple[str, ...]:
    with pytest.raises(kind) as caught:
        deed()
    return caught.value.reasons


def told(town: Town) -> tuple[str, str, object]:
    event = AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}").latest("sequence")
    return event.action, event.subject, event.changes


def test_saving_an_answer_keeps_the_totals_in_step(town: Town) -> None:
    save(town, HALF, 0)
    answer, dossier = Answer.objects.get(), Dossier.objects.get(pk=town.dossier.pk)
    assert (answer.facts, answer.note, answer.version, answer.updated_by) == (
        {"numerator": "10", "denominator": "20"},
        "Sổ theo dõi.",
        1,
        town.official,
    )
    assert (dossier.claimed_total, dossier.answered_count) == (Decimal(5), 1)
    facts = {"numerator": "10", "denominator": "20"}
    assert told(town) == (
        "answer",
        "item:2.3.1",
        {"facts": [None, facts], "not_applicable": [None, False], "note": [None, "Sổ theo dõi."]},
    )


def test_saving_the_same_again_changes_nothing(town: Town) -> None:
    save(town, HALF, 0)
    events = AuditEvent.objects.count()
    save(town, HALF, 0, town.leader)
    assert (Answer.objects.get().version, Answer.objects.get().updated_by, AuditEvent.objects.count()) == (
        1,
        town.official,
        events,
    )


def test_only_what_changed_is_told(town: Town) -> None:
    save(town, HALF, 0)
    save(town, Entry(facts=FULL.facts, note=HALF.note), 1)
    assert told(town) == ("answer", "item:2.3.1", {"facts": [dict(HALF.facts), dict(FULL.facts)]})


@pytest.mark.parametrize("version", [0, 2])
def test_a_stale_save_is_refused_with_what_is_stored(town: Town, version: int) -> None:
    save(town, HALF, 0)
    with pytest.raises(StaleError) as caught:
        save(town, FULL, version)
    assert caught.value.reasons == (
        (
            "Nội dung này vừa được người khác lưu. Số liệu của bạn chưa được ghi; "
            "vui lòng so sánh và chọn giá trị đúng."
        ),
    )
    assert caught.value.current == Answer.objects.get()
    assert Answer.objects.get().facts == HALF.facts


def test_notes_are_kept_in_one_form(town: Town) -> None:
    save(town, Entry(facts={}, note=normalize("NFD", "  Đã niêm yết. ")), 0)
    assert Answer.objects.get().note == "Đã niêm yết."


@pytest.mark.parametrize("code", ["9.9.9", "1.2.4", "2.3"])
def test_only_items_that_are_entered_take_an_answer(town: Town, code: str) -> None:
    assert refusal(lambda: save(town, HALF, 0, code=code)) == (
        f"Bộ tiêu chí không có nội dung {code} để nhập số liệu.",
    )


@pytest.mark.parametrize("name", ["other_official", "reviewer", "head", "decider", "observer"])
def test_a_draft_does_not_exist_for_who_may_not_see_it(town: Town, name: str) -> None:
    actor: User = getattr(town, name)
    with pytest.raises(Dossier.DoesNotExist):
        save(town, HALF, 0, actor)
    assert Answer.objects.count() == 0


def test_who_may_only_read_does_not_write_for_the_commune(town: Town) -> None:
    assert refusal(lambda: save(town, HALF, 0, town.administrator), NotAllowedError) == (
        "Chỉ cán bộ của xã, phường này được sửa hồ sơ.",
    )
    assert Answer.objects.count() == 0


def write(town: Town, text: str, version: int, actor: User | None = None) -> Narrative:
    return narratives.save(
        dossier_id=town.dossier.pk,
        section="causes",
        text=text,
        version=version,
        actor=actor or town.official,
        at=NOW,
    )


def test_a_narrative_is_saved_once_and_told(town: Town) -> None:
    write(town, " Thiếu kinh phí. ", 0)
    events = AuditEvent.objects.count()
    write(town, "Thiếu kinh phí.", 0)
    assert (Narrative.objects.get().text, Narrative.objects.get().version) == ("Thiếu kinh phí.", 1)
    assert AuditEvent.objects.count() == events
    assert told(town) == ("narrative", "section:causes", {"text": ["", "Thiếu kinh phí."]})
    with pytest.raises(StaleError) as caught:
        write(town, "Khác.", 0, town.leader)
    assert caught.value.current == Narrative.objects.get()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.POSTED, "Hồ sơ đang niêm yết. Lãnh đạo cần rút niêm yết để sửa."),
        (State.SUBMITTED, "Hồ sơ đã nộp nên không sửa được."),
        (State.RETURNED, "Hồ sơ đã nộp nên không sửa được."),
    ],
)
def test_a_narrative_is_written_in_a_draft_only(town: Town, state: State, sentence: str) -> None:
    steps.bring_to(town, state)
    assert refusal(lambda: write(town, "Khác.", 1)) == (sentence,)


def declare_none(town: Town, actor: User | None = None) -> FactDeclaration:
    return declarations.declare_none(
        dossier_id=town.dossier.pk, fact_code="ky_luat", actor=actor or town.official, at=NOW
    )


def declare(town: Town, actor: User | None = None, code: str = "ky_luat") -> FactDeclaration:
    return declarations.declare(
        dossier_id=town.dossier.pk, fact_code=code, fact=WARNED, actor=actor or town.official, at=NOW
    )


def test_none_is_declared_once_and_taken_back_by_a_fact(town: Town) -> None:
    assert declare_none(town) == declare_none(town)
    row = declare(town)
    assert list(FactDeclaration.objects.values_list("arose", "penalty")) == [(True, "Cảnh cáo")]
    assert refusal(lambda: declare_none(town)) == (
        "Đã có trường hợp được khai báo. Vui lòng xóa trường hợp khai nhầm trước khi chọn “Không có”.",
    )
    declarations.withdraw(dossier_id=town.dossier.pk, declaration_id=row.pk, actor=town.official, at=NOW)
    declarations.withdraw(dossier_id=town.dossier.pk, declaration_id=row.pk, actor=town.official, at=NOW)
    assert FactDeclaration.objects.count() == 0
    assert told(town) == (
        "withdraw_fact",
        "fact:ky_luat",
        {
            "arose": ["True", None],
            "occurred_on": ["2020-08-01", None],
            "penalty": ["Cảnh cáo", None],
            "document": ["15/QĐ", None],
        },
    )


def test_a_fact_that_the_standard_does_not_know(town: Town) -> None:
    assert refusal(lambda: declare(town, code="di_muon")) == ("Bộ tiêu chí không có trường hợp này.",)


def test_the_office_adds_what_it_knows_and_removes_only_its_own(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    assert refusal(lambda: declare(town), NotAllowedError) == (
        "Xã, phường khai báo khi đang tự đánh giá; cơ quan tư pháp bổ sung khi đang thẩm tra hồ sơ.",
    )
    row = declare(town, town.reviewer)
    other = FactDeclaration.objects.get(fact_code="boi_thuong")

    def remove(found: FactDeclaration) -> None:
        declarations.withdraw(dossier_id=town.dossier.pk, declaration_id=found.pk, actor=town.reviewer, at=NOW)

    assert refusal(lambda: remove(other)) == ("Cơ quan tư pháp chỉ được xóa trường hợp do chính mình bổ sung.",)
    remove(row)
    assert list(FactDeclaration.objects.values_list("fact_code", flat=True)) == ["boi_thuong"]


def test_opinions_are_heard_while_the_dossier_is_posted(town: Town) -> None:
    heard = Heard(received_on=date(2021, 1, 4), origin=" Tổ dân phố 3 ", content=normalize("NFD", "Xem lại."))

    def add() -> Opinion:
        return opinions.add(dossier_id=town.dossier.pk, heard=heard, actor=town.official, at=NOW)

    assert refusal(add) == ("Ý kiến góp ý chỉ được ghi nhận và trả lời trong thời gian niêm yết.",)
    steps.bring_to(town, State.POSTED)
    opinion = add()
    assert (opinion.origin, opinion.content, opinion.recorded_by) == ("Tổ dân phố 3", "Xem lại.", town.official)
    opinions.reply(dossier_id=town.dossier.pk, opinion_id=opinion.pk, text=" Đã xem. ", actor=town.leader, at=NOW)
    assert told(town) == ("opinion_reply", f"opinion:{opinion.pk}", {"reply": ["", "Đã xem."]})
    with pytest.raises(Opinion.DoesNotExist):
        opinions.reply(dossier_id=town.dossier.pk, opinion_id=opinion.pk + 9, text="x", actor=town.leader, at=NOW)


def answer_request(town: Town, text: str, code: str = "1.1.1") -> SupplementRequest:
    return requests.reply(dossier_id=town.dossier.pk, item_code=code, text=text, actor=town.official, at=NOW)


def test_a_request_is_answered_in_words(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    assert refusal(lambda: answer_request(town, "Đã bổ sung.")) == (
        "Hồ sơ không ở trạng thái cần bổ sung nên không ghi được giải trình.",
    )
    steps.return_for(town, town.dossier, "1.1.1")
    assert refusal(lambda: answer_request(town, "  ")) == ("Vui lòng ghi nội dung giải trình, bổ sung.",)
    with pytest.raises(SupplementRequest.DoesNotExist):
        answer_request(town, "Đã bổ sung.", "2.3.1")
    found = answer_request(town, " Đã bổ sung. ")
    assert (found.reply, found.replied_at, found.replied_by) == ("Đã bổ sung.", NOW, town.official)
    assert told(town) == ("request_reply", "item:1.1.1", {"reply": ["", "Đã bổ sung."]})
