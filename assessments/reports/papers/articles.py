"""The articles of a decision: what it recognises, refuses or takes back, and who carries it out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.domain.wording import Block, Wording
from assessments.models import DecisionLine, DraftLine
from assessments.reports import parts
from assessments.reports.papers import deciding
from assessments.reports.papers.outcomes import Lists
from tiepcanpl.kit import dates

BLOCKS = (
    Block("bases", "Căn cứ bổ sung (mỗi dòng một căn cứ, không ghi chữ “Căn cứ”)", ""),
    Block(
        "publication",
        "Điều về công bố",
        "Giao {cơ quan} tham mưu công bố Quyết định này trên cổng thông tin điện tử; theo dõi, hướng dẫn {các xã, phường} duy trì, "
        "nâng cao kết quả đạt chuẩn tiếp cận pháp luật.",
    ),
    Block(
        "publication_revoked",
        "Điều về công bố khi thu hồi",
        "Giao {cơ quan} tham mưu công bố Quyết định này trên cổng thông tin điện tử; hướng dẫn đơn vị có tên tại Điều 1 khắc phục "
        "tồn tại, hạn chế.",
    ),
    Block("effect", "Điều về hiệu lực", "Quyết định này có hiệu lực kể từ ngày ký."),
    Block(
        "execution",
        "Điều về thi hành",
        "{chánh văn phòng}, {thủ trưởng cơ quan}, thủ trưởng các cơ quan, đơn vị có liên quan và Chủ tịch Ủy ban nhân dân "
        "{các xã, phường} nêu tại Quyết định này chịu trách nhiệm thi hành Quyết định này./.",
    ),
    Block("recipients", "Nơi nhận (mỗi dòng một nơi)", "Như {điều cuối}\n{cơ quan} (để theo dõi)\nLưu: VT"),
)
PLACEHOLDERS = (
    *deciding.PLACEHOLDERS,
    ("các xã, phường", "loại của các đơn vị trong danh sách"),
    ("điều cuối", "điều cuối cùng của Quyết định (chỉ ở nơi nhận)"),
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its number and paragraphs, the first of which stands beside the number."""

    number: int
    first: str
    others: tuple[str, ...]


def articles_of(
    wording: Wording, values: Mapping[str, str], lists: Lists, revoked: Iterable[DraftLine | DecisionLine]
) -> tuple[Article, ...]:
    """Return the articles in order; `revoked` are the lines of a decision that takes recognition back."""
    taken_back = _taken_back(revoked, values)
    what = [(sentence,) for sentence in taken_back] or _ruled(lists, values["năm"])
    later = ("publication_revoked" if taken_back else "publication", "effect", "execution")
    texts = [*what, *(wording.paragraphs(code, values) for code in later)]
    filled = [paragraphs for paragraphs in texts if paragraphs]
    return tuple(Article(number, rows[0], tuple(rows[1:])) for number, rows in enumerate(filled, start=1))


def _ruled(lists: Lists, year: str) -> list[tuple[str, ...]]:
    standard = f"đạt chuẩn tiếp cận pháp luật năm {year}"
    found: list[tuple[str, ...]] = []
    if lists.recognised:
        annex, count = f"Phụ lục {lists.numeral}".strip(), parts.count_of(lists.recognised_count)
        found.append((f"Công nhận {count} {lists.kinds} {standard} (danh sách tại {annex} kèm theo).",))
    if lists.others:
        annex, count = f"Phụ lục {lists.second_numeral}".strip(), parts.count_of(lists.other_count)
        found.append((f"Không công nhận {count} {lists.kinds} {standard} (danh sách và lý do tại {annex} kèm theo).",))
    return found


def _taken_back(lines: Iterable[DraftLine | DecisionLine], values: Mapping[str, str]) -> list[str]:
    return [
        f"Thu hồi việc công nhận {parts.in_sentence(line.dossier.commune)} đạt chuẩn tiếp cận pháp luật năm {values['năm']}"
        f"{_recognised_by(line, values['người quyết định'])}. Lý do: {line.reason.strip().rstrip('.')}."
        for line in lines
    ]


def _recognised_by(line: DraftLine | DecisionLine, decider: str) -> str:
    """Cite the decision that is taken back in part, with its corrections."""
    given = DecisionLine.objects.filter(dossier=line.dossier_id, outcome=DecisionLine.Outcome.RECOGNISED)
    found = given.select_related("decision").order_by("-pk").first()
    if found is None:
        return ""
    heading = found.decision.heading
    return f" tại Quyết định số {heading.number} {dates.in_words(heading.decided_on)} của {decider}"
