"""What keeps a review open beside missing conclusions."""

import pytest

from assessments.domain.appraisal import Checks, reasons_against
from assessments.domain.workflow import Action, Facts, blockers

ONE = ("Nội dung 1.1.1.",)


@pytest.mark.parametrize(
    ("checks", "sentences"),
    [
        (Checks(), ()),
        (Checks(unjudged=ONE), ("Còn yêu cầu bổ sung chưa được xem xét đã đáp ứng hay chưa:", *ONE)),
        (
            Checks(unread_changes=3),
            (
                (
                    "Có 3 nội dung được điều chỉnh. Lãnh đạo cơ quan tư pháp cần xem bảng điều chỉnh và xác nhận đã xem "
                    "trước khi kết thúc thẩm tra."
                ),
            ),
        ),
        (
            Checks(draw_due=True),
            (
                (
                    "Kế hoạch yêu cầu kiểm tra lại một phần các nội dung đã đồng ý. Vui lòng rút ngẫu nhiên các nội dung "
                    "kiểm tra lại sau khi mọi nội dung đã có kết luận."
                ),
            ),
        ),
        (Checks(unlooked=ONE), ("Còn nội dung rút ngẫu nhiên chưa được người thứ hai kiểm tra lại:", *ONE)),
        (Checks(dissents=ONE), ("Còn nội dung mà người kiểm tra lại không thống nhất, chưa được xử lý:", *ONE)),
    ],
)
def test_each_check_has_its_sentence(checks: Checks, sentences: tuple[str, ...]) -> None:
    assert reasons_against(checks) == sentences
    assert blockers(Action.APPRAISE, Facts(checks=checks)) == sentences
