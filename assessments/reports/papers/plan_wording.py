"""The product's own wording of a plan (Kế hoạch), which every office may adapt: that of the plan of a town for 2020."""

from assessments.domain.wording import Block

BLOCKS = (
    Block(
        "opening",
        "Mở đầu",
        "Thực hiện Chương trình công tác Tư pháp năm {năm} của {địa bàn}, {ủy ban nhân dân} xây dựng "
        "Kế hoạch thực hiện nhiệm vụ xây dựng {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm} như sau:",
    ),
    Block(
        "purpose",
        "Mục đích",
        "Đánh giá thực trạng tiếp cận pháp luật của người dân tại cơ sở để có giải pháp thúc đẩy, nâng cao trách nhiệm của các "
        "cơ quan, tổ chức và cá nhân trong việc triển khai các thiết chế tiếp cận pháp luật, bảo đảm điều kiện đáp ứng nhu cầu "
        "nâng cao nhận thức pháp luật, thực hiện bảo vệ quyền và lợi ích hợp pháp của công dân ngay tại cơ sở.",
    ),
    Block(
        "requirements",
        "Yêu cầu",
        "Công tác xây dựng {loại đơn vị} đạt chuẩn tiếp cận pháp luật phải được thực hiện đồng bộ, bảo đảm sự phối hợp chặt chẽ "
        "giữa các cơ quan, tổ chức và cá nhân có liên quan; bảo đảm tính bền vững lâu dài trên cơ sở gắn các hoạt động triển khai "
        "{quy định} với việc thực hiện nhiệm vụ phát triển kinh tế - xã hội địa phương.\n"
        "Việc thực hiện {loại đơn vị} đạt chuẩn tiếp cận pháp luật phải tuân theo trình tự, thủ tục, bảo đảm nguyên tắc công khai, "
        "minh bạch, dân chủ, đúng tiêu chuẩn theo quy định của pháp luật.",
    ),
    Block(
        "tasks",
        "Nội dung nhiệm vụ",
        "1. Tiếp tục quán triệt, tăng cường thông tin, truyền thông, phổ biến sâu rộng đến các cơ quan, đơn vị, cán bộ, công chức "
        "và Nhân dân về vị trí, vai trò, nội dung của xây dựng {loại đơn vị} đạt chuẩn tiếp cận pháp luật; nâng cao ý thức trách "
        "nhiệm của cơ quan, đơn vị, địa phương trong tổ chức thực hiện nhiệm vụ được giao; bảo đảm quyền được thông tin về pháp "
        "luật của công dân; nâng cao hiệu lực, hiệu quả quản lý Nhà nước, bảo đảm quốc phòng, an ninh của địa phương.\n"
        "2. Chỉ đạo việc xây dựng và đánh giá {loại đơn vị} đạt chuẩn tiếp cận pháp luật; kịp thời rút kinh nghiệm, chấn chỉnh đối "
        "với các {loại đơn vị} tổ chức thực hiện chưa nghiêm túc, còn hình thức hoặc vi phạm pháp luật và đề ra các giải pháp cụ "
        "thể. Chú trọng gắn các tiêu chí, chỉ tiêu tiếp cận pháp luật với trách nhiệm quản lý của các cơ quan, đơn vị trong bảo "
        "đảm thi hành Hiến pháp và pháp luật, giải quyết các thủ tục hành chính; phổ biến, giáo dục pháp luật; hòa giải ở cơ sở và "
        "thực hiện dân chủ ở cơ sở. Củng cố, nâng cao hiệu quả quản lý, khai thác Tủ sách pháp luật và hoạt động của câu lạc bộ "
        "pháp luật, góp phần thực hiện tốt công tác phổ biến, giáo dục pháp luật tại cơ sở.\n"
        "3. Theo dõi, kiểm tra việc xây dựng {loại đơn vị} đạt chuẩn tiếp cận pháp luật được triển khai hiệu quả, phát huy đầy đủ ý "
        "nghĩa, vai trò và đạt mục đích đề ra, nhất là trong xây dựng nông thôn mới nâng cao, nông thôn mới kiểu mẫu và đô thị văn "
        "minh; tập huấn chuyên môn, nghiệp vụ cho cán bộ, công chức được giao theo dõi, tham mưu nhiệm vụ này. Chỉ đạo việc lựa "
        "chọn, ưu tiên nguồn lực xây dựng, thực hiện mô hình điểm về cấp xã đạt chuẩn tiếp cận pháp luật, góp phần vào phong trào "
        "thi đua “Ngành Tư pháp chung sức xây dựng nông thôn mới”.\n"
        "4. {ủy ban nhân dân} đề nghị Ủy ban nhân dân các {loại đơn vị} triển khai thực hiện nhiệm vụ xây dựng {loại đơn "
        "vị} đạt chuẩn tiếp cận pháp luật; đánh giá tình hình thực hiện {quy định}, phát hiện vướng mắc, bất cập, nguyên nhân; đề "
        "xuất kiến nghị và các giải pháp thực hiện, báo cáo gửi về {ủy ban nhân dân} (qua {cơ quan}). Hồ sơ tự đánh giá "
        "và tài liệu minh chứng của các {loại đơn vị} gửi về {nơi nhận hồ sơ} trước {hạn nộp}.",
    ),
    Block(
        "organisation",
        "Tổ chức thực hiện",
        "{ủy ban nhân dân} giao {cơ quan} kiểm tra, đôn đốc việc thực hiện nội dung Kế hoạch bảo đảm đúng tiến độ, chất "
        "lượng, yêu cầu chung của Kế hoạch. Báo cáo kết quả thực hiện về {cấp trên}.\n"
        "Ủy ban nhân dân các {loại đơn vị} có nhiệm vụ tổ chức triển khai thực hiện theo Kế hoạch, bảo đảm đúng thời hạn.",
    ),
    Block(
        "closing",
        "Kết thúc",
        "Trên đây là Kế hoạch xây dựng {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm}. Chủ tịch {ủy ban nhân dân} "
        "yêu cầu Chủ tịch Ủy ban nhân dân các {loại đơn vị} nghiêm túc thực hiện./.",
    ),
    Block("recipients", "Nơi nhận", "{cấp trên}\nỦy ban nhân dân các {loại đơn vị}\nLưu: VT"),
)
