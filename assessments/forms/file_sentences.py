"""What is said about a file that was refused, or taken with a remark: what is wrong, and what to do."""

from tiepcanpl.kit.inspection import Finding

TYPES = "Các loại tệp được nhận: PDF, JPEG, PNG, DOCX, XLSX, DOC, XLS."
_PRINT_AGAIN = "Vui lòng mở tệp, in ra tệp PDF mới (Print to PDF) hoặc quét bản giấy rồi tải lên tệp đó."

_REFUSALS = {
    Finding.UNKNOWN: f"không đúng loại được nhận. {TYPES}",
    Finding.WEB_PAGE: f"thực chất là trang web (HTML) mang tên khác nên không nhận. {TYPES}",
    Finding.DRAWING: "là hình vẽ SVG, có thể chứa mã lệnh, nên không nhận. Vui lòng lưu thành ảnh PNG hoặc JPEG.",
    Finding.PROGRAM: f"thực chất là chương trình chạy được, mang tên khác, nên không nhận. {TYPES}",
    Finding.ARCHIVE: "là tệp nén nên không nhận. Vui lòng giải nén rồi tải lên từng tệp bên trong.",
    Finding.PASSWORD: (
        "được đặt mật khẩu nên người thẩm tra không mở được. Vui lòng lưu lại bản không có mật khẩu rồi tải lên."
    ),
    Finding.MACROS: "có chứa macro nên không nhận. Vui lòng lưu thành DOCX, XLSX không có macro hoặc in ra PDF.",
    Finding.SCRIPT: (
        f"có chứa mã lệnh JavaScript nên không nhận. {_PRINT_AGAIN} "
        "Nếu là văn bản ký số, vui lòng đề nghị nơi phát hành cấp bản không có mã lệnh."
    ),
    Finding.LAUNCH: f"có lệnh mở chương trình trên máy người đọc nên không nhận. {_PRINT_AGAIN}",
    Finding.AUTOMATIC: f"tự mở địa chỉ hoặc tệp khác khi được xem nên không nhận. {_PRINT_AGAIN}",
    Finding.MULTIMEDIA: f"có phim, âm thanh hoặc nội dung động nên không nhận. {_PRINT_AGAIN}",
    Finding.DYNAMIC_FORM: f"là biểu mẫu động (XFA), nhiều máy không đọc được, nên không nhận. {_PRINT_AGAIN}",
    Finding.PROGRAM_INSIDE: "có kèm chương trình chạy được bên trong nên không nhận. Vui lòng bỏ phần kèm rồi tải lại.",
    Finding.ARCHIVE_INSIDE: (
        "có kèm tệp nén bên trong nên không nhận. Vui lòng bỏ phần kèm; tải từng tài liệu trong đó lên thành tệp riêng."
    ),
    Finding.OBJECT: (
        "có nhúng đối tượng ActiveX hoặc tệp đóng gói nên không nhận. Vui lòng bỏ đối tượng đó, hoặc in ra PDF rồi tải lên."
    ),
    Finding.REMOTE: (
        "tự lấy mẫu hoặc đối tượng từ máy khác, địa chỉ khác nên không nhận. Vui lòng in ra PDF rồi tải lên bản PDF."
    ),
    Finding.DDE: "có trường DDE chạy lệnh trên máy người đọc nên không nhận. Vui lòng bỏ trường đó, hoặc in ra PDF.",
    Finding.ENTITIES: (
        "khai báo thực thể XML, điều mà Word và Excel không bao giờ ghi, nên không nhận. "
        "Vui lòng mở bằng Word hoặc Excel, lưu lại rồi tải lên."
    ),
    Finding.FOREIGN: (
        "còn chứa một tệp loại khác ghép bên trong nên không nhận. Vui lòng mở tệp, lưu hoặc chụp, quét lại rồi tải lên."
    ),
    Finding.BROKEN: "bị hỏng, không đọc được. Vui lòng mở thử trên máy, lưu hoặc quét lại rồi tải lên.",
    Finding.TRUNCATED: "bị thiếu phần cuối, có thể do sao chép dở dang. Vui lòng sao chép, quét lại rồi tải lên bản đầy đủ.",
    Finding.NO_PAGES: "không có trang nào. Vui lòng kiểm tra lại rồi tải lên tệp có nội dung.",
    Finding.BOMB: (
        "bung ra lớn hơn nhiều lần dung lượng của tệp nên không nhận. Vui lòng lưu lại tệp, hoặc in ra PDF rồi tải lên."
    ),
    Finding.PIXELS: "có kích thước ảnh quá lớn (trên 100 triệu điểm ảnh). Vui lòng thu nhỏ ảnh rồi tải lên.",
    Finding.HEAVY: (
        "quá nặng để kiểm tra nên không nhận. Vui lòng chia thành nhiều tệp, hoặc in ra PDF đơn giản hơn rồi tải lên."
    ),
    Finding.UNREADABLE: (
        "làm dừng bộ kiểm tra nên không nhận. Vui lòng lưu lại bằng chương trình khác; nếu vẫn vậy, báo người quản trị."
    ),
}
_REMARKS = {
    Finding.ATTACHMENTS: "Tệp có kèm tệp khác bên trong; người thẩm tra có thể không thấy, vui lòng tải riêng nếu cần.",
    Finding.LINKED: "Tệp có phần lấy từ tệp hoặc địa chỉ khác; phần đó có thể không hiện ở máy người thẩm tra.",
    Finding.REPAIRED: "Tệp có lỗi nhỏ về cấu trúc; vui lòng mở xem lại trên trang này để chắc chắn đủ trang.",
    Finding.POSITION: (
        "Ảnh có ghi vị trí chụp (GPS); vị trí được bỏ khỏi bản mà người ngoài xã, phường xem và tải về, bản gốc giữ nguyên."
    ),
}


def refusal(finding: Finding, name: str) -> str:
    """Return the sentence for a refused file; the name is short enough already."""
    return f"Tệp “{name}” {_REFUSALS[finding]}"


def remark(finding: Finding) -> str:
    """Return what is said about a file that was taken."""
    return _REMARKS[finding]
