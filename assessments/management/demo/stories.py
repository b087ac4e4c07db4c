"""The demonstration's campaigns: the town's plan of 2020 with a dossier at each stage, the year after, and today's law."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessments.management.demo import answers, library, wordings
from assessments.management.demo.council import CouncilStory
from assessments.management.demo.deeds import RECOGNISED, ZONE, Deeds, at, refused
from assessments.models import Campaign, Dossier, Milestone, Report, Standard
from assessments.services import campaigns, reports, signing_starts
from communes.models import Unit, UnitClass

# Made up and marked so: the true classes of the seven units were not found in public sources.
DEMO_CLASSES = {
    "14809": "II",
    "14812": "II",
    "14815": "II",
    "14818": "II",
    "14821": "II",
    "14823": "III",
    "14824": "III",
}


TIMED_ITEM = "2.4.1"  # its plan has to be issued within a period


@dataclass
class Stories:
    """Tells the stories; `now` is the moment from which the running extension counts."""

    deeds: Deeds
    standards: dict[str, Standard]
    now: datetime

    def tell(self) -> None:
        """Tell everything."""
        self.classify()
        self.plan_of_2020()
        self.year_after()
        self.law_of_today()

    def classify(self) -> None:
        """Give each ward a made-up class."""
        UnitClass.objects.bulk_create(
            UnitClass(
                unit=self.deeds.cast.wards[code],
                value=value,
                valid_from=date(2019, 1, 1),
                basis="Số liệu minh họa, chưa có quyết định phân loại",
                is_demo=True,
            )
            for code, value in DEMO_CLASSES.items()
        )

    def plan_of_2020(self) -> None:
        """Play the founding plan: every ward at another stage, the first one with everything still before it."""
        cast, deeds = self.deeds.cast, self.deeds
        campaign = Campaign(
            title="Xây dựng xã, phường đạt chuẩn tiếp cận pháp luật năm 2020",
            year=2020,
            authority=cast.town,
            standard=self.standards["qd-619-2017"],
            due_before=date(2021, 1, 5),
            is_demo=True,
        )
        dossiers = self._open(campaign, list(cast.wards.values()), at(2020, 12, 1))
        Milestone.objects.create(
            campaign=campaign,
            title="Gửi hồ sơ tự đánh giá và tài liệu minh chứng về Phòng Tư pháp trước ngày 05/01/2021",
            due_on=date(2021, 1, 4),
            basis="Mục II.4 của Kế hoạch",
        )
        self._extend(dossiers["14809"])
        answers.fill(dossiers["14821"], actor=deeds.official(dossiers["14821"]), at=at(2020, 12, 28), share=0.5)
        library.tell(deeds, campaign, dossiers["14821"], when=at(2020, 12, 28))
        deeds.hand_in(dossiers["14818"], at(2021, 1, 6))
        deeds.hand_in(dossiers["14815"], at(2021, 1, 3))
        deeds.return_for(dossiers["14815"], "3.1.1", "Ảnh niêm yết chưa thể hiện đủ danh mục văn bản.", at(2021, 1, 5))
        deeds.resubmit(dossiers["14815"], "3.1.1", at(2021, 1, 7))
        deeds.appraise(dossiers["14823"], at(2021, 1, 4))
        deeds.appraise(dossiers["14812"], at(2021, 1, 2))
        deeds.appraise(dossiers["14824"], at(2021, 1, 2), fact_arose=True)
        deeds.ask_police(dossiers["14815"], self.now)
        CouncilStory(deeds, campaign).tell(
            advised=[dossiers["14812"], dossiers["14824"]],
            waiting=[dossiers["14823"]],
            held_on=at(2021, 1, 15),
            now=self.now,
        )
        reason = "Có công chức bị xử lý kỷ luật từ cảnh cáo trở lên (số liệu minh họa)."
        deeds.decide(campaign, "02/QĐ-UBND (minh họa)", at(2021, 1, 20), {dossiers["14812"].pk: RECOGNISED})
        deeds.issue(campaign, at(2021, 1, 20))
        deeds.publish(campaign, at(2021, 1, 21))
        deeds.draft(campaign, at(2021, 1, 22), {dossiers["14824"].pk: refused(reason)})
        wordings.tell(deeds, self.now)
        asked = Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign=campaign)
        reports.request(asked, actor=deeds.user("truongphong"), at=self.now)

    def year_after(self) -> None:
        """Open a small campaign of 2021 for a ward of 2020: last year's answers stand beside the new ones."""
        campaign = Campaign(
            title="Đánh giá xã, phường đạt chuẩn tiếp cận pháp luật năm 2021 (minh họa)",
            year=2021,
            authority=self.deeds.cast.town,
            standard=self.standards["qd-619-2017"],
            due_before=date(2022, 1, 5),
            is_demo=True,
        )
        ward = self.deeds.cast.wards["14812"]
        self._extend(self._open(campaign, [ward], at(2021, 12, 1))[ward.code])

    def law_of_today(self) -> None:
        """Open a campaign under the law of today for the two wards of 2025: met or not met, no points."""
        cast = self.deeds.cast
        campaign = Campaign(
            title="Đánh giá xã, phường đạt chuẩn tiếp cận pháp luật năm 2026 (minh họa)",
            year=2026,
            authority=cast.province,
            standard=self.standards["qd-27-2025"],
            due_before=date(2027, 1, 10),
            is_demo=True,
        )
        self._open(campaign, list(cast.successors.values()), at(2026, 1, 5), manager_name="sotuphap")
        first = campaign.dossiers.select_related("commune", "campaign__standard").order_by("commune__code")[0]
        official, signed_at = self.deeds.official(first), at(2026, 1, 21)
        answers.fill(first, actor=official, at=at(2026, 11, 20), share=0.4)
        answers.attach_signed(first, TIMED_ITEM, actor=official, at=at(2026, 11, 20), signed_at=signed_at)
        signing_starts.save(
            campaign.pk,
            item_code=TIMED_ITEM,
            starts_on=date(2026, 1, 8),
            basis="Kế hoạch của cấp trên (minh họa)",
            actor=self.deeds.user("sotuphap"),
            at=at(2026, 1, 8),
        )

    def _open(
        self, campaign: Campaign, communes: list[Unit], when: datetime, *, manager_name: str = "truongphong"
    ) -> dict[str, Dossier]:
        manager = self.deeds.user(manager_name)
        campaigns.create(campaign, communes=communes, actor=manager, at=when)
        campaigns.open_for_communes(campaign_id=campaign.pk, actor=manager, at=when)
        campaign.refresh_from_db()
        rows = campaign.dossiers.select_related("commune", "campaign__standard")
        return {row.commune.code: row for row in rows}

    def _extend(self, dossier: Dossier) -> None:
        campaigns.extend(
            dossier_id=dossier.pk,
            due_before=(self.now + timedelta(days=60)).astimezone(ZONE).date(),
            reason="Gia hạn để dùng thử phần mềm: hồ sơ này dành cho người làm quen với công việc.",
            actor=self.deeds.user("truongphong"),
            at=self.now,
        )
