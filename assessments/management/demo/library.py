"""The library of the demonstration: what documents files are, a new version, a list of documents, a reference file."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.forms import evidence as forms
from assessments.management.demo import answers, signing
from assessments.management.demo.deeds import Deeds
from assessments.models import Campaign, Dossier
from assessments.selectors import checklists as lists
from assessments.services import checklists, details, references, revisions
from assessments.services.checklists import Entry
from assessments.services.details import Details
from assessments.services.evidence import Upload
from tiepcanpl.kit.errors import DomainError

_INDICATOR = "1.1"


def tell(deeds: Deeds, campaign: Campaign, dossier: Dossier, *, when: datetime) -> None:
    """Describe the files of a dossier that is half filled in, one of them of another year; replace one by its signed version."""
    official = deeds.official(dossier)
    _put_up(deeds, campaign, when)
    paper, photo = (dossier.evidence_links.filter(evidence__original_name=name)[0].evidence for name in answers.FILES)
    issuer = f"UBND {dossier.commune.full_name[:1].lower()}{dossier.commune.full_name[1:]}"
    told = {
        paper.pk: Details(
            title="Báo cáo kết quả thực hiện nhiệm vụ năm 2020 (minh họa)",
            document_number="12/BC-UBND",
            issuer=issuer,
            issued_on=date(2020, 12, 15),
            proves_from=date(2020, 1, 1),
            proves_to=date(2020, 11, 30),
        ),
        photo.pk: Details(
            title="Ảnh chụp sổ theo dõi (minh họa)", proves_from=date(2019, 1, 1), proves_to=date(2019, 12, 31)
        ),
    }
    for pk, said in told.items():
        details.save(dossier_id=dossier.pk, evidence_id=pk, details=said, version=0, actor=official, at=when)
    signed = signing.signed((answers.FOLDER / answers.FILES[0]).read_bytes(), organisation=issuer, at=when)
    upload = _read("Báo cáo đã ký số (minh họa).pdf", signed)
    later = when + timedelta(hours=1)
    revisions.revise(dossier_id=dossier.pk, evidence_id=paper.pk, upload=upload, actor=official, at=later)
    _fill_list(deeds, dossier, later)


def _put_up(deeds: Deeds, campaign: Campaign, when: datetime) -> None:
    references.add(
        campaign_id=campaign.pk,
        code=_INDICATOR,
        title="Mẫu danh mục văn bản đã ban hành (minh họa)",
        note="Kê khai theo thứ tự ngày ban hành; đóng dấu giáp lai khi nộp bản giấy.",
        upload=_read("mau-danh-muc.pdf", (answers.FOLDER / answers.FILES[0]).read_bytes()),
        actor=deeds.user("chuyenvien"),
        at=when,
    )


def _fill_list(deeds: Deeds, dossier: Dossier, when: datetime) -> None:
    """Tick the last document of the list, and say that the second one did not arise."""
    indicator = next(one for one in dossier.campaign.standard.parsed.indicators if one.code == _INDICATOR)
    links, numbers = lists.links_of(dossier, indicator), range(1, len(indicator.evidence) + 1)
    entries = {number: Entry(links=(), reason="") for number in numbers}
    entries[numbers[-1]] = Entry(links=[link.pk for link in links], reason="")
    entries[2] = Entry(links=(), reason="Đơn vị không mở sổ riêng (minh họa).")
    seen = lists.digest(links, {})
    checklists.save(
        dossier_id=dossier.pk,
        indicator=indicator,
        entries=entries,
        seen=seen,
        actor=deeds.official(dossier),
        at=when,
    )


def _read(name: str, content: bytes) -> Upload:
    (reading,) = forms.read([SimpleUploadedFile(name, content)])
    if reading.upload is None:
        raise DomainError(reading.sentence)
    return reading.upload
