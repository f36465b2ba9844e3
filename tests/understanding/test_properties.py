"""Properties of the whole: any text is survived, every value lies in the text where it says, what is printed is read again."""

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from corpora.facts import tables
from corpora.facts.table_words import ComparatorWord, comparator_words
from extractor.document import Document
from extractor.understanding.language import understand_text
from models.record import Provenance, Record

Read = Callable[..., Record]
CALM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.lists(
    st.sampled_from(
        ["Căn cứ", "Quyết định số 12/QĐ-UBND", "ngày 03/4/2024", "của Ủy ban nhân dân tỉnh", ";", ".", ",", "(", ")", "“", "”", "95 %", "Điều 1", "TT Nội dung"]
        + ["KT. GIÁM ĐỐC", "Nơi nhận:", "- Lưu: VT", "sau đây gọi tắt là", "bãi bỏ", "Giao Sở Y tế chủ trì", "Luật Đất đai", "KẾ HOẠCH", "Kính gửi:"]
    ),
    max_size=40,
)  # fmt: skip
GIVEN = st.sampled_from(["Văn An", "Thị Hoa", "Minh Đức", "Thanh Hà", "Quốc Bảo"])


@CALM
@given(text=st.one_of(st.text(max_size=200), WORDS.map(" ".join), WORDS.map("\n".join)))
def test_any_text_is_survived_and_offsets_stay(document_of: Callable[..., Document], text: str) -> None:
    document = document_of(text)
    doc = understand_text(document)
    assert doc.text == document.text
    for span in document.spans:
        assert document.text[span.start : span.end] == span.word.text


@CALM
@given(words=WORDS)
def test_every_value_lies_on_a_page_with_words_of_its_own(record_of: Read, words: list[str]) -> None:
    record = record_of("\n".join(words))
    header = [value for value in record.header.__dict__.values() if isinstance(value, Provenance)]
    for value in (*header, *record.citations, *record.aliases, *record.targets):
        assert value.raw and value.page == 1 and value.bbox is not None
        assert 0 <= value.confidence <= 1


@CALM
@given(
    serial=st.integers(1, 9999),
    day=st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    title=st.sampled_from(
        ["phê duyệt Kế hoạch phát triển du lịch", "quy định mức thu phí; lệ phí", "ban hành Quy chế làm việc"]
    ),
)
def test_a_citation_is_read_again_from_its_own_print(record_of: Read, serial: int, day: date, title: str) -> None:
    printed = f"Căn cứ Quyết định số {serial:02}/QĐ-BYT ngày {day:%d/%m/%Y} của Bộ trưởng Bộ Y tế {title};"
    (found,) = record_of(printed).citations
    assert (found.number, found.date, found.issuer) == (f"{serial:02}/QĐ-BYT", day.isoformat(), "Bộ trưởng Bộ Y tế")
    assert (found.title, found.role) == (title, "legal_basis")


@CALM
@given(surname=st.sampled_from(tables.surnames()), given_name=GIVEN, title=st.sampled_from(tables.positions()))
def test_a_signer_is_read_again_from_the_print(record_of: Read, surname: str, given_name: str, title: str) -> None:
    assume("'" not in surname and not title.startswith(("PHÓ ", "THỨ ")))
    text = "\n".join(f"Các đơn vị thực hiện nội dung thứ {number} của kế hoạch này." for number in range(5))
    header = record_of(
        f"{text}\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n{' ' * 50}{title}\n\n\n{' ' * 50}{surname} {given_name}"
    ).header
    assert header.signer_name is not None and header.signer_name.value == f"{surname} {given_name}"
    assert header.signer_title is not None and header.signer_title.value == title


@CALM
@given(
    serial=st.integers(1, 9999),
    day=st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    province=st.sampled_from(sorted({province.name for province in tables.provinces()})),
    subject=st.sampled_from(["Phòng, chống thiên tai", "Chuyển đổi số ngành y tế", "Thu học phí; lệ phí thi"]),
)
def test_a_head_is_read_again_from_its_own_print(
    record_of: Read, serial: int, day: date, province: str, subject: str
) -> None:
    left = ("UBND TỈNH " + province.upper(), "SỞ Y TẾ", f"Số: {serial:02}/KH-SYT")
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", _place_and_date(province, day))
    header = record_of(f"KẾ HOẠCH\n{subject}\n\nI. MỤC ĐÍCH\n1. Nâng cao nhận thức.", left=left, right=right).header
    found = (
        header.document_number,
        header.issue_date,
        header.place,
        header.issuing_body,
        header.doc_type,
        header.subject,
    )
    expected = (f"{serial:02}/KH-SYT", day.isoformat(), province, "Sở Y tế", "Kế hoạch", subject)
    assert tuple(value.value if value else None for value in found) == expected


def _place_and_date(province: str, day: date) -> str:
    return f"{province}, ngày {day.day:02} tháng {day.month:02} năm {day.year}"


@CALM
@given(value=st.integers(1, 99), year=st.integers(2024, 2035), row=st.sampled_from(comparator_words()))
def test_a_target_is_read_again_from_its_own_print(record_of: Read, value: int, year: int, row: ComparatorWord) -> None:
    said = f"{row.words} {value}%" if row.place == "before" else f"{value}% {row.words}"
    record = record_of(f"II. MỤC TIÊU\n1. Đến năm {year}, {said} hồ sơ được xử lý trên môi trường mạng.")
    assert [(one.value, one.comparator, one.deadline) for one in record.targets] == [(value, row.comparator, str(year))]


@CALM
@given(serial=st.integers(1, 9999), before=st.text(alphabet="abcđêô ,;", max_size=60))
def test_a_citation_s_box_holds_the_words_it_was_read_from(
    document_of: Callable[..., Document], record_of: Read, serial: int, before: str
) -> None:
    text = f"{before}\nCăn cứ Quyết định số {serial}/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;"
    (found,) = record_of(text).citations
    assert found.bbox is not None
    x0, top, x1, bottom = found.bbox
    words = [word for page in document_of(text).pages for line in page.lines for word in line.words]
    inside = [
        word.text
        for word in words
        if x0 <= word.bbox[0] and word.bbox[2] <= x1 and top <= word.bbox[1] and word.bbox[3] <= bottom
    ]
    assert " ".join(inside) == found.raw == f"Quyết định số {serial}/QĐ-TTg"
