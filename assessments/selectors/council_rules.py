"""The rules that hold for a council in a campaign: its standard's, else its own."""

from assessments.domain import council as domain
from assessments.models import Council, Standard


def rules_for(council: Council, standard: Standard) -> domain.Rules:
    """Return quorum, majority, lead time of the papers and the rest, each with its source."""
    own = domain.Settings(
        quorum=council.quorum,
        majority=council.majority,
        paper_days=council.paper_days,
        tie=council.tie,
        written_count=council.written_count,
    )
    return domain.rules_of(standard.parsed.procedure.council, own)
