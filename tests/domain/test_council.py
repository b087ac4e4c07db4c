"""Quorum, majority and equal votes, and where each rule comes from."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.domain.council import (
    HALF,
    Advice,
    Settings,
    Tie,
    Votes,
    has_quorum,
    needed,
    result_of,
    rules_of,
    share_of,
)
from assessments.domain.procedure import Setting
from assessments.domain.provenance import Provenance
from tests.domain.makers import edition

TWO_THIRDS = Fraction(2, 3)
OWN = Settings(quorum="3/5", majority="2/3", paper_days=2, tie="chair", written_count=True)
UNVERIFIED = "theo quy định riêng của Hội đồng, chưa xác minh với văn bản pháp luật"

counts = st.integers(0, 200)
votes = st.builds(Votes, counts, counts, counts).filter(lambda found: found.cast)
shares = st.fractions(Fraction(1, 100), 1)


@pytest.mark.parametrize(
    ("text", "share"), [("2/3", TWO_THIRDS), (" 1 / 2 ", HALF), ("4/6", TWO_THIRDS), ("1/1", Fraction(1))]
)
def test_shares_are_read_exactly(text: str, share: Fraction) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["", "2", "0/3", "4/3", "1/0", "0/0", "-1/2", "a/b", "1/2/3", "²/3", "50%", "0,5"])
def test_everything_else_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match="not a share"):
        share_of(text)


def test_the_standard_comes_first() -> None:
    rules = rules_of(edition("qd-25-2021").procedure.council, OWN)
    assert (rules.quorum.text, rules.quorum.origin.is_verified) == ("2/3", True)
    assert rules.quorum.origin.source == "theo bộ tiêu chí"
    assert (rules.paper_days.count, rules.paper_days.in_working_days) == (3, True)
    assert rules.paper_days.origin.is_verified


def test_what_the_standard_leaves_open_is_the_councils_and_unverified() -> None:
    rules = rules_of(edition("qd-25-2021").procedure.council, OWN)
    assert (rules.majority.text, rules.majority.origin.source) == ("2/3", UNVERIFIED)
    assert (rules.tie, rules.written_count, rules.own.is_verified) == (Tie.CHAIR, True, False)


@pytest.mark.parametrize("name", ["qd-619-2017", "qd-27-2025"])
def test_a_standard_that_says_nothing(name: str) -> None:
    rules = rules_of(edition(name).procedure.council, OWN)
    assert (rules.quorum.text, rules.majority.text, rules.paper_days.count) == ("3/5", "2/3", 2)
    origins = {rules.quorum.origin, rules.majority.origin, rules.paper_days.origin}
    assert [(origin.source, origin.is_verified) for origin in origins] == [(UNVERIFIED, False)]
    assert rules.paper_days.in_working_days


def test_a_provisional_value_of_the_standard_stays_unverified() -> None:
    standard = edition("qd-25-2021").procedure.council
    setting = Setting("3/4", Provenance.PROVISIONAL, clause="khoản 5 Điều 5")
    found = rules_of(replace(standard, quorum=setting), OWN).quorum
    assert (found.value, found.origin.is_verified) == (Fraction(3, 4), False)
    assert found.origin.source == "theo bộ tiêu chí (khoản 5 Điều 5), chưa xác minh với văn bản pháp luật"


@pytest.mark.parametrize(
    ("members", "share", "count"),
    [(15, TWO_THIRDS, 10), (11, TWO_THIRDS, 8), (3, HALF, 2), (1, HALF, 1), (0, HALF, 1)],
)
def test_how_many_are_needed(members: int, share: Fraction, count: int) -> None:
    assert needed(members, share) == count


@given(present=counts, members=st.integers(1, 200), share=shares)
def test_quorum_is_at_least_the_share(present: int, members: int, share: Fraction) -> None:
    assert has_quorum(present, members, share) == (Fraction(present, members) >= share)


def test_nobody_is_no_quorum() -> None:
    assert not has_quorum(0, 0, HALF)


@given(found=votes, share=shares)
def test_more_than_the_share_recognises_whoever_presides(found: Votes, share: Fraction) -> None:
    assume(Fraction(found.agree, found.cast) != share)
    advised = {result_of(found, share, tie=tie, chair_agrees=chair) for tie in Tie for chair in (True, False, None)}
    (only,) = advised
    assert (only.advice is Advice.RECOGNISE) == (Fraction(found.agree, found.cast) > share)


@given(found=votes, share=shares)
def test_one_more_who_agrees_never_harms(found: Votes, share: Fraction) -> None:
    before = result_of(found, share, tie=Tie.NOT_PASSED, chair_agrees=None)
    after = result_of(found + Votes(agree=1), share, tie=Tie.NOT_PASSED, chair_agrees=None)
    assert before.advice is Advice.DECLINE or after.advice is Advice.RECOGNISE


@pytest.mark.parametrize(
    ("tie", "chair", "advice", "reason"),
    [
        (Tie.NOT_PASSED, True, Advice.DECLINE, ", không quá một nửa: đề nghị chưa công nhận."),
        (Tie.CHAIR, True, Advice.RECOGNISE, "; người chủ trì đồng ý: đề nghị công nhận."),
        (Tie.CHAIR, False, Advice.DECLINE, "; người chủ trì không đồng ý: đề nghị chưa công nhận."),
        (
            Tie.CHAIR,
            None,
            Advice.DECLINE,
            "; không có ý kiến công khai của người chủ trì để quyết định: đề nghị chưa công nhận.",
        ),
    ],
)
def test_equal_votes(*, tie: Tie, chair: bool | None, advice: Advice, reason: str) -> None:
    result = result_of(Votes(5, 4, 1), HALF, tie=tie, chair_agrees=chair)
    assert (result.advice, result.sentence) == (advice, f"5/10 phiếu đồng ý, đúng 1/2 số phiếu{reason}")


def test_the_chair_decides_nothing_where_more_than_half_is_asked() -> None:
    result = result_of(Votes(4, 2), TWO_THIRDS, tie=Tie.CHAIR, chair_agrees=True)
    assert result.advice is Advice.DECLINE
    assert result.sentence == "4/6 phiếu đồng ý, không quá 2/3 số phiếu: đề nghị chưa công nhận."


def test_the_sentence_names_the_counts() -> None:
    result = result_of(Votes(7, 3, 1), HALF, tie=Tie.NOT_PASSED, chair_agrees=None)
    assert result.sentence == "7/11 phiếu đồng ý, quá 1/2 số phiếu: đề nghị công nhận."


def test_no_vote_no_result() -> None:
    with pytest.raises(ValueError, match="nobody voted"):
        result_of(Votes(), HALF, tie=Tie.NOT_PASSED, chair_agrees=None)
