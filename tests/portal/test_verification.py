"""Verification: who holds a code learns what was issued, and nobody learns anything else."""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.portal import hashing
from assessments.services import issuing
from tests.factories import NOW
from tests.factories.issued import CODE, MADE, SIGNED, issued, report, revoke
from tests.factories.issuing import result
from tests.factories.pages import text_of
from tests.factories.town import Town
from tests.reports import made

FORM, PAGE = "/xac-minh/", f"/xac-minh/{CODE}/"
UNKNOWN = "Không tìm thấy văn bản đã ban hành mang mã này"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def shown(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response.content.decode())


def sent(client: Client, content: bytes, name: str = "van-ban.pdf") -> str:
    """Send a file as a browser without scripts does; return the one finding that is shown."""
    response = client.post(PAGE, {"tep": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    return finding_of(response.content.decode())


def finding_of(html: str) -> str:
    parts = html.partition("data-findings>")[2].partition("<form")[0].split("data-finding=")[1:]
    (found,) = [part for part in parts if " hidden" not in part.partition(">")[0]]
    return text_of(f"<p {found}")


def test_the_addresses_stand_on_paper_and_never_change() -> None:
    assert reverse("assessments:verification") == FORM
    assert reverse("assessments:verification_of", args=[CODE]) == PAGE


def test_the_code_tells_what_was_issued(town: Town, client: Client) -> None:
    document = issued(town)
    page = shown(client)
    for part in (
        "Báo cáo kết quả đánh giá, công nhận",
        "Văn bản này đã được ban hành và chưa bị thu hồi.",
        "Trích yếu Kết quả đánh giá, công nhận xã, phường đạt chuẩn tiếp cận pháp luật năm 2020",
        "Số, ký hiệu 12/BC-TP",
        "Ngày ban hành 06/01/2021",
        "Cơ quan ban hành Phòng Tư pháp thị xã Bỉm Sơn",
        "Chức vụ người ký Trưởng phòng",
        "Ký số ngoài hệ thống rồi tải lên",
        "ABCD 2345 WXYZ",
        document.sha256,
        document.report.sha256,
    ):
        assert part in page
    assert "Người dùng" not in page
    assert "Bộ tiêu chí chưa xác minh" not in page
    assert "Số liệu minh họa" not in page


def test_marks_of_the_paper_are_marks_of_the_page(town: Town, client: Client) -> None:
    issued(town, is_demo=True, is_provisional=True)
    page = shown(client)
    assert "Số liệu minh họa." in page
    assert "Bộ tiêu chí chưa xác minh" in page


def test_a_revoked_document_says_when_and_why(town: Town, client: Client) -> None:
    revoke(issued(town), town)
    page = shown(client)
    assert "Văn bản này đã bị thu hồi ngày 04 tháng 01 năm 2021" in page
    assert "Lý do: Sai số liệu phụ lục." in page
    assert "chưa bị thu hồi" not in page
    assert "Văn bản đã bị thu hồi." in sent(client, SIGNED)


def test_what_was_revoked_names_what_came_after_it(town: Town, client: Client) -> None:
    first = issued(town)
    later = issued(town, "ZZZZ2345WXYZ", issued_at=NOW + timedelta(days=2))
    later.report.number = "15/BC-TP"
    later.report.save()
    assert "cùng nội dung" not in shown(client)
    revoke(first, town)
    sentence = "Sau đó đã ban hành văn bản cùng loại về cùng nội dung: số 15/BC-TP ngày 06 tháng 01 năm 2021."
    assert sentence in shown(client)
    later.report.by_office = True
    later.report.save()
    assert "cùng nội dung" not in shown(client)
    later.report.by_office = False
    later.report.save()
    revoke(later, town)
    assert "cùng nội dung" not in shown(client)


@pytest.mark.parametrize("typed", ["abcd2345wxyz", "ABCD 2345 WXYZ", "abcd-2345-wxyz"])
def test_people_type_codes_in_their_own_way(town: Town, client: Client, typed: str) -> None:
    issued(town)
    assert client.get(FORM, {"ma": typed}, follow=True).redirect_chain == [(PAGE, 302)]
    assert "12/BC-TP" in shown(client, f"/xac-minh/{typed}/")


def test_unknown_mistyped_and_not_issued_are_one_answer(town: Town, client: Client) -> None:
    report(town)
    answers = [
        client.get(PAGE),
        client.get("/xac-minh/ZZZZ2345WXYZ/"),
        client.get("/xac-minh/0000/"),
        client.get(FORM, {"ma": "0000"}),
        client.post(PAGE, {"tep": SimpleUploadedFile("a.pdf", MADE)}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    texts = [text_of(answer.content.decode()) for answer in answers]
    assert UNKNOWN in texts[0]
    assert set(texts) == {texts[0]}
    assert 'value="ABCD 2345 WXYZ"' in answers[0].content.decode()
    assert 'value="0000"' in answers[3].content.decode()


def test_every_answer_asks_the_database_the_same(town: Town, client: Client) -> None:
    issued(town)
    report(town, "ZZZZ2345WXYZ")
    asked = []
    for code in (CODE, "ZZZZ2345WXYZ", "YYYY2345WXYZ", "0000"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/xac-minh/{code}/")
        asked.append(len(queries))
    assert asked == [1, 1, 1, 1]


def test_whoever_tries_codes_is_stopped(town: Town, client: Client) -> None:
    issued(town)
    answers = [client.get(f"/xac-minh/ABCD2345WX{a}{b}/") for a in "23456" for b in "23456"]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429] * 5
    stopped = client.get(PAGE)
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 600
    assert "Vui lòng thử lại sau" in text_of(stopped.content.decode())
    assert client.get(PAGE, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_looking_at_what_exists_costs_little(town: Town, client: Client) -> None:
    issued(town)
    assert {client.get(PAGE).status_code for _ in range(100)} == {200}


def test_files_are_limited_too(town: Town, client: Client) -> None:
    issued(town)
    for _ in range(30):
        assert sent(client, SIGNED).startswith("Đúng tệp đã ban hành.")
    assert client.post(PAGE, {"tep": SimpleUploadedFile("a.pdf", SIGNED)}).status_code == 429


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SIGNED, "Đúng tệp đã ban hành. van-ban.pdf giống từng byte với tệp đã ký số."),
        (MADE, "Đúng nội dung, nhưng là tệp trước khi ký số. van-ban.pdf chưa có chữ ký số."),
        (SIGNED + b" ", "Khác tệp đã ban hành. van-ban.pdf không phải là tệp nào nêu trên."),
        (b"", "Khác tệp đã ban hành. van-ban.pdf"),
    ],
)
def test_a_file_is_compared_with_a_signed_one(town: Town, client: Client, content: bytes, sentence: str) -> None:
    issued(town)
    assert sent(client, content).startswith(sentence)


def test_a_file_is_compared_with_what_was_signed_on_paper(town: Town, client: Client) -> None:
    issued(town, on_paper=True)
    assert "Chữ ký và con dấu ở trên bản giấy." in sent(client, MADE)
    assert sent(client, SIGNED).startswith("Khác tệp đã ban hành.")


def test_a_large_file_is_read_in_pieces_and_kept_nowhere(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", kept)
    issued(town)
    assert sent(client, b"x" * 5_000_000).startswith("Khác tệp đã ban hành.")


def test_nothing_sent_and_too_much_sent(town: Town, client: Client) -> None:
    issued(town)
    assert finding_of(client.post(PAGE).content.decode()).startswith("Chưa đọc được tệp nào.")
    two = {"tep": [SimpleUploadedFile("mot.pdf", SIGNED), SimpleUploadedFile("hai.pdf", b"x")]}
    assert "mot.pdf giống từng byte" in finding_of(client.post(PAGE, two).content.decode())
    announced = client.post(PAGE, two, CONTENT_LENGTH=str(102 * 1024 * 1024))
    assert finding_of(announced.content.decode()).startswith("Tệp lớn hơn 100 MB")


def test_one_file_at_a_time(town: Town, client: Client) -> None:
    issued(town)
    with hashing._one_at_a_time():  # noqa: SLF001  # somebody on a slow line
        answer = client.post(PAGE, {"tep": SimpleUploadedFile("a.pdf", SIGNED)})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert sent(client, SIGNED).startswith("Đúng tệp đã ban hành.")


def test_no_cache_no_search_engine_no_cookie(town: Town, client: Client, as_user: Any) -> None:
    issued(town)
    strict = Client(enforce_csrf_checks=True)
    for answer in (client.get(PAGE), client.get(FORM), client.get("/xac-minh/0000/"), strict.post(PAGE)):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    assert as_user(town.head).get(PAGE).content == client.get(PAGE).content
    assert client.put(PAGE).status_code == client.post(FORM).status_code == 405


def test_the_hashes_on_the_page_are_what_the_script_compares_with(town: Town, client: Client) -> None:
    issued(town)
    html = client.get(PAGE).content.decode()
    for kind, content in (("signed", SIGNED), ("unsigned", MADE)):
        part = html.partition(f'data-known-file="{kind}"')[2]
        assert f'data-size="{len(content)}"' in part.partition(">")[0]
        assert part.partition(">")[2].startswith(f"{hashlib.sha256(content).hexdigest()}</code>")


def test_the_public_pages_lead_here(client: Client, db: None) -> None:  # noqa: ARG001  # the page reads the list
    assert f'href="{FORM}"' in client.get("/ket-qua/").content.decode()


@pytest.mark.slow
def test_what_the_office_issues_is_found_by_the_code_on_its_paper(town: Town, client: Client) -> None:
    document = result(town)
    (code,) = re.findall(r"Mã xác minh: (\w{4} \w{4} \w{4})", made.pages(document)[0])
    assert client.get(FORM, {"ma": code}, follow=True).status_code == 404
    issuing.on_paper(document.pk, signer_position="Trưởng phòng", actor=town.head, at=NOW)
    page = text_of(client.get(FORM, {"ma": code}, follow=True).content.decode())
    for part in (
        "Trích yếu Kết quả đánh giá, công nhận phường đạt chuẩn tiếp cận pháp luật năm 2020",
        "Số, ký hiệu 05/BC-TP",
        "Cơ quan ban hành Phòng Tư pháp thị xã Bỉm Sơn",
        "Bộ tiêu chí chưa xác minh",
    ):
        assert part in page
    answer = client.post(f"/xac-minh/{document.code}/", {"tep": SimpleUploadedFile("a.pdf", made.content(document))})
    assert finding_of(answer.content.decode()).startswith("Đúng tệp đã ban hành.")
    issuing.revoke(document.pk, reason="Sai số liệu phụ lục.", actor=town.head, at=NOW)
    assert "Lý do: Sai số liệu phụ lục." in shown(client, f"/xac-minh/{document.code}/")
