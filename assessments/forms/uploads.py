"""Reads what a resumable upload says about its file, and the file once it is whole."""

import re

from django.http import HttpRequest

from assessments.forms import evidence as forms
from assessments.forms.evidence import Reading
from assessments.services import uploads
from assessments.services.uploads import Claim
from tiepcanpl.kit import files, tus
from tiepcanpl.kit.parts import PartFile

_SHA256 = re.compile(r"[0-9a-f]{64}")


def description(request: HttpRequest) -> tuple[str, int, str]:
    """Return name, size and declared sha256 (may be empty) of the file; refuse one that is too large."""
    size, said = tus.length(request), tus.metadata(request)
    name = files.clean_name(said.get("filename") or files.NAMELESS)
    if size > forms.max_bytes():
        most = forms.max_bytes() // forms.MEGABYTE
        raise tus.ProtocolError(
            413,
            f"Tệp “{forms.shown_name(name)}” lớn hơn {most} MB nên không nhận. "
            "Vui lòng giảm dung lượng (ví dụ quét ở độ phân giải thấp hơn) hoặc chia thành nhiều tệp.",
        )
    sha256 = said.get("sha256", "").lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise tus.ProtocolError(400, "Sai mã kiểm tra sha256 của tệp.")
    return name, size, sha256


def read(held: Claim) -> tuple[PartFile, Reading]:
    """Check the whole file as every uploaded file is checked, and against the sha256 that its sender declared."""
    file = uploads.whole_file(held)
    [reading] = forms.read([file])
    declared = held.session.sha256
    if reading.upload is not None and declared and reading.upload.sha256 != declared:
        sentence = (
            f"Tệp “{forms.shown_name(reading.name)}” nhận được không giống tệp đã gửi (mã kiểm tra khác nhau) "
            "nên không lưu. Vui lòng tải lại tệp."
        )
        reading = Reading(reading.name, None, sentence)
    return file, reading
