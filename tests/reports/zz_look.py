import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, ItemReview, Report
from assessments.reports import documents
from assessments.reports.layout import Stamp
from tests.factories import NOW, steps
from tests.factories.town import load_standard, make_town

OUT = Path("/tmp/w/OFFICE-look"); OUT.mkdir(exist_ok=True)

@pytest.mark.parametrize("edition", os.environ.get("EDS", "qd-619-2017,qd-25-2021,qd-27-2025").split(","))
def test_look(db, edition):
    years = {"qd-619-2017": 2020, "qd-25-2021": 2020, "qd-27-2025": 2020}
    town = make_town(load_standard(edition), **({} if "619" in edition else dict(year=2022, due_before=date(2023, 1, 10), plan_number="", plan_date=None) if "25-" in edition else dict(year=2026, due_before=date(2026, 12, 1))))
    if edition == "qd-619-2017":
        town.campaign.milestones.create(title="Tập huấn nghiệp vụ", due_on=date(2020, 6, 15), basis="Chương trình công tác")
        Campaign.objects.filter(pk=town.campaign.pk).update(is_demo=True)
    kinds = os.environ["KINDS"].split(",")
    def make(kind, dossier=None, tag=""):
        c = Campaign.objects.get(pk=town.campaign.pk)
        d = Dossier.objects.get(pk=dossier.pk) if dossier else None
        r = Report(kind=kind, campaign=c, dossier=d, by_office=True)
        data = documents.gather(r, at=NOW + timedelta(days=3), progress=lambda *_: None)
        pdf = documents.render(kind, data, stamp=Stamp(), identifier="x", beat=lambda s: None)
        path = OUT / f"{kind}-{edition}{tag}.pdf"
        path.write_bytes(pdf.content)
        for f, b in documents.editable(kind, data, Stamp()): (OUT / f"{kind}-{edition}{tag}.{f.value}").write_bytes(b)
        for old in OUT.glob(f"{kind}-{edition}{tag}-*.png"): old.unlink()
        subprocess.run(["pdftoppm", "-r", "60", "-png", str(path), str(path)[:-4]], check=True)
    if "plan" in kinds: make("plan")
    steps.bring_to(town, State.UNDER_REVIEW)
    if "supplement" in kinds:
        steps.return_for(town, town.dossier, "1.1.1", "2.1.1")
        make("supplement", town.dossier)
        if "reminder" in kinds: make("reminder")
        steps.resubmit(town, town.dossier); steps.receive(town, town.dossier)
    elif "reminder" in kinds: make("reminder")
    change = {"points": "0", } if edition != "qd-27-2025" else {}
    from decimal import Decimal
    code = {"qd-619-2017": "2.5.1", "qd-25-2021": "2.5.1", "qd-27-2025": "1.1.1"}[edition]
    steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    args = {"met": False} if edition == "qd-27-2025" else {"points": Decimal(0)}
    steps.conclude(town, town.other_dossier, code, ItemReview.Verdict.CHANGED, reason="Số liệu không khớp với tài liệu kiểm chứng.", **args)
    steps.appraise(town, town.other_dossier); steps.appraise(town, town.dossier)
    for k in ("appraisal", "eligibility"):
        if k in kinds: make(k)
