"""Finds accounts."""

from communes.models import User
from tiepcanpl.kit.text import fold


def matching(words: str) -> list[int]:
    """Return the ids of the accounts whose user name, name or address holds every word, without regard to accents."""
    wanted = fold(words).split()
    rows = User.objects.values_list("pk", "username", "full_name", "email")
    return [pk for pk, *texts in rows.iterator() if all(word in fold(" ".join(texts)) for word in wanted)]
