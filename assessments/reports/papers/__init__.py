"""The papers of the process: one module a paper, each with what it says and how that is gathered."""
