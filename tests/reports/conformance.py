"""What a checker finds in a PDF against the standards that every document keeps."""

import page

STANDARDS = (page.ValidationProfile.PDF_A_3U, page.ValidationProfile.PDF_UA_1)


def failures_of(content: bytes) -> list[str]:
    """Return what breaks PDF/A-3u or PDF/UA-1, one line each."""
    reports = [page.validate_pdf_bytes(content, profile=profile) for profile in STANDARDS]
    assert all(report.rules.total > 100 for report in reports)
    return [f"{row.rule_id}: {row.message}" for report in reports for row in report.failures]
