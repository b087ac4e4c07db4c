"""Files built byte by byte: good ones as offices send them, and hostile or broken ones. No binary lies in the repository."""
