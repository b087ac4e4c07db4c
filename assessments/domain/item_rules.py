"""All kinds of rules that an item may have."""

from assessments.domain.choice_rules import (
    NO_ACTIVITY,
    NO_ACTIVITY_LABEL,
    Checklist,
    Choice,
    CountAtLeast,
    Option,
    Penalty,
    Task,
)
from assessments.domain.ratio_rules import Band, DenominatorFrom, RatioAtLeast, RatioBands, RatioLinear

EnteredRule = RatioLinear | RatioBands | RatioAtLeast | Choice | Checklist | CountAtLeast
ItemRule = EnteredRule | Penalty

__all__ = [
    "NO_ACTIVITY",
    "NO_ACTIVITY_LABEL",
    "Band",
    "Checklist",
    "Choice",
    "CountAtLeast",
    "DenominatorFrom",
    "EnteredRule",
    "ItemRule",
    "Option",
    "Penalty",
    "RatioAtLeast",
    "RatioBands",
    "RatioLinear",
    "Task",
]
