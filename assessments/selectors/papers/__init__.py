"""Which documents may be made of what, by whom, and from when on."""
