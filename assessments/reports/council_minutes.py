"""Gathers the minutes of a council's meeting from what happened in it, once, when it is concluded."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from assessments.domain.numbers import shown
from assessments.domain.wording import Wording
from assessments.models import AgendaItem, Attendance, CouncilMember, Interest, Meeting, OpenBallot, Report
from assessments.reports import parts
from assessments.reports.council_document import Ballot, CouncilMinutes, ItemRecord, Opinion, Person, RuleText
from assessments.reports.layout import Layout
from assessments.reports.progress import Progress
from assessments.selectors import calendars, councils, floor, meetings, proceedings
from communes.models import User
from tiepcanpl.kit import dates

State, Status = AgendaItem.State, Attendance.Status
_VOTE_LABELS = (("agree", "Đồng ý công nhận"), ("disagree", "Không đồng ý công nhận"), ("abstain", "Không có ý kiến"))


def gather(meeting: Meeting, *, number: str, at: datetime) -> CouncilMinutes:
    """Return the minutes of a meeting that ends now: one reading of each table."""
    return _Gathered(meeting, number, at).document()


def _moment(at: datetime) -> str:
    """Write a moment as minutes do: "09 giờ 05 phút, ngày 04 tháng 01 năm 2021"."""
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, {dates.in_words(local.date())}"


def _clock(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%H:%M} {dates.short(local.date())}"


@dataclass
class _Gathered:
    """The meeting with all that was read of it."""

    meeting: Meeting
    number: str
    at: datetime

    def document(self) -> CouncilMinutes:
        meeting, council, campaign = self.meeting, self.meeting.council, self.meeting.campaign
        presiding = next(member for member in self.members if member.pk == meeting.presided_by_id)
        secretary = next((m for m in self.members if m.function == CouncilMember.Function.SECRETARY), None)
        day = timezone.localdate(self.at)
        return CouncilMinutes(
            number=self.number,
            agency=parts.committee_of(council.authority),
            body=(council.name.upper(),),
            place=parts.place_of(council.authority),
            date=dates.in_words(day),
            notices=(parts.DEMO_NOTICE,) if campaign.is_demo else (),
            made_at=self.at.isoformat(),
            year=str(campaign.year),
            council=council.name,
            set_up_by=f"Quyết định số {council.decision_number} {dates.in_words(council.decided_on)}",
            is_written=self.is_written,
            subject_lines=self._subject_lines(),
            began=_moment(meeting.opened_at or self.at),
            ended=_moment(self.at),
            location=meeting.place,
            presiding=f"{presiding.user}, {presiding.get_function_display()}",
            presiding_title=str(presiding.user),
            secretary=str(secretary.user) if secretary else "",
            present=tuple(self._person(member) for member in self.members if self._was_there(member)),
            absent=tuple(self._person(member) for member in self.members if not self._was_there(member)),
            removed=tuple(self._removal(member) for member in self.members if member.removed_at),
            attendance=self._attendance(),
            papers=self._papers(),
            agenda=tuple(self._title(item) for item in self.items),
            interests=tuple(line for item in self.items for line in self._interests(item)),
            items=tuple(self._item(place, item) for place, item in enumerate(self.items, start=1)),
            rules=tuple(
                RuleText(rule.title, rule.value, rule.source, rule.is_verified)
                for rule in councils.rule_lines(council, campaign.standard)
            ),
        )

    @property
    def is_written(self) -> bool:
        return self.meeting.mode == Meeting.Mode.WRITTEN

    @cached_property
    def members(self) -> list[CouncilMember]:
        """Who was a member at any time of the meeting."""
        since = self.meeting.opened_at or self.at
        found = self.meeting.council.members.filter(Q(removed_at__isnull=True) | Q(removed_at__gte=since))
        return list(found.select_related("user").order_by("pk"))

    @cached_property
    def noted(self) -> dict[int, Attendance]:
        return {row.member_id: row for row in self.meeting.attendances.all()}

    @cached_property
    def items(self) -> list[AgendaItem]:
        found = self.meeting.agenda.select_related("dossier__commune", "dossier__campaign")
        return list(found.prefetch_related("written_opinions__member__user", "written_opinions__recorded_by"))

    @cached_property
    def ballots(self) -> dict[int, list[OpenBallot]]:
        found: dict[int, list[OpenBallot]] = {}
        rows = OpenBallot.objects.filter(mark__item__meeting=self.meeting).select_related("mark__member__user")
        for row in rows.order_by("mark__member_id"):
            found.setdefault(row.mark.item_id, []).append(row)
        return found

    @cached_property
    def told(self) -> proceedings.Told:
        return proceedings.told_of(self.meeting)

    @cached_property
    def recused(self) -> dict[int, set[int]]:
        people = [member.user_id for member in self.members]
        return floor.recused_from([item.dossier for item in self.items], people)

    @cached_property
    def declared(self) -> dict[tuple[int, int], str]:
        rows = Interest.objects.filter(dossier__in=[item.dossier_id for item in self.items])
        return {(row.dossier_id, row.user_id): row.reason for row in rows}

    @cached_property
    def answered(self) -> set[int]:
        return {row.member_id for item in self.items for row in item.written_opinions.all()}

    def _subject_lines(self) -> tuple[str, ...]:
        deed = "Lấy ý kiến bằng văn bản của" if self.is_written else "Họp"
        year = f"về kết quả đánh giá chuẩn tiếp cận pháp luật năm {self.meeting.campaign.year}"
        return (f"{deed} {self.meeting.council.name}", year)

    def _was_there(self, member: CouncilMember) -> bool:
        if self.is_written:
            return member.pk in self.answered
        row = self.noted.get(member.pk)
        return row is not None and row.status in {Status.PRESENT, Status.LEFT}

    def _person(self, member: CouncilMember) -> Person:
        seat = member.get_function_display() + (f", {member.field}" if member.field else "")
        notes = self._moves(member) if self._was_there(member) else self._absence(member)
        return Person(str(member.user), seat, "; ".join(notes))

    def _moves(self, member: CouncilMember) -> list[str]:
        """Say when the member came late, left, or came back."""
        began = self.meeting.opened_at or self.at
        moves = [move for move in self.told.moves.get(member.pk, []) if move.at > began]
        return [f"{Status(move.status).label.lower()} lúc {_clock(move.at)}" for move in moves]

    def _absence(self, member: CouncilMember) -> list[str]:
        if self.is_written:
            return []
        row = self.noted.get(member.pk)
        reason = row.reason.rstrip(".") if row else ""
        return [Status(row.status).label.lower() if row else "vắng", *([reason] if reason else [])]

    def _removal(self, member: CouncilMember) -> str:
        when = _clock(member.removed_at) if member.removed_at else ""
        return f"{member.user} thôi tham gia Hội đồng từ {when}: {member.removal_reason}"

    def _attendance(self) -> str:
        count = sum(self._was_there(member) for member in self.members)
        deed = "gửi ý kiến" if self.is_written else "dự họp"
        return f"{parts.count_of(count)}/{parts.count_of(len(self.members))} thành viên {deed}"

    def _papers(self) -> tuple[str, ...]:
        papers = meetings.papers_of(self.meeting, calendars.current())
        if papers.sent_at is None:
            return ("Hệ thống không ghi nhận việc gửi tài liệu cho các thành viên.",)
        sent = f"Tài liệu được gửi các thành viên lúc {_clock(papers.sent_at)}, trước {papers.given} {papers.unit}."
        return (sent, papers.warning) if papers.warning else (sent,)

    def _title(self, item: AgendaItem) -> str:
        return f"Hồ sơ của {parts.in_sentence(item.dossier.commune)}"

    def _interests(self, item: AgendaItem) -> list[str]:
        place = parts.in_sentence(item.dossier.commune)
        lines = []
        for member in self.members:
            if member.user_id in self.recused[item.dossier_id]:
                why = self.declared.get((item.dossier_id, member.user_id), f"công tác tại {place}")
                lines.append(f"{member.user} không tham gia nội dung về hồ sơ của {place}: {why.rstrip('. ')}")
        return lines

    def _item(self, place: int, item: AgendaItem) -> ItemRecord:
        told = self.told.results.get(item.pk, {})
        counted = set(told.get("counted", ()))
        total = item.dossier.counted_total
        return ItemRecord(
            number=str(place),
            title=self._title(item),
            points="" if total is None else f"Kết quả thẩm tra: {shown(total)} {self._unit}",
            state=item.get_state_display(),
            is_closed=item.state == State.CLOSED,
            kind="Ý kiến bằng văn bản" if self.is_written else item.get_ballot_kind_display(),
            discussion=tuple(line for line in item.note.splitlines() if line.strip()),
            counts=_counts(told) if item.state == State.CLOSED else (),
            ballots=tuple(
                Ballot(str(row.mark.member.user), row.get_choice_display(), row.reason)
                for row in self.ballots.get(item.pk, ())
            ),
            not_voted=tuple(told.get("not_voted", ())),
            recused=tuple(told.get("recused", ())),
            opinions=tuple(
                Opinion(
                    name=str(row.member.user),
                    choice=row.get_choice_display(),
                    text=row.text,
                    origin=self._origin(row.recorded_at, row.member.user_id, row.recorded_by),
                    is_counted=row.member_id in counted,
                )
                for row in item.written_opinions.all()
            ),
            result=told.get("sentence", ""),
            postponed_because=self.told.reasons.get(item.pk, "") if item.state == State.POSTPONED else "",
        )

    @property
    def _unit(self) -> str:
        standard = self.meeting.campaign.standard.parsed
        return "chỉ tiêu đạt" if standard.total_points is None else "điểm"

    def _origin(self, at: datetime, member_id: int, by: User) -> str:
        late = ", sau hạn" if self.is_written and at > self.meeting.scheduled_for else ""
        on_behalf = f", {by} nhập theo văn bản" if by.pk != member_id else ""
        return f"ghi lúc {_clock(at)}{late}{on_behalf}"


def _counts(told: dict[str, Any]) -> tuple[str, ...]:
    votes = told.get("votes", {})
    return tuple(f"{label}: {parts.count_of(votes.get(name, 0))} phiếu" for name, label in _VOTE_LABELS)


def _of(report: Report, _wording: Wording, at: datetime, _progress: Progress) -> CouncilMinutes:
    """Gather for the table of documents, which asks all of them alike."""
    meeting = parts.required(report.meeting)
    return gather(meeting, number=meeting.minutes_number, at=at)


LAYOUT = Layout(CouncilMinutes, "reports/council_minutes.html", _of)
