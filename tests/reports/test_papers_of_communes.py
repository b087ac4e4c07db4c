"""What the commune's papers say in which state, under an edition with points and one without."""

from assessments.models import Dossier, Report, ReportKind
from assessments.reports import documents
from assessments.services import opinions
from assessments.services.opinions import Heard
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.pages import text_of
from tests.factories.town import Town

PLACES = {"origin": "Tổ dân phố 3", "content": "Đề nghị bổ sung số liệu hòa giải.\nXem lại điểm chỉ tiêu 4.1."}


def said(kind: ReportKind, dossier: Dossier, *, by_office: bool = False) -> str:
    """Return the words of the paper as it would be printed now."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    report = Report(kind=kind, campaign=fresh.campaign, dossier=fresh, by_office=by_office)
    return text_of(documents.to_html(kind, documents.gather(report, at=NOW, progress=lambda *_: None)))


def hear(dossier: Dossier, actor: User, reply: str = "") -> None:
    """Register an opinion and answer it."""
    heard = Heard(received_on=NOW.date(), **PLACES)
    row = opinions.add(dossier_id=dossier.pk, heard=heard, actor=actor, at=NOW)
    if reply:
        opinions.reply(dossier_id=dossier.pk, opinion_id=row.pk, text=reply, actor=actor, at=NOW)


def test_opinions_are_summed_up_with_their_answers(town: Town) -> None:
    steps.post(town, town.dossier)
    hear(town.dossier, town.official, "Tiếp thu, đã bổ sung.")
    hear(town.dossier, town.official)
    text = said(ReportKind.OPINIONS, town.dossier)
    assert "DỰ THẢO" in text
    assert "Tổng số: 02 ý kiến; đã tiếp thu, giải trình 01 ý kiến; còn 01 ý kiến chưa trả lời." in text
    assert (
        "1 04/01/2021 Tổ dân phố 3 Đề nghị bổ sung số liệu hòa giải. Xem lại điểm chỉ tiêu 4.1. Tiếp thu, đã bổ sung."
        in text
    )
    assert "Chưa trả lời" in text


def test_that_there_were_no_opinions_is_said(town: Town) -> None:
    steps.post(town, town.dossier)
    text = said(ReportKind.OPINIONS, town.dossier)
    assert "Trong thời gian niêm yết không nhận được ý kiến góp ý nào." in text
    assert "STT" not in text


def test_the_self_report_carries_figures_and_words(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    text = said(ReportKind.SELF_REPORT, town.dossier)
    assert "DỰ THẢO" in text
    assert "Kính gửi: Ủy ban nhân dân thị xã Bỉm Sơn (qua Phòng Tư pháp thị xã Bỉm Sơn)." in text
    assert "Phân loại đơn vị hành chính: loại II." in text
    assert "Tổng số điểm tự chấm: 100/100 điểm." in text
    assert "Có 5/5 tiêu chí đạt từ 50% số điểm tối đa trở lên; 0/5 tiêu chí đạt dưới 50% số điểm tối đa." in text
    assert "IV. KHÓ KHĂN, VƯỚNG MẮC, NGUYÊN NHÂN 1. Khó khăn Nội dung phần Khó khăn." in text
    assert "V. ĐỀ XUẤT, KIẾN NGHỊ VÀ GIẢI PHÁP" in text
