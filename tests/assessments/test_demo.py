"""The demonstration and the scale data: what they hold, and that their trail is whole."""

from collections import Counter
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, Evidence, Standard
from communes.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_demonstration_shows_every_stage_and_its_trail_is_whole() -> None:
    out = StringIO()
    call_command("load_demo", stdout=out)
    plan = Dossier.objects.filter(campaign__year=2020)
    assert Counter(plan.values_list("state", flat=True)) == {
        State.DRAFT: 2,
        State.SUBMITTED: 1,
        State.UNDER_REVIEW: 1,
        State.IN_COUNCIL: 1,
        State.RECOGNISED: 1,
        State.ADVISED: 1,
    }
    first = plan.get(commune__code="14809")
    assert (first.state, first.answered_count, first.extensions.count()) == (State.DRAFT, 0, 1)
    assert set(Campaign.objects.values_list("year", "is_demo")) == {(2020, True), (2021, True), (2026, True)}
    assert Standard.objects.count() == 3
    password = (settings.VAR_DIR / "demo-password").read_text(encoding="utf-8").strip()
    assert password in out.getvalue()
    assert User.objects.get(username="canbo-14809").check_password(password)
    call_command("verify_audit", stdout=StringIO())
    signed = Evidence.objects.filter(original_name="Kế hoạch đã ký số (minh họa).pdf")
    assert signed.count() == 2
    call_command("read_signatures", stdout=StringIO())
    assert set(signed.values_list("signature_reading__signatures__integrity", flat=True)) == {"whole"}
    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())


def test_scale_data_keep_every_constraint() -> None:
    call_command("make_scale_data", "--communes", "12", stdout=StringIO())
    assert Dossier.objects.count() == 12
    assert set(Dossier.objects.values_list("answered_count", flat=True)) == {36}
    with pytest.raises(CommandError):
        call_command("make_scale_data", "--communes", "12", stdout=StringIO())


def test_scale_data_refuse_an_impossible_size() -> None:
    with pytest.raises(CommandError):
        call_command("make_scale_data", "--communes", "0", stdout=StringIO())
