"""Makes reports that are big enough to be cut, from invented figures."""

from datetime import datetime

from assessments.models import Campaign, Report, ReportPart
from assessments.reports import documents
from assessments.services import report_parts, report_runs, reports
from benchmarks import big_papers
from communes.models import User
from tests.factories import NOW


def ask(campaign: Campaign, actor: User, *, recognised: int = 330, others: int = 160, at: datetime = NOW) -> Report:
    """Ask for the report of a campaign whose figures are there already: so many communes."""
    report = reports.request(Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign=campaign), actor=actor, at=at)
    report.data = documents.freeze(big_papers.campaign_result(recognised, others))
    report.save(update_fields=["data"])
    return report


def plan(report: Report, at: datetime = NOW) -> list[ReportPart]:
    """Run the job that cuts the report; return its parts."""
    report_runs.render(report_id=report.pk, clock=lambda: at)
    report.refresh_from_db()
    assert report.state == Report.State.RUNNING, report.error
    return list(report.parts.all())


def run(parts: list[ReportPart], at: datetime = NOW) -> None:
    """Run the jobs of these parts, one after the other."""
    for part in parts:
        report_parts.run(part_id=part.pk, clock=lambda: at)


def made(report: Report, at: datetime = NOW) -> Report:
    """Run all jobs of the report and return it as it is stored then."""
    run(plan(report, at), at)
    report.refresh_from_db()
    assert report.state == Report.State.DONE, report.error
    return report
