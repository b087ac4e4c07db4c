"""When notices are gathered into one e-mail a day."""

from datetime import datetime, time, timedelta

DIGEST_AT = time(7)  # before the working day begins


def next_digest(moment: datetime) -> datetime:
    """Return the first digest after a moment of local time."""
    today = datetime.combine(moment.date(), DIGEST_AT, tzinfo=moment.tzinfo)
    return today if moment < today else today + timedelta(days=1)
