"""Places and people: units, users, memberships."""
