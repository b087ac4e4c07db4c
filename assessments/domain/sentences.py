"""Lists of sentences, kept short enough to be read."""


def shortened(sentences: tuple[str, ...], intro: str, shown: int = 8) -> tuple[str, ...]:
    """Return the first sentences after their introduction, and say how many more there are; nothing for none."""
    if not sentences:
        return ()
    more = len(sentences) - shown
    return (intro, *sentences[:shown], *((f"… và {more} nội dung khác.",) if more > 0 else ()))
