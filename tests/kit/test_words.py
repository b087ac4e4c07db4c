"""Words of long texts: kept without accents, found again with their place."""

import pytest

from tiepcanpl.kit.words import kept, passage, plain, words_of


def test_plain_keeps_every_place() -> None:
    text = "Đường số 12/QĐ-UBND, “Ấp Ỷ”…"
    assert len(plain(text)) == len(text)
    assert plain(text).split() == ["duong", "so", "12", "qd", "ubnd", "ap", "y"]


def test_words_are_kept_once_between_spaces() -> None:
    assert kept(["Quyết định, quyết ĐỊNH", "số 12"]) == " 12 dinh quyet so "
    assert kept(["", "…"]) == ""
    assert kept(["x" * 41]) == ""


def test_decomposed_letters_are_the_same_words() -> None:
    assert words_of("Tie\u0302\u0301p ca\u0323\u0302n") == ["tiep", "can"]


def test_too_many_words_are_bounded() -> None:
    found = kept([" ".join(f"tu{n}" for n in range(100_000))])
    assert len(found) <= 400_002
    assert found.startswith(" tu0 ")
    assert found.endswith(" ")


def test_a_passage_marks_the_words_with_their_accents() -> None:
    found = passage("Trang đầu\fQuyết định số 12 về tiếp cận pháp luật", ["tiep", "can"])
    assert found is not None
    assert (found.page, [part.text for part in found.parts if part.is_hit]) == (2, ["tiếp", "cận"])
    assert found.text == "Quyết định số 12 về tiếp cận pháp luật"


def test_the_page_with_most_words_wins_and_words_side_by_side() -> None:
    far = "luật " + "chữ " * 100 + "pháp luật " + "chữ " * 100
    found = passage(f"pháp\f{far}", ["phap", "luat"])
    assert found is not None
    assert found.page == 2
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert "pháp luật" in found.text


@pytest.mark.parametrize(
    ("text", "wanted"), [("Quyết định", ["nghi"]), ("Quyết định", []), ("", ["a"]), ("quyếtđịnh", ["quyet"])]
)
def test_nothing_where_the_words_do_not_stand(text: str, wanted: list[str]) -> None:
    assert passage(text, wanted) is None
