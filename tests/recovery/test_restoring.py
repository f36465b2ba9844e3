"""Restoration of garble: the sentence of the user's first letter, marks stripped, digits, clean text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.facts.restorer import fold_tone_place, split_syllable, strip_marks
from extractor.document import Line, Page, Word
from extractor.recovery import restore, restore_text
from extractor.recovery.restoring import classify
from extractor.recovery.symbols import restore_symbol, twins_of

RIGHT = (
    "Ủy ban nhân dân tỉnh giao Sở Tài chính chủ trì, phối hợp với các cơ quan liên quan thẩm định dự toán kinh phí năm 2026, "
    "báo cáo Ủy ban nhân dân tỉnh trước ngày 15/11/2025 để xem xét, quyết định."
)


def text_of(text: str) -> str:
    return "\n".join(line.text for line in restore_text(text))


def test_the_known_sentence() -> None:
    read = "Thuc hién Nghi quyét s6 57-NQ/TW ngay 22/12/2024 ctia B Chinh trj vé dot pha"
    assert text_of(read) == "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá"


def test_text_without_marks() -> None:
    assert text_of(strip_marks(RIGHT)) == RIGHT


def test_clean_text_is_left_alone() -> None:
    assert text_of(RIGHT) == RIGHT
    assert text_of("") == ""
    english = (
        "The Ministry of Health has issued a plan on digital transformation in the health sector for the year 2025."
    )
    assert text_of(english) == english


def test_lines_digits_and_blanks_stay() -> None:
    read = "1. Co quan  chu tri:\t S& Y té;\n\n  - Thoi han: 30/6/2025, kinh phi 1.250.000 ddng, email: a.b@moh.gov.vn"
    lines = restore_text(read)
    assert len(lines) == 3
    assert lines[1].text == ""
    assert "30/6/2025" in lines[2].text and "1.250.000" in lines[2].text and "a.b@moh.gov.vn" in lines[2].text
    assert lines[2].text.startswith("  - Thời hạn:")
    assert all(0 <= line.confidence <= 1 for line in lines)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.from_regex(r"[0-9]{1,4}[/.,-][0-9]{1,4}", fullmatch=True), min_size=1, max_size=6))
def test_numbers_never_change(numbers: list[str]) -> None:
    read = " ".join(f"quyét dinh ngay {number}" for number in numbers)
    assert [word for word in text_of(read).split() if word[0].isdigit()] == numbers


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_survives(text: str) -> None:
    assert len(restore_text(text)) == text.count("\n") + 1


def test_a_lone_digit_is_a_word_only_where_the_context_says_so() -> None:
    read = "Céng an tinh tap trung 6 tré duéi 05 tuéi, nhat 14 cdc co s@ mam non; Diéu 6 va khoan 14 Diéu nay, 6 thang"
    found = text_of(read)
    assert "tập trung ở trẻ dưới 05 tuổi, nhất là các cơ sở mầm non" in found
    assert found.endswith("Điều 6 và khoản 14 Điều này, 6 tháng")


def test_letters_of_lists_stay() -> None:
    lines = restore_text("b) Bao dam du thuéc, hda chat\n¢) Quan ly dt liéu theo quy dinh cua phap luat hién hanh")
    assert [line.text[:6] for line in lines] == ["b) Bảo", "¢) Quả"]


def test_rules_of_tables_and_words_read_in_two() -> None:
    lines = restore_text("|Huyén Huéng Hoa 163] 10_ theo N ghi dinh cua Chinh phu vé phat trién kinh té")
    assert lines[0].text == "Huyện Hướng Hóa 163 10 theo Nghị định của Chính phủ về phát triển kinh tế"
    assert len(lines[0].confidences) == len(lines[0].text.split())


def test_words_read_in_two_are_one_word_of_the_page() -> None:
    words = ["theo", "N", "ghi", "dinh", "cua", "Chinh", "phu"]
    line = Line(tuple(Word(word, (50.0 * n, 0, 50.0 * n + 40, 12)) for n, word in enumerate(words)))
    found = restore(Page(1, 595, 842, lines=(line,))).lines[0].words
    assert [word.text for word in found] == ["theo", "Nghị", "định", "của", "Chính", "phủ"]
    assert found[1].bbox == (50, 0, 140, 12)
    assert found[1].raw == "N ghi"


def test_words_read_in_one_are_two_words_of_the_page() -> None:
    words = ["Theo", "Nghi", "dinh", "s657/2020/ND-CP", "va", "136dich", "cia", "Chinh", "phu"]
    line = Line(tuple(Word(word, (50.0 * n, 0, 50.0 * n + 40, 12)) for n, word in enumerate(words)))
    found = restore(Page(1, 595, 842, lines=(line,))).lines[0].words
    assert [word.text for word in found][:5] == ["Theo", "Nghị", "định", "số", "57/2020/NĐ-CP"]
    left, right = found[3].bbox, found[4].bbox
    assert left[0] == 150 and left[2] == right[0] == pytest.approx(155, abs=1) and right[2] == 190
    assert [word.raw for word in found[3:5]] == ["s657/2020/ND-CP"] * 2
    assert found[-1].bbox == (400, 0, 440, 12)


def test_what_was_read_in_one_is_cut() -> None:
    lines = restore_text(
        "Bao cao tinh hinh dich bénh: |136dich sét xuat huyét con hoat d6ng\n1__|Thanh phé Déng Ha\n12)\n"
        "~ UBND cac huyén, thi xa\nK2DT dat 20kg va 100m2, mua 05thang"
    )
    assert [line.text for line in lines] == [
        "Báo cáo tình hình dịch bệnh: 13 ổ dịch sốt xuất huyết còn hoạt động",
        "1 Thành phố Đông Hà",
        "12",
        "- UBND các huyện, thị xã",
        "K2DT đạt 20kg và 100m2, mua 05 tháng",
    ]


def test_headings_beside_small_letters() -> None:
    lines = restore_text("SO Y TE Déc lap - Ty do - Hanh phiic\nNoi nhan: KT. GIAM BOC\n- Nhu trén; PHO GIAM BOC")
    assert [line.text for line in lines] == [
        "SỞ Y TẾ Độc lập - Tự do - Hạnh phúc",
        "Nơi nhận: KT. GIÁM ĐỐC",
        "- Như trên; PHÓ GIÁM ĐỐC",
    ]


def test_acronyms_of_the_closed_table() -> None:
    assert text_of("- TT. HDND xa; Thuong truc HDND, UBND tinh (dé b/c)") == (
        "- TT. HĐND xã; Thường trực HĐND, UBND tỉnh (để b/c)"
    )


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Co quan chu tri",
                "thuc hién 6 nhiém vu",
                "N ghi quyét",
                "|Bo Y té]",
                "S6 57-NQ/TW",
                "s657-NQ/TW",
                "05thang",
            ]
        ),
        max_size=8,
    )
)
def test_restoring_twice_is_restoring_once(parts: list[str]) -> None:
    once = text_of("Thuc hién Nghi quyét cua Chinh phu, " + " ".join(parts))
    assert text_of(once) == once


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("35-CT/Tw", "35-CT/TW"),
        ("749/QD-TTg", "749/QĐ-TTg"),
        ("06/QP-TTg", "06/QĐ-TTg"),
        ("85/2016/ND-CP", "85/2016/NĐ-CP"),
        ("157-NQ/BCSP", "157-NQ/BCSĐ"),
        ("26-HD/BTCTW", "26-HD/BTCTW"),
        ("12/2022/TT-BTTTT", "12/2022/TT-BTTTT"),
        ("Il", "II"),
        ("d/c", "đ/c"),
    ],
)
def test_symbols_by_the_closed_table(read: str, right: str) -> None:
    assert restore_symbol(read) == right


def test_two_readings_of_one_symbol_prove_the_letter() -> None:
    twins = twins_of(["1366/BYT-K2DT", "K2PT"])
    assert restore_symbol("1366/BYT-K2DT", twins) == "1366/BYT-K2ĐT"


def test_a_clean_tail_stays_beside_a_garbled_head() -> None:
    lines = [
        "Thuc hién Nghi quyét cua Chinh phu vé phat trién kinh té",
        "",
        "\tBỘ Y TẾ - Hà Nội",
        "\tđã ký lên văn bản này!",
    ]
    assert classify(lines) == ["garbled", "open", "clean", "clean"]
    assert text_of("\n".join(lines)).split("\n")[2:] == lines[2:]


def test_a_page_is_restored_word_by_word() -> None:
    words = ["Thuc", "hién", "Nghi", "quyét", "cua", "Chinh", "phu"]
    line = Line(tuple(Word(word, (50.0 * n, 0, 50.0 * n + 40, 12)) for n, word in enumerate(words)))
    found = restore(Page(1, 595, 842, lines=(line,)))
    assert found.text == "Thực hiện Nghị quyết của Chính phủ"
    assert found.lines[0].words[1].raw == "hién"
    assert found.text_source == "restored"


@pytest.mark.parametrize(
    ("late", "early"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("quý", "quý"), ("toàn", "toàn"), ("ý", "ý")]
)
def test_tone_places(late: str, early: str) -> None:
    assert fold_tone_place(late) == early


@pytest.mark.parametrize(
    ("word", "parts"), [("nghiệp", ("ngh", "iệp")), ("Quý", ("Qu", "ý")), ("gì", ("g", "ì")), ("Ủy", ("", "Ủy"))]
)
def test_syllables_fall_into_onset_and_rime(word: str, parts: tuple[str, str]) -> None:
    assert split_syllable(word) == parts
