"""Invented figures for a dossier: mostly good, with the small shortfalls that real ones have."""

from datetime import datetime
from pathlib import Path
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.domain.item_rules import Checklist, Choice, CountAtLeast
from assessments.domain.standard import Item
from assessments.forms import evidence as forms
from assessments.management.demo import signing
from assessments.models import Dossier
from assessments.models.labels import SECTIONS
from assessments.services import answers, declarations, evidence, narratives
from assessments.services.answers import Entry
from communes.models import User
from tiepcanpl.kit.errors import DomainError

FOLDER = Path(__file__).resolve().parent
FILES = ("minh-chung.pdf", "anh-chup.png")
SIGNED_NAME = "Kế hoạch đã ký số (minh họa).pdf"
TEXTS = {
    "results": "UBND {unit} đã phân công công chức phụ trách từng chỉ tiêu, tự chấm điểm và tập hợp tài liệu minh chứng "
    "theo kế hoạch của cấp trên. (Nội dung minh họa)",
    "difficulties": "Số liệu của một số chỉ tiêu phải tổng hợp từ nhiều bộ phận nên mất nhiều thời gian. (Nội dung minh họa)",
    "obstacles": "Một số nội dung chấm điểm còn định tính, khó xác định tài liệu kiểm chứng. (Nội dung minh họa)",
    "causes": "Công chức Tư pháp – Hộ tịch kiêm nhiệm nhiều việc; chưa lưu tài liệu ngay trong năm. (Nội dung minh họa)",
    "proposals": "Đề nghị tập huấn cách chấm điểm và hướng dẫn thống nhất tài liệu minh chứng. (Nội dung minh họa)",
}


def fill(dossier: Dossier, *, actor: User, at: datetime, share: float = 1.0, none_arose: bool = True) -> None:
    """Answer the first `share` of the items; with all of them also the narrative, the declarations and the files."""
    edition, chance = dossier.campaign.standard.parsed, Random(f"{dossier.commune.code}-{dossier.campaign.year}")  # noqa: S311  # figures for show
    items = edition.answerable_items[: int(len(edition.answerable_items) * share)]
    for item in items:
        answers.save(
            dossier_id=dossier.pk,
            item_code=item.code,
            entry=Entry(facts=facts_for(item, chance)),
            version=0,
            actor=actor,
            at=at,
        )
    covered = {item.code for item in items}
    for place, indicator in enumerate(edition.indicators):
        if indicator.items[0].code in covered:
            attach(dossier, indicator.items[0].code, FILES[place % 2], actor=actor, at=at)
    if share < 1:
        return
    for section in SECTIONS:
        text = TEXTS[section].format(unit=dossier.commune.full_name)
        narratives.save(dossier_id=dossier.pk, section=section, text=text, version=0, actor=actor, at=at)
    for fact in edition.facts if none_arose else ():
        declarations.declare_none(dossier_id=dossier.pk, fact_code=fact.code, actor=actor, at=at)


def attach(dossier: Dossier, item_code: str, file_name: str, *, actor: User, at: datetime) -> None:
    """Attach one of the demonstration's files."""
    _send(dossier, item_code, SimpleUploadedFile(file_name, (FOLDER / file_name).read_bytes()), actor=actor, at=at)


def attach_signed(dossier: Dossier, item_code: str, *, actor: User, at: datetime, signed_at: datetime) -> None:
    """Attach a PDF that a demonstration certificate of the commune signs now, claiming another time."""
    name = dossier.commune.full_name
    organisation = f"UBND {name[:1].lower()}{name[1:]}"
    content = signing.signed((FOLDER / FILES[0]).read_bytes(), organisation=organisation, at=signed_at)
    _send(dossier, item_code, SimpleUploadedFile(SIGNED_NAME, content), actor=actor, at=at)


def _send(dossier: Dossier, item_code: str, sent: SimpleUploadedFile, *, actor: User, at: datetime) -> None:
    for reading in forms.read([sent]):
        if reading.upload is None:
            raise DomainError(reading.sentence)
        evidence.attach(dossier_id=dossier.pk, item_code=item_code, upload=reading.upload, actor=actor, at=at)


def facts_for(item: Item, chance: Random) -> dict[str, str | list[str]]:
    """Invent the facts of one item."""
    rule = item.rule
    if isinstance(rule, Choice):
        return {"option": "0"}
    if isinstance(rule, Checklist):
        return {"choices": [str(place) for place in range(min(3, len(rule.choices)))]}
    if isinstance(rule, CountAtLeast):
        return {"count": str(rule.threshold + chance.randrange(3))}
    below = chance.choice((12, 18, 25, 40, 96, 120, 240))
    above = below - chance.choice((0, 0, 0, 1, 1, 2))
    facts = {"numerator": str(above), "denominator": str(below)}
    return {name: facts[name] for name in rule.fields}
