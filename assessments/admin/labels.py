"""Vietnamese names for what the audit trail stores as codes."""

from assessments.models.labels import EVENT_LABELS

_STREAMS = {"dossier": "Hồ sơ", "campaign": "Đợt đánh giá", "system": "Hệ thống"}


def event_name(action: str) -> str:
    """Name an action of the audit trail."""
    return EVENT_LABELS.get(action, "Thay đổi khác")


def stream_name(stream: str) -> str:
    """Name a chain of the audit trail: "dossier:12" → "Hồ sơ 12"."""
    kind, _, number = stream.partition(":")
    return f"{_STREAMS.get(kind, 'Khác')} {number}".strip()
