"""What a page says about the issuing of a document."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.models import IssuedDocument, Report
from assessments.selectors.papers import issuing
from communes.models import User
from tiepcanpl.kit import signatures
from tiepcanpl.kit.signatures import Coverage, Signature, TimeSource, Trust

_TRUST = {
    Trust.TRUSTED: "Chứng thư số dẫn tới chứng thư gốc mà hệ thống tin cậy (chưa kiểm tra tình trạng thu hồi).",
    Trust.UNKNOWN: "Chứng thư số không dẫn tới chứng thư gốc mà hệ thống tin cậy.",
    Trust.WEAK: "Chữ ký dùng thuật toán băm không còn an toàn.",
    Trust.EXPIRED: "Chứng thư số đã hết hạn hoặc chưa có hiệu lực khi ký.",
    Trust.NO_ROOTS: "Hệ thống chưa có chứng thư gốc để đối chiếu nên chưa xác nhận được chứng thư số.",
}
_TIME = {
    TimeSource.NONE: "",
    TimeSource.CLAIMED: "theo đồng hồ của người ký",
    TimeSource.TIMESTAMP: "theo dấu thời gian chưa xác nhận được",
    TimeSource.TIMESTAMP_TRUSTED: "theo dấu thời gian tin cậy",
}
_COVERAGE = {
    Coverage.FILE: "Chữ ký bao trùm toàn bộ tệp.",
    Coverage.REVISION: "Chữ ký bao trùm toàn bộ văn bản; phần thêm sau đó chỉ là chữ ký khác.",
    Coverage.PART: "Chữ ký chỉ bao trùm một phần tệp.",
}


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signature with sentences about its certificate, its time and what it covers."""

    signature: Signature
    trust: str
    time: str
    coverage: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Issuing:
    """Where a document stands on its way out: what may be done with it now, and by whom it was signed."""

    issued: IssuedDocument | None
    signatures: tuple[SignatureFacts, ...]
    is_issuable: bool
    may: bool
    may_number: bool
    may_issue: bool
    may_revoke: bool


def of(report: Report, user: User) -> Issuing:
    """Return where the document stands, as the person sees it."""
    issued = IssuedDocument.objects.filter(report=report).select_related("issued_by", "revoked_by").first()
    issuer = issuing.issuer_of(report)
    may = issuing.may_issue(user, report)
    open_ = may and issued is None and report.state == Report.State.DONE
    return Issuing(
        issued=issued,
        signatures=tuple(_facts(issued)) if issued else (),
        is_issuable=issuer is not None,
        may=may,
        may_number=open_ and issuer is not None and issuer.is_numbered,
        may_issue=open_ and issuing.is_ready(report),
        may_revoke=may and issued is not None and issued.revoked_at is None,
    )


def _facts(issued: IssuedDocument) -> Iterator[SignatureFacts]:
    for row in issued.signatures:
        signature = signatures.from_row(row)
        yield SignatureFacts(
            signature=signature,
            trust=_TRUST[signature.trust],
            time=_TIME[signature.time_source],
            coverage=_COVERAGE[signature.coverage],
            is_outside=bool(row.get("outside")),
        )


def known_number(report: Report) -> dict[str, object]:
    """Return number and day that were typed already: for the document itself, or with the decision that it puts on paper."""
    if report.number or report.decision is None or report.kind != Report.Kind.RECOGNITION:
        return {"number": report.number, "dated": report.dated}
    heading = report.decision.heading
    return {"number": heading.number, "dated": heading.decided_on}


def signed_name(report: Report) -> str:
    """Return the name under which the signed file is saved: number, kind, year."""
    number = report.number.replace("/", "-")
    return f"{number} {report} - {report.place} - {report.assessment_year} (đã ký).pdf".strip()
