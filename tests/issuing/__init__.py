"""Tests of numbering, signing, issuing and revoking documents."""
