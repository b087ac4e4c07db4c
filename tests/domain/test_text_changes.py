"""Two texts compared word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.text_changes import Kind, Piece, pieces

SAME, ADDED, REMOVED = Kind.SAME, Kind.ADDED, Kind.REMOVED


def told(before: str, after: str) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.text) for piece in pieces(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("Đủ.", "Đủ.", [(SAME, "Đủ.")]),
        ("", "Đủ.", [(ADDED, "Đủ.")]),
        ("Đủ.", "", [(REMOVED, "Đủ.")]),
        ("Có 3 văn bản", "Có 5 văn bản", [(SAME, "Có "), (REMOVED, "3"), (ADDED, "5"), (SAME, " văn bản")]),
        ("một hai", "ba bốn", [(REMOVED, "một hai"), (ADDED, "ba bốn")]),
        ("a\nb", "c\nd", [(REMOVED, "a"), (ADDED, "c"), (SAME, "\n"), (REMOVED, "b"), (ADDED, "d")]),
        ("Thiếu", "Thiếu danh mục", [(SAME, "Thiếu"), (ADDED, " danh mục")]),
    ],
)
def test_words_that_came_and_went(before: str, after: str, expected: list[tuple[Kind, str]]) -> None:
    assert told(before, after) == expected


def test_long_texts_are_compared_line_by_line() -> None:
    before = "\n".join(f"dòng {number} có vài chữ" for number in range(400))
    after = before.replace("dòng 7 có", "dòng 7 không có")
    assert told(before, after)[1:3] == [(REMOVED, "dòng 7 có vài chữ\n"), (ADDED, "dòng 7 không có vài chữ\n")]


@given(st.text(alphabet="ab \n.,ệ", max_size=60), st.text(alphabet="ab \n.,ệ", max_size=60))
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    found = pieces(before, after)
    assert _without(found, ADDED) == before
    assert _without(found, REMOVED) == after
    assert all(piece.text for piece in found)


def _without(found: tuple[Piece, ...], kind: Kind) -> str:
    return "".join(piece.text for piece in found if piece.kind is not kind)
