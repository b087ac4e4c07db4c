"""Last year's campaign of a town, and a reference file of its office."""

from datetime import date

from assessments.models import Dossier, ReferenceFile
from assessments.services import references
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.town import Town, make_campaign


def next_year(town: Town) -> Dossier:
    """Open the campaign of the year after for the first ward; return its dossier."""
    title = "Đánh giá chuẩn tiếp cận pháp luật năm 2021"
    campaign = make_campaign(
        town.authority,
        town.wards[:1],
        town.standard,
        town.reviewer,
        year=2021,
        title=title,
        due_before=date(2022, 1, 5),
    )
    return campaign.dossiers.select_related("commune", "campaign__standard").get()


def reference(town: Town, code: str = "1.1", title: str = "Mẫu báo cáo", words: str = "Mau bao cao") -> ReferenceFile:
    """Let the office put up a file."""
    return references.add(
        campaign_id=town.campaign.pk,
        code=code,
        title=title,
        note="Điền đủ các cột.",
        upload=make.upload(make.pdf(words), "mau.pdf"),
        actor=town.reviewer,
        at=NOW,
    )
