"""The corpus: what must be refused and why, what must pass, each as (name, content)."""

import io
import zipfile
from collections.abc import Callable

from pikepdf import Dictionary, Name, String

from tests.factories import evidence as small
from tests.factories.files import compound, office, pdfs, pictures
from tiepcanpl.kit import inspection

F = inspection.Finding
Builder = Callable[[], bytes]
_DDE_LINK = '<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
_ENTITIES = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def archive(name: str = "a.txt") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, "x" * 100)
    return stream.getvalue()


def _around(content: bytes) -> bytes:
    """Wrap a PDF into a ZIP file that starts before it: the PDF is not at the beginning."""
    return b"PK rac" + content


def _commented_archive(content: bytes) -> bytes:
    """Put an archive before the end mark of a PDF, whose last line is the archive's comment."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("a.exe", "MZ")
        package.comment = b"\n%%EOF\n"
    return content + stream.getvalue()


PDFS: dict[str, tuple[Builder, inspection.Finding]] = {
    "mat-khau.pdf": (pdfs.with_password, F.PASSWORD),
    "ma-lenh-khi-mo.pdf": (lambda: pdfs.opening(S=Name.JavaScript, JS=String("app.alert(1)")), F.SCRIPT),
    "ma-lenh-trong-ten.pdf": (pdfs.script_in_names, F.SCRIPT),
    "ma-lenh-o-nhap.pdf": (pdfs.script_in_a_field, F.SCRIPT),
    "ma-lenh-viet-khac.pdf": (pdfs.script_under_another_spelling, F.SCRIPT),
    "ma-lenh-nen.pdf": (pdfs.script_in_packed_objects, F.SCRIPT),
    "chay-lenh.pdf": (lambda: pdfs.opening(S=Name.Launch, F=String("cmd.exe")), F.LAUNCH),
    "tu-mo-trang-web.pdf": (lambda: pdfs.opening(S=Name.URI, URI=String("http://x.vn")), F.AUTOMATIC),
    "tu-mo-tep-mang.pdf": (lambda: pdfs.turning_to(Name.GoToR), F.AUTOMATIC),
    "tu-gui-bieu-mau.pdf": (lambda: pdfs.turning_to(Name.SubmitForm), F.AUTOMATIC),
    "da-phuong-tien.pdf": (lambda: pdfs.annotated(Name.RichMedia), F.MULTIMEDIA),
    "phim.pdf": (lambda: pdfs.opening(S=Name.Rendition, R=Dictionary()), F.MULTIMEDIA),
    "bieu-mau-dong.pdf": (pdfs.dynamic_form, F.DYNAMIC_FORM),
    "kem-chuong-trinh.pdf": (lambda: pdfs.attached("cai-dat.exe", b"MZ"), F.PROGRAM_INSIDE),
    "kem-tep-nen.pdf": (lambda: pdfs.attached("ho-so.zip", archive()), F.ARCHIVE_INSIDE),
    "khong-trang.pdf": (pdfs.without_pages, F.NO_PAGES),
    "bi-cat.pdf": (pdfs.cut, F.TRUNCATED),
    "rac.pdf": (pdfs.of_rubbish, F.BROKEN),
    "long-sau.pdf": (pdfs.deep, F.BROKEN),
    "noi-tep-nen.pdf": (lambda: small.pdf() + archive("a.exe"), F.FOREIGN),
    "tep-nen-om.pdf": (lambda: _commented_archive(small.pdf()), F.FOREIGN),
    "khong-o-dau.pdf": (lambda: _around(small.pdf()), F.FOREIGN),
}
OFFICE: dict[str, tuple[Builder, inspection.Finding]] = {
    "macro.docx": (lambda: office.docx({"word/vbaProject.bin": compound.ole({"VBA/dir": b"x"})}), F.MACROS),
    "macro.xlsm": (office.with_macro_type, F.MACROS),
    "macro-4.xlsx": (lambda: office.xlsx({"xl/macrosheets/sheet1.xml": "<xm/>"}), F.MACROS),
    "activex.docx": (lambda: office.docx({"word/activeX/activeX1.xml": "<ax/>"}), F.OBJECT),
    "goi-kem.docx": (
        lambda: office.docx({"word/embeddings/oleObject1.bin": compound.ole({"\x01Ole10Native": b"MZ"})}),
        F.OBJECT,
    ),
    "mau-tu-xa.docx": (lambda: office.docx(office.related("attachedTemplate", "http://x.vn/a.dotm")), F.REMOTE),
    "mau-tu-may-khac.docx": (
        lambda: office.docx(office.related("attachedTemplate", "file://10.0.0.9/a.dotm")),
        F.REMOTE,
    ),
    "mau-tu-thu-muc-mang.docx": (
        lambda: office.docx(office.related("attachedTemplate", r"\\10.0.0.9\a.dotm")),
        F.REMOTE,
    ),
    "doi-tuong-tu-xa.xlsx": (
        lambda: office.xlsx(office.related("oleObject", "https://x.vn/a.hta", part="xl/worksheets/sheet1.xml")),
        F.REMOTE,
    ),
    "dde.docx": (lambda: office.docx(office.field_in_pieces(" DD", "EAUTO c:\\\\cmd.exe")), F.DDE),
    "dde-don.docx": (lambda: office.docx(office.body('<w:fldSimple w:instr="DDE cmd x"/>')), F.DDE),
    "dde.xlsx": (lambda: office.xlsx({"xl/externalLinks/externalLink1.xml": _DDE_LINK}), F.DDE),
    "thuc-the.docx": (lambda: office.docx(office.body("<w:r/>", _ENTITIES)), F.ENTITIES),
    "thuc-the.xlsx": (lambda: office.xlsx({"xl/sharedStrings.xml": f"{_ENTITIES}<sst>&b;</sst>"}), F.ENTITIES),
    "khong-phai-xml.docx": (lambda: office.docx({"word/document.xml": "<w:document><w:body>"}), F.BROKEN),
    "bom.docx": (lambda: office.zeros(60), F.BOMB),
    "bom-nhieu-phan.docx": (office.many_zeros, F.BOMB),
    "bom-chong-nhau.docx": (office.overlapping, F.BOMB),
    "bom-nhieu-tep.docx": (lambda: office.many_parts(10_100), F.BOMB),
    "bup-be.docx": (lambda: office.russian_doll(5), F.BOMB),
    "chuong-trinh.docx": (lambda: office.docx({"word/media/anh.png": b"MZ\x90\0" + bytes(99)}), F.PROGRAM_INSIDE),
    "jar.docx": (lambda: office.docx({"A.class": b"\xca\xfe\xba\xbe"}), F.PROGRAM_INSIDE),
    "tep-nen-trong.xlsx": (lambda: office.xlsx({"xl/media/a.bin": archive()}), F.ARCHIVE_INSIDE),
    "hai-noi-dung.docx": (lambda: office.twice("word/document.xml"), F.FOREIGN),
    "hai-tep.docx": (lambda: archive() + small.docx(), F.FOREIGN),
    "khoa-tung-phan.docx": (office.locked_entry, F.PASSWORD),
    "bi-cat.docx": (lambda: office.xlsx()[:-200], F.TRUNCATED),
    "sai-mot-byte.docx": (office.damaged, F.BROKEN),
    "mat-khau.docx": (lambda: compound.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), F.PASSWORD),
    "mat-khau.doc": (lambda: compound.ole({"WordDocument": compound.word(0x0100)}), F.PASSWORD),
    "mat-khau.xls": (lambda: compound.ole({"Workbook": compound.records((0x2F, bytes(6)))}), F.PASSWORD),
    "macro.doc": (lambda: compound.ole({"WordDocument": compound.word(), "Macros/VBA": b"x"}), F.MACROS),
    "macro.xls": (lambda: compound.ole({"Workbook": compound.records(), "_VBA_PROJECT_CUR/dir": b"x"}), F.MACROS),
    "macro-4.xls": (lambda: compound.ole({"Workbook": compound.records(compound.sheet(1))}), F.MACROS),
    "dde.doc": (lambda: compound.ole({"WordDocument": compound.word(0, b"\x13 DDEAUTO cmd")}), F.DDE),
    "goi-kem.doc": (
        lambda: compound.ole({"WordDocument": compound.word(), "ObjectPool/\x01Ole10Native": b"MZ"}),
        F.OBJECT,
    ),
    "bi-cat.doc": (lambda: compound.ole({"WordDocument": compound.word(0, bytes(20_000))})[:-6000], F.TRUNCATED),
}
PICTURES: dict[str, tuple[Builder, inspection.Finding]] = {
    "qua-lon.png": (lambda: pictures.huge_png(50_000, 50_000), F.PIXELS),
    "qua-lon.jpg": (lambda: pictures.huge_jpeg(60_000, 60_000), F.PIXELS),
    "bom-chu.png": (pictures.text_bomb, F.BROKEN),
    "bi-cat.jpg": (lambda: pictures.jpeg()[:6000], F.TRUNCATED),
    "bi-cat.png": (lambda: pictures.png(640, 480)[:3000], F.TRUNCATED),
    "mat-duoi.jpg": (lambda: pictures.jpeg()[:-2], F.TRUNCATED),
    "hong.png": (lambda: pictures.png()[:200] + b"rac" * 9 + pictures.png()[227:], F.BROKEN),
    "rac.jpg": (lambda: b"\xff\xd8\xff\xe0" + b"rac" * 100, F.BROKEN),
    "trang-web.jpg": (lambda: pictures.commented(b"<html><script>alert(1)</script></html>"), F.FOREIGN),
    "php.jpg": (lambda: pictures.jpeg() + b"<?php system('id');", F.FOREIGN),
    "anh-va-tep-nen.jpg": (lambda: pictures.jpeg() + archive("a.class"), F.FOREIGN),
    "anh-va-tep-nen.png": (lambda: pictures.png() + archive(), F.FOREIGN),
    "anh-va-rar.jpg": (lambda: pictures.jpeg() + b"Rar!\x1a\x07\x00", F.FOREIGN),
    "anh-va-pdf.jpg": (lambda: pictures.commented(small.pdf()), F.FOREIGN),
}
DISGUISED: dict[str, tuple[Builder, inspection.Finding]] = {
    "hinh-ve.jpg": (lambda: _SVG, F.DRAWING),
    "hinh-ve-utf16.pdf": (lambda: _SVG.decode().encode("utf-16"), F.DRAWING),
    "trang-web.pdf": (lambda: b"\xef\xbb\xbf <!DOCTYPE html><html><script>alert(1)</script></html>", F.WEB_PAGE),
    "ma-lenh.pdf": (lambda: b"<script>alert(1)</script>", F.WEB_PAGE),
    "chuong-trinh.pdf": (lambda: b"MZ\x90\0" + bytes(300), F.PROGRAM),
    "chuong-trinh.jpg": (lambda: b"\x7fELF" + bytes(300), F.PROGRAM),
    "lenh.docx": (lambda: b"#!/bin/sh\nrm -rf /\n", F.PROGRAM),
    "tep-nen.docx": (archive, F.ARCHIVE),
    "rar.pdf": (lambda: b"Rar!\x1a\x07\x00" + bytes(100), F.ARCHIVE),
    "gif-va-jar.jpg": (lambda: b"GIF89a" + bytes(20) + archive("A.class"), F.UNKNOWN),
    "chu.pdf": (lambda: b"khong phai pdf", F.UNKNOWN),
    "vo.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000, F.BROKEN),
}
HOSTILE = {**PDFS, **OFFICE, **PICTURES, **DISGUISED}

GOOD: dict[str, tuple[Builder, tuple[inspection.Finding, ...]]] = {
    "nho.pdf": (small.pdf, ()),
    "may-quet.pdf": (lambda: pdfs.scan(pictures.jpeg(1240, 1754), 1240, 1754), ()),
    "lien-ket.pdf": (pdfs.with_links, ()),
    "noi-ve-ma-lenh.pdf": (pdfs.talking_of_scripts, ()),
    "khoa-in.pdf": (pdfs.for_reading_only, ()),
    "ky-so.pdf": (pdfs.signed, ()),
    "hoa-don.pdf": (lambda: pdfs.attached("hoa-don.xml"), (F.ATTACHMENTS,)),
    "bang-sai.pdf": (pdfs.with_a_wrong_table, (F.REPAIRED,)),
    "don.pdf": (lambda: small.pdf() + bytes(5000), (F.REPAIRED,)),
    "nho.docx": (small.docx, ()),
    "nho.xlsx": (small.xlsx, ()),
    "so-lieu.xlsx": (office.xlsx, ()),
    "lien-ket.docx": (lambda: office.docx(office.related("hyperlink", "https://vbpl.vn")), ()),
    "mau-tren-may.docx": (
        lambda: office.docx(office.related("attachedTemplate", "file:///C:\\Users\\An\\Mau.dotx")),
        (),
    ),
    "anh-lien-ket.docx": (lambda: office.docx(office.related("image", "https://x.vn/a.png")), (F.LINKED,)),
    "so-lieu-lien-ket.xlsx": (
        lambda: office.xlsx(office.related("externalLinkPath", "nam%202019.xlsx", part="xl/externalLinks/e1.xml")),
        (F.LINKED,),
    ),
    "truong.docx": (lambda: office.docx(office.field_in_pieces(" PA", "GE ")), ()),
    "bieu-do.docx": (lambda: office.docx({"word/embeddings/bang.xlsx": office.xlsx()}), ()),
    "ve-cu.xlsx": (lambda: office.xlsx({"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"}), ()),
    "cu.doc": (lambda: compound.ole({"WordDocument": compound.word(), "1Table": b"x"}), ()),
    "cu.xls": (lambda: compound.ole({"Workbook": compound.records(compound.sheet(0))}), ()),
    "dien-thoai.jpg": (pictures.phone_photo, (F.POSITION,)),
    "nam-ngang.jpg": (lambda: pictures.jpeg(1600, 1200, progressive=True), ()),
    "chup-man-hinh.png": (pictures.screenshot, (F.POSITION,)),
    "nho.png": (small.png, ()),
}
