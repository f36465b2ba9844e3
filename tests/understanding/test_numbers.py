"""Numbers of documents in every class and spelling; what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.understanding.words.numbers import citation_key, find_numbers, number_key, parse_number


@pytest.mark.parametrize(
    ("printed", "value", "kind"),
    [
        ("193/2025/QH15", "193/2025/QH15", "law"),
        ("351/2017/UBTVQH14", "351/2017/UBTVQH14", "law"),
        ("85/2016/NĐ-CP", "85/2016/NĐ-CP", "qppl"),
        ("66.22/2026/NQ-CP", "66.22/2026/NQ-CP", "qppl"),
        ("55/2005/TTLT-BNV-VPCP", "55/2005/TTLT-BNV-VPCP", "joint"),
        ("749/QĐ-TTg", "749/QĐ-TTg", "admin"),
        ("3176B/QĐ-SYT", "3176B/QĐ-SYT", "admin"),
        ("154/CTPH-LĐLĐ-SVH,TT,DL", "154/CTPH-LĐLĐ-SVH,TT,DL", "admin"),
        ("2606/BTTTT-THH-ATTT", "2606/BTTTT-THH-ATTT", "letter"),
        ("215/SNV-CCHC&VTLT", "215/SNV-CCHC&VTLT", "letter"),
        ("57-NQ/TW", "57-NQ/TW", "party"),
        ("84 QĐ/TWĐTN", "84-QĐ/TWĐTN", "party"),
        ("574 QĐ/BTC", "574/QĐ-BTC", "admin"),
        ("113 QĐ-UBND", "113/QĐ-UBND", "admin"),
        ("01-CTr/BCĐ", "01-CTr/BCĐ", "party"),
        ("24-BS/UBKTTU", "24-BS/UBKTTU", "party"),
        ("36/VBHN-VPQH", "36/VBHN-VPQH", "vbhn"),
        ("118-CP", "118-CP", "old"),
        ("91/HĐBT", "91/HĐBT", "old"),
        # spaces, line breaks and dashes of print and OCR
        ("1366 /BYT-KHTC", "1366/BYT-KHTC", "letter"),
        ("85/2016/NĐ-\nCP", "85/2016/NĐ-CP", "qppl"),
        ("31 – HD/BTCTW", "31-HD/BTCTW", "party"),
        ("12/TTr -NN&PTNT", "12/TTr-NN&PTNT", "admin"),
        # wrong separators
        ("82/2005-QĐ-UBND", "82/2005/QĐ-UBND", "qppl"),
        ("31/QĐ-TW", "31-QĐ/TW", "party"),
        ("66/QĐ/TW", "66-QĐ/TW", "party"),
        ("05VBHN-VPQH", "05/VBHN-VPQH", "vbhn"),
        # letters that print and OCR confuse
        ("08/2014/ND-CP", "08/2014/NĐ-CP", "qppl"),
        ("06/QP-TTg", "06/QĐ-TTg", "admin"),
        ("157-NQ/BCSP", "157-NQ/BCSĐ", "party"),
        ("105/2016/QHI3", "105/2016/QH13", "law"),
    ],
)
def test_a_number_is_read_and_mended(printed: str, value: str, kind: str) -> None:
    number = parse_number(printed)
    assert number is not None
    assert (number.value, number.kind) == (value, kind)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        # signs: a slash for a hyphen, a dot, none at all, a stroke read as a letter
        ("153/QĐ/TTg", "153/QĐ-TTg"),
        ("268/2025/NĐ/CP", "268/2025/NĐ-CP"),
        ("14/2005/TTLT/BLĐTBXH-BYT", "14/2005/TTLT-BLĐTBXH-BYT"),
        ("749/QĐ.TTg", "749/QĐ-TTg"),
        ("85-2016-NĐ-CP", "85/2016/NĐ-CP"),
        ("27/2016/TTBLĐTBXH", "27/2016/TT-BLĐTBXH"),
        ("18-NQTW", "18-NQ/TW"),
        ("57-NQlTW", "57-NQ/TW"),
        ("153lQĐ-TTg", "153/QĐ-TTg"),
        ("12I2024ITT-BYT", "12/2024/TT-BYT"),
        ("120/2014 / TTLT - BTC - BKHCN", "120/2014/TTLT-BTC-BKHCN"),
        # small letters, with marks and without
        ("57/2010/qh11", "57/2010/QH11"),
        ("198/2015/ttlt-btc-btnmt", "198/2015/TTLT-BTC-BTNMT"),
        ("749/qd-ttg", "749/QĐ-TTg"),
        ("45/byt-khtc", "45/BYT-KHTC"),
        # letters read as others, the first as a digit
        ("42/2009/TT-8QP", "42/2009/TT-BQP"),
        ("1080/0Đ-UBND", "1080/QĐ-UBND"),
        ("59/2015/1T-BCT", "59/2015/TT-BCT"),
        ("31/CT-1Tg", "31/CT-TTg"),
        ("1366/8YT-KHTC", "1366/BYT-KHTC"),
        ("18-MQ/TW", "18-NQ/TW"),
    ],
)
def test_the_tables_tell_what_signs_and_letters_were(printed: str, value: str) -> None:
    number = parse_number(printed)
    assert number is not None and (number.value, number.printed) == (value, printed)
    found = list(find_numbers(f"theo số {printed} ngày 01/02/2026 và"))
    assert [one.number.value for one in found] == [value]


def test_the_word_before_decides_what_letters_leave_open() -> None:
    assert parse_number("49/2017/T-BYT", "TT").value == "49/2017/TT-BYT"  # type: ignore[union-attr]
    assert parse_number("565/CT-CS", "CV").kind == "letter"  # type: ignore[union-attr]
    assert parse_number("7/DA-UBND", "ĐA").value == "7/ĐA-UBND"  # type: ignore[union-attr]


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize(
    "printed", ["41/STTTT-CNTT&BCVT", "41/CNTT&BCVT-VP", "41/QĐ-CNTT&BCVT", "41/BBYT-KH", "41/LLĐ-VP"]
)
def test_letters_are_neither_added_nor_left_out(printed: str, damaged: bool) -> None:
    number = parse_number(printed, damaged=damaged)
    assert number is not None and number.value == printed


@pytest.mark.parametrize(
    "text",
    [
        "ngày 31/12/2020 - UBND tỉnh",
        "57/112 TTHC, 04/10 đơn vị",
        "QCVN 102:2016/BTTTT",
        "40Mbp/s, 24/7",
        "01 lần/02 năm",
        "3-2-1",
        "0243.7738668",
        "số /2026/NĐ-CP",
        "24/24h, 5/ct, 15/km, 3/tt",
        "giai đoạn 2016-2020-ct xã",
        "12/kh-năm, 10/bc-tuần",
    ],
)
def test_look_alikes_are_no_numbers(text: str) -> None:
    assert list(find_numbers(text)) == []


def test_the_symbol_is_the_number_without_serial_and_year() -> None:
    symbols = {
        text: parse_number(text).symbol for text in ("1366/BYT-KHTC", "57-NQ/TW", "12/2024/TT-BYT", "64/2025/QH15")
    }  # type: ignore[union-attr]
    assert symbols == {
        "1366/BYT-KHTC": "BYT-KHTC",
        "57-NQ/TW": "NQ/TW",
        "12/2024/TT-BYT": "TT-BYT",
        "64/2025/QH15": "QH15",
    }


def test_keys_name_a_document_once() -> None:
    assert citation_key("Quyết định", "749/QĐ-TTg", "2020-06-03") == "QĐ 749/QĐ-TTg 2020"
    assert citation_key("Nghị định", "85/2016/NĐ-CP", "2016-07-01") == "NĐ 85/2016/NĐ-CP"
    assert citation_key("Quyết định", "6/QĐ-TTg", "2022-01-06") == citation_key("Quyết định", "06/QĐ-TTg", "2022-01-06")
    assert citation_key("Công văn", "2606/BTTTT-THH-ATTT", "2020-07-15") == "CV 2606/BTTTT-THH-ATTT 2020"
    assert citation_key("Quyết định", "704/QĐ-UBND", "2020-05-05", place="Phú Yên") == "QĐ 704/QĐ-UBND 2020 @Phú Yên"
    assert citation_key("Nghị quyết", "193/2025/QH15", "2025-02-19") == "NQ 193/2025/QH15"
    assert citation_key("Luật", None, "2024", "Đất đai") == "Luật Đất đai 2024"


def test_comparison_ignores_zeros_case_and_spaces_but_keeps_marks() -> None:
    assert number_key("06/QĐ-TTg") == number_key("6 / qđ-ttg")
    assert number_key("12/ĐA-UBND") != number_key("12/DA-UBND")


CODES = st.sampled_from(["NĐ-CP", "TT-BYT", "QĐ-UBND", "NQ-HĐND", "TT-BTTTT"])


@given(st.integers(1, 99999), st.integers(1946, 2099), CODES)
def test_a_number_comes_back_from_its_own_print(serial: int, year: int, code: str) -> None:
    printed = f"{serial}/{year}/{code}"
    number = parse_number(printed)
    assert number is not None and number.value == printed and number.slips == ()


@given(st.integers(1, 9999), st.sampled_from(["QD-TTg", "QP-TTg", "ND-CP", "KH-UBNP", "CT-T7g", "TT-BLDTBXH"]))
def test_mending_never_touches_a_digit(serial: int, letters: str) -> None:
    number = parse_number(f"{serial}/{letters}", damaged=True)
    assert number is None or number.value.split("/")[0] == str(serial)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for found in find_numbers(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.number.printed
    parse_number(text)


@pytest.mark.parametrize(("read", "meant"), [("5316/QĐ-BYTT", "5316/QĐ-BYT"), ("12/UBNDD-VX", "12/UBND-VX")])
def test_a_letter_that_the_engine_read_twice(read: str, meant: str) -> None:
    scanned, typed = parse_number(read, damaged=True), parse_number(read)
    assert scanned is not None and (scanned.value, scanned.printed, scanned.slips) == (meant, read, ("letters",))
    assert typed is not None and typed.value == read


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("Thông tư số 60 TC/CĐKT ngày 01/9/1997", "60 TC/CĐKT", "old"),
        ("Quyết định số 1141-TC/QĐ/CĐKT", "1141 TC/QĐ/CĐKT", "old"),
        ("Thông tư số 155/1998/TT/BTC", "155/1998/TT-BTC", "qppl"),
        ("Quyết định số:1234/QĐ-UBND", "1234/QĐ-UBND", "admin"),
        ("Nghị quyết số 57 NQ/TW", "57-NQ/TW", "party"),
        ("Nghị định số58/1998/NĐ-CP", "58/1998/NĐ-CP", "qppl"),
        ("Nghị định số 143/2025//NĐ-CP", "143/2025/NĐ-CP", "qppl"),
    ],
)
def test_numbers_of_earlier_times_and_careless_print(text: str, value: str, kind: str) -> None:
    (found,) = find_numbers(text)
    assert (found.number.value, found.number.kind) == (value, kind)


@pytest.mark.parametrize("text", ["năng suất 300 NN/ha", "lúc 16:9/2020", "dài 57 m2/TW", "máy 12 GB/RAM"])
def test_what_only_looks_like_an_old_number(text: str) -> None:
    assert not list(find_numbers(text))
