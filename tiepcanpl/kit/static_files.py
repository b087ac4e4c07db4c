"""Static files under names that hold their hash, also where one of our scripts imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = r"""(?P<matched>(?P<start>import\b[^;"']*)["'](?P<url>\.[^"']+)["'])"""


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Names and compresses as WhiteNoise does.

    Django's own switch for imports looks into the scripts of every package, where a word in a comment ends the build.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((_IMPORT, '%(start)s"%(url)s"'),)),
    )
