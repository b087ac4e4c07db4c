"""How a long job tells where it stands."""

from collections.abc import Callable

# Called with percent of the step (0 to 100) and a Vietnamese sentence.
Progress = Callable[[int, str], None]
