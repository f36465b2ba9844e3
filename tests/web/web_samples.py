"""One filled-in context for each template, and one for each empty or broken state. Names and letters are made up."""

from datetime import UTC, date, datetime

from api.web.context import (
    AliasView,
    AuditLine,
    AuditPage,
    Avoid,
    BasisForm,
    BasisPage,
    CheckPage,
    CitationGroup,
    CitationView,
    CitingLetter,
    CitingPassage,
    DecisionLine,
    DocumentRow,
    DocumentsPage,
    EditEntryPage,
    EditField,
    EntryPage,
    ErrorPage,
    Event,
    Finding,
    Frame,
    GivenFile,
    HelpPage,
    Hit,
    HomePage,
    Item,
    LoginPage,
    MentionView,
    Option,
    Pager,
    PageText,
    Piece,
    Preview,
    Problem,
    Proposal,
    RegistryPage,
    Relation,
    Removed,
    RestoredWord,
    RestorePage,
    ReviewPage,
    SavedDraft,
    SearchPage,
    Sheet,
    ShelfPage,
    SignatureView,
    TableRow,
    TableView,
    TargetView,
    TaskView,
    Upload,
    UserRow,
    UsersPage,
    WarningView,
)
from api.web.diagram import layout

NOW = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
FRAME = Frame(section="home", user="Lê Thu An", role="staff", shelf=2)
LOCKED = Problem(
    "Tệp được bảo vệ bằng mật khẩu.", "Hãy mở tệp, lưu lại bản không đặt mật khẩu rồi tải lên.", "encrypted_file"
)

ROWS = (
    DocumentRow("7", "quet-0231.pdf", "reading", 7, 24, created_at=NOW),
    DocumentRow("6", "cong-van-den-118.docx", "waiting", 0, 3, created_at=NOW),
    DocumentRow(
        "5",
        "ke-hoach-cds-2026.pdf",
        "done",
        12,
        12,
        "118/KH-SYT",
        "2026-03-12",
        "Sở Y tế tỉnh An Lạc",
        "Kế hoạch",
        "Chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026",
        NOW,
        warnings=3,
    ),
    DocumentRow(
        "4",
        "qd-kien-toan.pdf",
        "approved",
        4,
        4,
        "1207/QĐ-UBND",
        "2026-02-05",
        "Ủy ban nhân dân tỉnh An Lạc",
        "Quyết định",
        "Kiện toàn Ban Chỉ đạo chuyển đổi số và cải cách hành chính tỉnh",
        NOW,
    ),
    DocumentRow("3", "bao-cao-mat-khau.pdf", "failed", created_at=NOW, problem=LOCKED, attempts=5),
)

BODY = (72.0, 300.0, 540.0, 318.0)


def item(path: str, label: str, shown: str, box: tuple[float, float, float, float] | None, **more: object) -> Item:
    return Item(path, label, shown, value=shown, raw=shown, page=1 if box else None, bbox=box, **more)  # type: ignore[arg-type]


HEADER = (
    item("header.parent_body", "Cơ quan chủ quản", "UBND tỉnh An Lạc", (90, 60, 230, 74)),
    item("header.issuing_body", "Cơ quan ban hành", "Sở Y tế", (130, 76, 190, 90)),
    item("header.document_number", "Số, ký hiệu", "118/KH-SYT", (120, 104, 215, 118)),
    item("header.place", "Địa danh", "An Lạc", (330, 104, 372, 118)),
    item(
        "header.issue_date",
        "Ngày ban hành",
        "12/3/2026",
        (376, 104, 520, 118),
        machine="12/8/2026",
        corrected_by="Lê Thu An",
        kind="date",
    ),
    item("header.doc_type", "Tên loại", "Kế hoạch", (260, 146, 340, 162)),
    item(
        "header.subject",
        "Trích yếu",
        "Chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026",
        (130, 164, 470, 196),
        kind="long",
    ),
    Item("header.urgency", "Mức độ khẩn", ""),
    item(
        "header.signer_name",
        "Người ký",
        "Nguyễn Văn Bình",
        (360, 740, 480, 754),
        confidence=0.61,
        doubtful=True,
    ),
    Item(
        "header.distribution",
        "Nơi nhận",
        "Bộ Y tế\nUBND tỉnh\nLưu: VT, KHTC",
        value="Bộ Y tế\nUBND tỉnh\nLưu: VT, KHTC",
        kind="long",
        parts=(
            item("header.distribution.0", "", "Bộ Y tế (để b/c)", (76, 700, 180, 712)),
            item("header.distribution.1", "", "UBND tỉnh (để b/c)", (76, 714, 190, 726)),
            item("header.distribution.2", "", "Lưu: VT, KHTC", (76, 728, 170, 740)),
        ),
    ),
)


def citation(index: int, line: str, title: str, top: float, doubtful: bool = False) -> CitationView:
    box = (86.0, top, 530.0, top + 30)
    path = f"citations.{index}"
    return CitationView(
        path,
        line,
        title,
        "legal_basis",
        "Căn cứ",
        "/phap-luat?khoa=NQ+57-NQ%2FTW+2024",
        (MentionView(1, box, f"Căn cứ {line} {title};", line, "khoản 2 Điều 5" if index else None),),
        0.55 if doubtful else 0.97,
        doubtful,
        1,
        box,
        items=(
            Item(f"{path}.number", "Số, ký hiệu", "57-NQ/TW", value="57-NQ/TW"),
            Item(f"{path}.date", "Ngày ban hành", "22/12/2024", value="22/12/2024", kind="date"),
        ),
    )


REVIEW = ReviewPage(
    Frame(section="documents", user="Lê Thu An", shelf=2),
    document=ROWS[2],
    sheets=tuple(
        Sheet(number, 595.0, 842.0, ((f"/van-ban/5/trang/{number}.png", 842.0),), "Nhận dạng từ ảnh quét", 0.94)
        for number in range(1, 13)
    ),
    current=1,
    text="Sở Y tế xây dựng Kế hoạch với các nội dung sau.\n<b>Không phải thẻ HTML</b>",
    header=HEADER,
    citations=(
        CitationGroup(
            "Căn cứ",
            (
                citation(
                    0,
                    "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị",
                    "về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia",
                    232,
                ),
                citation(
                    1, "Nghị quyết số 03/NQ-CP ngày 09/01/2025 của Chính phủ", "về Chương trình hành động", 266, True
                ),
            ),
        ),
        CitationGroup("Viện dẫn", (citation(2, "Thông tư số 54/2017/TT-BYT ngày 29/12/2017 của Bộ Y tế", "", 420),)),
    ),
    aliases=(AliasView("Đề án 06", "QĐ 06/QĐ-TTg 2022", 1, (200, 460, 260, 474), "aliases.0"),),
    targets=(
        TargetView(
            "targets.0",
            "100% cơ sở khám bệnh, chữa bệnh triển khai bệnh án điện tử trước ngày 30/9/2026",
            "≥ 100%",
            "cơ sở khám bệnh, chữa bệnh triển khai bệnh án điện tử",
            "2026-09-30",
            "toàn tỉnh",
            (),
            0.93,
            False,
            1,
            (86, 500, 530, 530),
        ),
        TargetView(
            "targets.1",
            "Tỷ lệ dịch vụ công trực tuyến toàn trình",
            "80%",
            "",
            "2026",
            "",
            (("Năm 2025", "72%"), ("Năm 2026", "80%")),
            0.6,
            True,
            2,
            None,
        ),
    ),
    tasks=(
        TaskView(
            "tasks.0",
            "1.1",
            "I. Thể chế",
            (
                Item("tasks.0.task", "Nhiệm vụ", "Ban hành quy chế quản lý dữ liệu y tế dùng chung", kind="long"),
                Item("tasks.0.lead", "Chủ trì", "Văn phòng Sở", value="Văn phòng Sở"),
                Item("tasks.0.deadline", "Thời hạn", "Quý II/2026", value="Quý II/2026"),
            ),
            0.95,
            False,
            1,
            (86, 560, 530, 590),
        ),
        TaskView(
            "tasks.1",
            "1.2",
            "I. Thể chế",
            (Item("tasks.1.task", "Nhiệm vụ", "Rà soát thủ tục hành chính", kind="long"),),
            0.4,
            True,
            1,
            (86, 592, 530, 610),
        ),
    ),
    tables=(
        TableView(
            "tables.0",
            "Phân công nhiệm vụ",
            "Bảng nhiệm vụ",
            (("STT", "số thứ tự"), ("Nội dung", "nhiệm vụ"), ("Chủ trì", "chủ trì"), ("Thời hạn", "thời hạn")),
            (
                TableRow("group", ("I", "Thể chế", "", ""), 1, (86, 545, 530, 560)),
                TableRow("item", ("1.1", "Ban hành quy chế", "Văn phòng Sở", "Quý II/2026"), 1, (86, 560, 530, 590)),
                TableRow("total", ("", "Tổng cộng", "", ""), 1, None),
            ),
            1,
            (86, 540, 530, 612),
        ),
    ),
    signatures=(
        SignatureView(
            "signatures.0", "Sở Y tế", "UBND tỉnh An Lạc", "13:49:48 ngày 12/3/2026", 1, (360, 690, 500, 736)
        ),
    ),
    removed=(Removed("citations.3", "can-cu", "Quyết định số 1/QĐ-TTg"), Removed("tasks.4", "nhiem-vu", "Nhầm")),
    warnings=(
        WarningView("Hai ngày ban hành không khớp nhau; hãy đối chiếu với bản giấy.", 1, "dates_differ"),
        WarningView("Văn bản không ghi mức độ khẩn.", None, "no_urgency"),
    ),
)

PROPOSALS = (
    Proposal(
        "NQ 57-NQ/TW 2024",
        "Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ, "
        "đổi mới sáng tạo và chuyển đổi số quốc gia",
        "Còn hiệu lực",
        "ok",
        ("7 trong 9 kế hoạch tương tự có viện dẫn", "Văn bản của Đảng đứng đầu phần căn cứ"),
        "/phap-luat/1",
    ),
    Proposal(
        "QĐ 749/QĐ-TTg 2020",
        "Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương trình Chuyển đổi "
        "số quốc gia đến năm 2025, định hướng đến năm 2030”",
        "Chưa xác định",
        "plain",
        ("5 trong 9 kế hoạch tương tự có viện dẫn",),
        "/phap-luat/2",
    ),
)
PREVIEW = Preview(
    "Ủy ban nhân dân tỉnh An Lạc",
    "Sở Y tế",
    "Số:        /KH-SYT",
    "An Lạc, ngày     tháng     năm 2026",
    "Kế hoạch",
    "Chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026",
    (f"{PROPOSALS[0].line};", f"{PROPOSALS[1].line}."),
    closing="Sở Y tế xây dựng Kế hoạch chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026 với các nội dung chính như sau:",
    warnings=("Bổ sung kế hoạch của Ủy ban nhân dân tỉnh về cùng nội dung, nếu có.",),
)
BASIS = BasisPage(
    Frame(section="basis", user="Lê Thu An"),
    BasisForm("Chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026", "Sở Y tế", place="An Lạc", date="2026-11-25"),
    types=(Option("Kế hoạch", "Kế hoạch", True), Option("Quyết định", "Quyết định")),
    asked=True,
    chosen=PROPOSALS,
    others=(
        Proposal(
            "NĐ 13/2023/NĐ-CP",
            "Căn cứ Nghị định số 47/2024/NĐ-CP về danh mục cơ sở dữ liệu quốc gia",
            "Còn hiệu lực",
            "ok",
        ),
    ),
    avoid=(
        Avoid(
            "Nghị định số 85/2016/NĐ-CP ngày 01/7/2016 của Chính phủ về bảo đảm an toàn hệ thống thông tin theo cấp độ",
            "Hết hiệu lực toàn bộ từ 01/7/2026.",
            "/phap-luat/3",
            "Nghị định số 331/2026/NĐ-CP",
            "331/2026/NĐ-CP",
        ),
    ),
    preview=PREVIEW,
    given=(GivenFile("draft", "du-thao.docx", 7),),
    drafts=(SavedDraft("1", "Kế hoạch tiêm chủng năm 2026", NOW, "/lap-can-cu?nhap=1"),),
    today="2026-11-22",
)

RELATIONS = (
    Relation("Hướng dẫn thi hành", "/phap-luat/8", "12/2022/TT-BTTTT", "Quy định chi tiết", "2022-08-12", "right"),
    Relation("Bị thay thế bởi", "/phap-luat/9", "331/2026/NĐ-CP", "Bảo vệ hệ thống thông tin", "2026-06-30", "top"),
    Relation("Thay thế", "/phap-luat/10", "64/2007/NĐ-CP", "Ứng dụng công nghệ thông tin", "2007-04-10", "bottom"),
    Relation("Triển khai thực hiện", "", "86/2015/QH13", "Luật An toàn thông tin mạng", "2015-11-19", "left"),
    *(
        Relation("Được viện dẫn trong", f"/van-ban/{n}", f"{n}0/KH-SYT", "Kế hoạch", "2026-01-05", "right")
        for n in range(1, 8)
    ),
)
ENTRY = EntryPage(
    Frame(section="search", user="Lê Thu An"),
    name="Nghị định số 85/2016/NĐ-CP",
    number="85/2016/NĐ-CP",
    doc_type="Nghị định",
    issuer="Chính phủ",
    date="2016-07-01",
    title="Về bảo đảm an toàn hệ thống thông tin theo cấp độ",
    status="Hết hiệu lực toàn bộ",
    status_tone="bad",
    status_day=date(2026, 11, 22),
    status_detail="Hết hiệu lực từ ngày 01/7/2026 cùng với Luật An toàn thông tin mạng.",
    effective_from="2016-07-01",
    effective_to="2026-07-01",
    aliases=("Nghị định 85",),
    letters=(
        CitingLetter(
            "/van-ban/5",
            "118/KH-SYT",
            "Chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026",
            "Sở Y tế tỉnh An Lạc",
            "2026-03-12",
            "Kế hoạch",
            tuple(
                CitingPassage(
                    f"/van-ban/5?trang={page}",
                    "Căn cứ",
                    "Căn cứ Nghị định số 85/2016/NĐ-CP của Chính phủ về bảo đảm an toàn hệ thống thông tin theo cấp độ;",
                    page,
                    "khoản 1 Điều 9",
                )
                for page in range(1, 7)
            ),
        ),
    ),
    relations=RELATIONS[:4],
    related=(
        Relation("", "/phap-luat/1", "Nghị quyết số 57-NQ/TW", "Về đột phá phát triển", "2024-12-22", note="4 văn bản"),
    ),
    diagram=layout("85/2016/NĐ-CP", RELATIONS),
    facts_from="Theo danh mục văn bản kèm theo hệ thống, cập nhật đến 15/8/2026.",
    candidates=(Relation("", "/phap-luat/11", "Nghị định số 85/2016/NĐ-CP", "Bản khác", "2016-07-02"),),
    events=(Event("2016-07-01", "Ban hành"), Event("2026-07-01", "Bị thay thế bởi", "/phap-luat/9", "331/2026/NĐ-CP")),
    edit_address="/phap-luat/10/sua",
    decided=2,
)

EDIT_ENTRY = EditEntryPage(
    Frame(section="search", user="Lê Thu An"),
    name=ENTRY.name,
    title=ENTRY.title,
    address="/phap-luat/10",
    fields=(
        EditField("number", "Số, ký hiệu", "85/2016/NĐ-CP"),
        EditField("doc_type", "Tên loại", "Nghị định", "choice", (Option("Nghị định", "Nghị định", True),)),
        EditField("date", "Ngày ban hành", "01/7/2016", "date", corrected=True),
        EditField("title", "Trích yếu (tên gọi)", "Về bảo đảm <an toàn>", "long"),
    ),
    letters=ENTRY.letters,
    candidates=ENTRY.candidates,
    types=(Option("", "chưa rõ", True), Option("Nghị định", "Nghị định")),
    history=(
        DecisionLine(2, "Sửa ngày ban hành: “02/7/2016” thành “01/7/2016”", "Lê Thu An", NOW, True),
        DecisionLine(1, "Gộp NĐ 58/2016/NĐ-CP vào NĐ 85/2016/NĐ-CP", "Lê Thu An", NOW, False, "Lê Thu An, hôm nay"),
    ),
    problem=Problem("Có 2 văn bản cùng số “85”.", "Hãy chọn từ danh sách gợi ý khi gõ."),
)

PAGES = {
    "dang-nhap": LoginPage(
        Frame(), name="an", problem=Problem("Tên đăng nhập hoặc mật khẩu không đúng.", "Hãy nhập lại.")
    ),
    "trang-chu": HomePage(
        FRAME, ROWS, totals=(("văn bản", 128, "/van-ban"), ("đang đọc", 2, "/van-ban?tinh-trang=reading"))
    ),
    "trang-chu-trong": HomePage(FRAME, uploads=(Upload("a.pdf", "/van-ban/1"), Upload("b.pdf", problem=LOCKED))),
    "van-ban": DocumentsPage(
        Frame(section="documents", user="Lê Thu An", notice="Đã xóa văn bản."),
        ROWS,
        Pager(2, 6, 128, "/van-ban?"),
        states=(Option("", "Tất cả", True, 128), Option("done", "Đã đọc xong", False, 97)),
    ),
    "van-ban-khong-thay": DocumentsPage(
        Frame(section="documents", user="Lê Thu An"), (), Pager(1, 1, 0, "/van-ban?"), query="abc"
    ),
    "xem-lai": REVIEW,
    "xem-lai-dang-doc": ReviewPage(Frame(section="documents", user="Lê Thu An"), ROWS[0]),
    "xem-lai-loi": ReviewPage(Frame(section="documents", user="Lê Thu An"), ROWS[4], can_edit=False),
    "toan-van": PageText(3, "Nhận dạng từ ảnh quét", 0.91, "Một dòng <chữ>"),
    "tim-kiem": SearchPage(
        Frame(section="search", user="Lê Thu An"),
        "nghi quyet 57",
        hits=(
            Hit(
                "entry",
                "/phap-luat/1",
                "57-NQ/TW",
                (Piece("về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia"),),
                "Nghị quyết",
                "Bộ Chính trị",
                "2024-12-22",
                "Còn hiệu lực",
                "ok",
                4,
            ),
            Hit(
                "document",
                "/van-ban/5",
                "118/KH-SYT",
                (Piece("Chuyển đổi số ngành Y tế tỉnh An Lạc năm 2026"),),
                "Kế hoạch",
                "Sở Y tế tỉnh An Lạc",
                "2026-03-12",
                snippet=(
                    Piece("Căn cứ "),
                    Piece("Nghị quyết", True),
                    Piece(" số "),
                    Piece("57", True),
                    Piece("-NQ/TW <…>"),
                ),
            ),
        ),
        kinds=(
            Option("", "Tất cả", True, 2),
            Option("entry", "Văn bản pháp luật"),
            Option("document", "Văn bản đã tiếp nhận"),
        ),
        pager=Pager(1, 1, 2, "/tim-kiem?q=nghi+quyet+57&"),
        seconds=0.012,
    ),
    "tim-kiem-trong": SearchPage(Frame(section="search", user="Lê Thu An")),
    "tim-kiem-khong-thay": SearchPage(Frame(section="search", user="Lê Thu An"), "zzz"),
    "phap-luat": ENTRY,
    "phap-luat-sua": EDIT_ENTRY,
    "nguoi-dung": UsersPage(
        Frame(section="admin", user="Quản trị", role="admin"),
        (UserRow("quan-tri", "Quản trị", True, NOW), UserRow("lan", "Cán bộ", False, NOW)),
        (Option("staff", "Cán bộ", True), Option("admin", "Quản trị")),
        ("lan", "m-a-t-k-h-a-u"),
        Problem("Người dùng “lan” đã có.", "Hãy chọn tên khác."),
    ),
    "nhat-ky": AuditPage(
        Frame(section="admin", user="Quản trị", role="admin"),
        (AuditLine(NOW, "lan", "Sửa bản ghi", "văn bản số 5", "/van-ban/5", "trường header.issue_date"),),
        300,
    ),
    "danh-muc": RegistryPage(
        Frame(section="admin", user="Quản trị", role="admin"), "31/8/2026", 17107, "2 văn bản mới.", ((3, "Thiếu số."),)
    ),
    "lap-can-cu": BASIS,
    "lap-can-cu-trong": BasisPage(Frame(section="basis", user="Lê Thu An"), BasisForm(), today="2026-11-22"),
    "xem-truoc": PREVIEW,
    "xem-truoc-dang": Preview(
        "", "Tỉnh ủy An Lạc", "Số      -KH/TU", "An Lạc, ngày   tháng   năm 2026", "Kế hoạch", "", (), party=True
    ),
    "kiem-tra": CheckPage(
        Frame(section="check", user="Lê Thu An"),
        "du-thao.docx",
        True,
        (
            Finding(
                "bad",
                "Hết hiệu lực",
                "căn cứ 3",
                "Căn cứ Nghị định số 85/2016/NĐ-CP ngày 01/7/2016;",
                "Nghị định số 85/2016/NĐ-CP hết hiệu lực từ 01/7/2026.",
                "Căn cứ Nghị định số 331/2026/NĐ-CP;",
                "/phap-luat/9",
            ),
            Finding("warn", "Dấu câu", "căn cứ 5", "Căn cứ …;", "Căn cứ cuối cùng phải kết thúc bằng dấu chấm.", ""),
            Finding("plain", "Thiếu căn cứ", "", "", "Kế hoạch tương tự thường có Quyết định số 749/QĐ-TTg.", ""),
        ),
        ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",),
        "2026-11-22",
        correctable=True,
    ),
    "kiem-tra-trong": CheckPage(Frame(section="check", user="Lê Thu An"), problem=LOCKED),
    "khoi-phuc": RestorePage(
        Frame(section="restore", user="Lê Thu An"),
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        (
            (RestoredWord("Cộng"), RestoredWord("hòa"), RestoredWord("xã"), RestoredWord("hội")),
            (RestoredWord("chủ", "chñ", doubtful=True), RestoredWord("nghĩa")),
        ),
        True,
        "Bảng mã TCVN3 (ABC)",
    ),
    "khoi-phuc-trong": RestorePage(Frame(section="restore", user="Lê Thu An")),
    "hang-doi-loi": ShelfPage(Frame(section="shelf", user="Lê Thu An", shelf=2), (ROWS[4], ROWS[4])),
    "hang-doi-loi-trong": ShelfPage(Frame(section="shelf", user="Lê Thu An")),
    "tro-giup": HelpPage(Frame(section="help", user="Lê Thu An")),
    "loi-404": ErrorPage(
        Frame(user="Lê Thu An"), 404, "Không tìm thấy trang", "Địa chỉ này không có, hoặc văn bản đã bị xóa."
    ),
    "loi-500": ErrorPage(Frame(), 500, "Hệ thống gặp lỗi", "Có lỗi ngoài dự kiến.", "Hãy thử lại sau ít phút."),
}
