"""An item's hash: the same for the same content, another for any other."""

from typing import Any

import pytest

from assessments.domain.item_hashes import differing, hash_of, item_hashes

ITEM: dict[str, Any] = {
    "facts": {"numerator": "19", "denominator": "20"},
    "not_applicable": False,
    "note": "Có tài liệu.",
    "points": "1.9",
    "met": None,
    "explanation": "19/20",
    "evidence": [{"sha256": "b" * 64, "name": "b.pdf"}, {"sha256": "a" * 64, "name": "a.pdf"}],
}


@pytest.mark.parametrize(
    "changed",
    [
        {"facts": {"numerator": "18", "denominator": "20"}},
        {"not_applicable": True},
        {"note": "Có tài liệu"},
        {"evidence": ITEM["evidence"][:1]},
        {"evidence": [{"sha256": "c" * 64}, *ITEM["evidence"]]},
    ],
)
def test_any_change_changes_the_hash(changed: dict[str, Any]) -> None:
    assert hash_of({**ITEM, **changed}) != hash_of(ITEM)


def test_what_follows_from_elsewhere_does_not_count() -> None:
    """Points may follow from another item's figures; names and order of the files are not content."""
    turned = [{**file, "name": "khác.pdf"} for file in reversed(ITEM["evidence"])]
    same = {**ITEM, "points": "2", "met": True, "explanation": "khác", "evidence": turned}
    assert hash_of({**same, "facts": dict(reversed(ITEM["facts"].items()))}) == hash_of(ITEM)


def test_what_was_said_about_a_file_counts() -> None:
    first, *others = ITEM["evidence"]
    nothing: dict[str, Any] = {"title": "", "issued_on": None, "documents": []}
    said = [{**nothing, "title": "Báo cáo"}, {**nothing, "documents": [2]}, {**nothing, "issued_on": "2020-05-01"}]
    hashes = [hash_of({**ITEM, "evidence": [{**first, **one}, *others]}) for one in (nothing, *said)]
    assert hashes[0] == hash_of(ITEM)
    assert len(set(hashes)) == 4
    assert {hash_of({**ITEM, "evidence": [{**first, **one}, *others]}, details=False) for one in said} == {
        hash_of(ITEM)
    }


def test_a_round_that_says_nothing_about_files_is_compared_without() -> None:
    first, *others = ITEM["evidence"]
    told = {"items": {"1": {**ITEM, "evidence": [{**first, "title": "Báo cáo"}, *others]}}}
    old, new = {"schema": 1, "items": {"1": ITEM}}, {"schema": 2, **told}
    assert differing(old, new) == ()
    assert differing({**old, "schema": 2}, new) == ("1",)


def test_the_hash_is_stable() -> None:
    """Rounds handed in years ago are compared with those of today: this value must never change."""
    assert hash_of(ITEM) == "a65fb61c2a0ae105efc37f8a570de779f55d023a2339672cf4095eed35deee83"


def test_two_rounds() -> None:
    old = {"items": {"1": ITEM, "2": ITEM, "3": ITEM}}
    new = {"items": {"1": ITEM, "2": {**ITEM, "note": ""}, "4": ITEM}}
    assert set(item_hashes(old)) == {"1", "2", "3"}
    assert differing(old, new) == ("2", "3", "4")
    assert differing(old, old) == ()
