"""The deeds of the demonstration, each by the person whose deed it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assessments.domain.standard import Item
from assessments.domain.workflow import Action
from assessments.management.demo import answers
from assessments.management.demo.people import Cast
from assessments.models import Campaign, Decision, Dossier, ItemReview, Report
from assessments.selectors import changes
from assessments.selectors import publications as published
from assessments.selectors.assignment_plans import Terms
from assessments.services import (
    assignments,
    audit,
    change_lists,
    decisions,
    declarations,
    drafts,
    issuing,
    offices,
    opinions,
    publications,
    report_runs,
    reports,
    requests,
    reviews,
    workflow,
)
from assessments.services.decisions import Outcome, Paper, Ruled
from assessments.services.reviews import Conclusion
from communes.models import User

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR = timedelta(hours=1)
CUT_ITEM, CUT_REASON = "3.4.1", "Một phần tài liệu không thuộc năm đánh giá."
HEARD = ("Hội nghị tổ dân phố (số liệu minh họa)", "Đề nghị nêu rõ số vụ việc hòa giải thành trong năm.")
ANSWERED = "Tiếp thu; số vụ việc đã được nêu trong phụ lục của báo cáo."
Verdict = ItemReview.Verdict


def at(year: int, month: int, day: int) -> datetime:
    """Return nine in the morning of a day in Vietnam."""
    return datetime(year, month, day, 9, tzinfo=ZONE)


@dataclass
class Deeds:
    """Acts for the people of the cast."""

    cast: Cast

    def user(self, name: str) -> User:
        """Return a person."""
        return self.cast.users[name]

    def official(self, dossier: Dossier) -> User:
        """Return the ward's official."""
        return self.user(f"canbo-{dossier.commune.code}")

    def leader(self, dossier: Dossier) -> User:
        """Return the ward's leader."""
        return self.user(f"lanhdao-{dossier.commune.code}")

    def act(self, action: Action, dossier: Dossier, actor: User, when: datetime, note: str = "") -> None:
        """Go through the door; the head confirms what is provisional."""
        confirmed = workflow.Extra(confirm_provisional=action is Action.APPRAISE)
        workflow.perform(action, dossier_id=dossier.pk, actor=actor, at=when, note=note, extra=confirmed)

    def hand_in(self, dossier: Dossier, when: datetime, *, fact_arose: bool = False) -> None:
        """Fill in, post and submit; the posting is cut short where it would not be over."""
        start = when - timedelta(days=22)
        answers.fill(dossier, actor=self.official(dossier), at=start, none_arose=not fact_arose)
        if fact_arose:
            self._declare(dossier, start)
        self.act(Action.POST, dossier, self.leader(dossier), start + HOUR)
        if int(dossier.commune.code) % 2:  # some wards heard something, others did not
            self._hear(dossier, start + 48 * HOUR)
        self.act(Action.SUBMIT, dossier, self.leader(dossier), when)

    def _hear(self, dossier: Dossier, when: datetime) -> None:
        """Register an opinion from the posting and answer it."""
        asked, actor = dossier.pk, self.official(dossier)
        row = opinions.add(dossier_id=asked, heard=opinions.Heard(when.date(), *HEARD), actor=actor, at=when)
        opinions.reply(dossier_id=asked, opinion_id=row.pk, text=ANSWERED, actor=actor, at=when + HOUR)

    def _declare(self, dossier: Dossier, when: datetime) -> None:
        first, *others = dossier.campaign.standard.parsed.facts
        fact = declarations.Fact(
            occurred_on=date(dossier.campaign.year, 9, 10),
            penalty="Cảnh cáo (số liệu minh họa)",
            position="Công chức chuyên môn",
        )
        actor = self.official(dossier)
        declarations.declare(dossier_id=dossier.pk, fact_code=first.code, fact=fact, actor=actor, at=when)
        for other in others:
            declarations.declare_none(dossier_id=dossier.pk, fact_code=other.code, actor=actor, at=when)

    def review(self, dossier: Dossier, when: datetime, *, only: int | None = None) -> None:
        """Accept the first items without a conclusion (all by default); one item loses half of its points."""
        dossier.refresh_from_db()
        done = set(dossier.reviews.filter(round=dossier.round).values_list("item_code", flat=True))
        items = [item for item in dossier.campaign.standard.parsed.answerable_items if item.code not in done]
        for item in items[:only]:
            self.conclude(dossier, item, when)

    def conclude(self, dossier: Dossier, item: Item, when: datetime, conclusion: Conclusion | None = None) -> None:
        """Conclude on one item."""
        cut = Conclusion(Verdict.CHANGED, points=item.bounds[1] / 2 if item.bounds else None, reason=CUT_REASON)
        usual = cut if item.code == CUT_ITEM else Conclusion(Verdict.ACCEPTED)
        reviews.conclude(
            dossier_id=dossier.pk,
            item_code=item.code,
            conclusion=conclusion or usual,
            version=0,
            actor=self.user("chuyenvien"),
            at=when,
        )

    def appraise(self, dossier: Dossier, when: datetime, *, fact_arose: bool = False) -> None:
        """Hand in, receive, review and appraise within a few days."""
        self.hand_in(dossier, when, fact_arose=fact_arose)
        self.act(Action.RECEIVE, dossier, self.user("chuyenvien"), when + 24 * HOUR)
        self.review(dossier, when + 30 * HOUR)
        self._read_changes(dossier, when + 71 * HOUR)
        self.act(Action.APPRAISE, dossier, self.user("truongphong"), when + 72 * HOUR)

    def _read_changes(self, dossier: Dossier, when: datetime) -> None:
        """Let the head read the changed conclusions, as closing the review demands."""
        dossier.refresh_from_db()
        digest = changes.digest_of(dossier.reviews.filter(round=dossier.round))
        change_lists.confirm_read(dossier_id=dossier.pk, digest=digest, actor=self.user("truongphong"), at=when)

    def return_for(self, dossier: Dossier, code: str, reason: str, when: datetime) -> None:
        """Receive, review a part, ask for one supplement and return."""
        self.act(Action.RECEIVE, dossier, self.user("chuyenvien"), when)
        item = dossier.campaign.standard.parsed.item(code)
        asked = Conclusion(Verdict.SUPPLEMENT, reason=reason, due_on=(when + timedelta(days=7)).date())
        dossier.refresh_from_db()
        self.conclude(dossier, item, when + HOUR, asked)
        self.review(dossier, when + HOUR, only=20)
        self.act(Action.REQUEST_SUPPLEMENT, dossier, self.user("chuyenvien"), when + 2 * HOUR)

    def resubmit(self, dossier: Dossier, code: str, when: datetime) -> None:
        """Attach what was asked for, answer the request, hand in again; the office receives the new round."""
        official = self.official(dossier)
        answers.attach(dossier, code, answers.FILES[1], actor=official, at=when)
        answers.attach_signed(dossier, code, actor=official, at=when, signed_at=when - HOUR)
        text = "Đã bổ sung tài liệu minh chứng còn thiếu."
        requests.reply(dossier_id=dossier.pk, item_code=code, text=text, actor=official, at=when)
        self.act(Action.RESUBMIT, dossier, self.leader(dossier), when + HOUR)
        self.act(Action.RECEIVE, dossier, self.user("chuyenvien"), when + 4 * HOUR)

    def ask_police(self, dossier: Dossier, when: datetime) -> None:
        """Ask a specialised office about the criterion of its field; the answer is left to whoever tries it out."""
        entry = offices.Entry("Công an thị xã", "Trật tự, an toàn xã hội", (self.user("congan"),))
        head, due_on = self.user("truongphong"), (when + timedelta(days=14)).date()
        office = offices.save(authority=dossier.campaign.authority, entry=entry, actor=head, at=when)
        terms = Terms(office=office, due_on=due_on, note="Đề nghị xác nhận số liệu (minh họa).")
        assignments.assign(dossier_ids=[dossier.pk], node_codes=["1"], terms=terms, actor=head, at=when)

    def decide(self, campaign: Campaign, number: str, when: datetime, ruled: dict[int, Ruled]) -> None:
        """Record a decision under an invented number that says so."""
        paper = Paper(
            number=number,
            decided_on=when.date(),
            signer_position="Chủ tịch",
        )
        decisions.record(campaign_id=campaign.pk, paper=paper, ruled=ruled, actor=self.user("chutich"), at=when)

    def issue(self, campaign: Campaign, when: datetime) -> None:
        """Have the campaign's decision printed and signed on paper, so that its verification has something to show."""
        decision = Decision.objects.filter(campaign=campaign).earliest("decided_on")
        asked = Report(kind=Report.Kind.RECOGNITION, campaign=campaign, decision=decision)
        report = reports.request(asked, actor=self.user("chutich"), at=when)
        report_runs.render(report_id=report.pk, clock=lambda: when)
        report.refresh_from_db()
        if report.state == Report.State.DONE:  # a machine without the printer's libraries still shows the rest
            issuing.on_paper(report.pk, signer_position="Chủ tịch", actor=self.user("chutich"), at=when)

    def publish(self, campaign: Campaign, when: datetime) -> None:
        """Publish what has been decided."""
        seen = audit.sha256_of(published.snapshot_of(campaign))
        publications.publish(campaign_id=campaign.pk, seen=seen, actor=self.user("truongphong"), at=when)

    def draft(self, campaign: Campaign, when: datetime, ruled: dict[int, Ruled]) -> None:
        """Leave a draft for the leader to sign."""
        drafts.prepare(campaign_id=campaign.pk, ruled=ruled, actor=self.user("truongphong"), at=when)


RECOGNISED = Ruled(Outcome.RECOGNISED)


def refused(reason: str) -> Ruled:
    """Return a refusal with its reason."""
    return Ruled(Outcome.NOT_RECOGNISED, reason)
