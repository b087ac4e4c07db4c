"""Reports of any size from invented figures: what the printer is measured with."""

from fractions import Fraction

from assessments.reports import documents, parts
from assessments.reports.campaign_document import CampaignDocument, Column, CountRow
from assessments.reports.campaign_rows import Figures, Group, ResultRow
from assessments.reports.score_sheet_document import Value

_SYLLABLES = [
    "An",
    "Bắc",
    "Chính",
    "Dũng",
    "Đông",
    "Giang",
    "Hòa",
    "Hưng",
    "Khánh",
    "Lộc",
    "Minh",
    "Nam",
    "Nghĩa",
    "Phú",
    "Quang",
    "Sơn",
    "Tân",
    "Thịnh",
    "Trung",
    "Vĩnh",
    "Yên",
]
_REASONS = (
    "Tổng số điểm đạt 71,25/100 điểm, thấp hơn mức điểm tối thiểu theo phân loại đơn vị hành chính.",
    "Tiêu chí 3 đạt 12,5/25 điểm, dưới 50% số điểm tối đa.",
    "Kết quả đánh giá sự hài lòng của tổ chức, cá nhân dưới mức quy định.",
)
_OTHERS = (
    "Có quyết định không công nhận",
    "Đã thu hồi công nhận",
    "Đã nộp hồ sơ, chưa có quyết định",
    "Chưa nộp hồ sơ",
)
_MAXIMA = (15, 30, 25, 10, 20)
_CLASSES = ("I", "II", "III")


def campaign_result(recognised: int, others: int) -> CampaignDocument:
    """Return a report with so many communes in its two lists."""
    return CampaignDocument(
        head=parts.Head(("UBND TỈNH NGHỆ AN",), ("SỞ TƯ PHÁP",), "BC-STP", "Nghệ An", "12", "2020"),
        signature=parts.Signature(("Bộ Tư pháp", "Lưu: VT"), "", "GIÁM ĐỐC"),
        edition=parts.Edition("tt-07-2017", 1, "Bộ tiêu chí", "0" * 64, with_points=True, is_provisional=False),
        bases=(parts.Basis("Quyết định của Thủ tướng Chính phủ", is_provisional=False),),
        notices=(parts.DEMO_NOTICE,),
        made_at="2020-12-01T08:00:00+07:00",
        year="2020",
        recipient="Ủy ban nhân dân tỉnh Nghệ An",
        office="Sở Tư pháp tỉnh Nghệ An",
        area="tỉnh Nghệ An",
        kinds="xã, phường, thị trấn",
        plan="Kế hoạch năm 2020",
        participants=f"{recognised + others} đơn vị",
        classes=(),
        class_is_demo=False,
        direction=(),
        milestones=(),
        extensions=(),
        handling="Các hồ sơ đã được thẩm tra.",
        counts=(
            CountRow("Đơn vị tham gia đánh giá", recognised + others, "", is_part=False),
            CountRow("Được công nhận đạt chuẩn", recognised, "", is_part=False),
            CountRow("Chưa được công nhận, trong đó:", others, "", is_part=False),
            *(CountRow(label, others // 4, "", is_part=True) for label in _OTHERS),
        ),
        decisions=(),
        columns=tuple(
            Column(str(code), "", Fraction(value), is_provisional=False) for code, value in enumerate(_MAXIMA, start=1)
        ),
        total_max=Fraction(100),
        indicator_count=25,
        satisfaction_indicator="4.1",
        recognised=_groups(recognised, with_reasons=False),
        not_recognised=_groups(others, with_reasons=True),
        appraised_count=recognised + others,
        floor=Fraction(1, 2),
        weak_criteria=(),
        weak_indicators=(),
        opinions=(),
    )


def _groups(count: int, *, with_reasons: bool) -> tuple[Group, ...]:
    rows = [_row(number, with_reasons=with_reasons) for number in range(1, count + 1)]
    share = -(-count // len(_CLASSES)) or 1
    return tuple(
        Group(f"Phân loại đơn vị hành chính: loại {name}", tuple(rows[place * share : (place + 1) * share]))
        for place, name in enumerate(_CLASSES)
        if rows[place * share : (place + 1) * share]
    )


def _row(number: int, *, with_reasons: bool) -> ResultRow:
    words = [_SYLLABLES[(number * step + number // 21) % len(_SYLLABLES)] for step in (1, 5, 11)]
    kind = ("Xã", "Phường", "Thị trấn")[number % 3]
    name = " ".join([kind, *words[: 1 + number % 3]])
    points = tuple(Value(Fraction(top * (50 + number % 50), 100), None) for top in _MAXIMA)
    total = sum((value.points or Fraction(0) for value in points), Fraction(0))
    reasons = _REASONS[: 1 + number % 3] if with_reasons else ()
    return ResultRow(number, name, Figures(total, 20, points, Fraction(80 + number % 20, 100)), reasons)


def html_of(document: CampaignDocument) -> str:
    """Return the HTML that is printed."""
    return documents.to_html("campaign_result", documents.freeze(document))


def annex_alone(html: str) -> str:
    """Return the HTML with nothing but its first annex."""
    head, _, rest = html.partition("<body")
    opening = rest.partition(">")[0]
    annex = "<section" + rest.partition("<section")[2].partition("</section>")[0] + "</section>"
    return f"{head}<body{opening}>{annex}</body></html>"
