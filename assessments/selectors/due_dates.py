"""How long the commune gets for a supplement: what the standard says, and which day comes out."""

from dataclasses import dataclass
from datetime import date

from assessments.domain.deadlines import working_day_after
from assessments.domain.provenance import Provenance
from assessments.domain.standard import Standard as Edition
from assessments.selectors import calendars

MOST_DAYS = 60
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form proposes: working days (None = the law was not found), in words, and whether that is verified."""

    days: int | None
    sentence: str
    is_unverified: bool


def offer_of(edition: Edition, *, on: date) -> Offer:
    """Return the proposal of the standard's procedure, counted from today."""
    setting = edition.procedure.reply
    unverified = setting.provenance is Provenance.PROVISIONAL
    if not isinstance(setting.value, int) or isinstance(setting.value, bool) or not setting.in_working_days:
        sentence = "Chưa tìm thấy quy định về thời hạn này trong bộ tiêu chí; cơ quan tư pháp tự nhập."
        return Offer(None, sentence, is_unverified=True)
    return Offer(setting.value, sentence_of(setting.value, on=on), is_unverified=unverified)


def sentence_of(days: int, *, on: date) -> str:
    """Say on which day a number of working days after today ends; today is not counted."""
    day = working_day_after(on, days, calendars.current())
    return f"{days} ngày làm việc, không tính hôm nay: đến hết {_NAMES[day.weekday()]}, ngày {day:%d/%m/%Y}."
