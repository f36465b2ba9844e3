"""Legacy charsets: tables, decoders, the verdict."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.facts.charsets import NAMES, charset
from extractor.reading.text import text_pages
from extractor.recovery import charset_of, recover, recover_text
from extractor.recovery.charsets import CHARSETS, decode, encode
from extractor.recovery.verdict import states_of

TEXT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 12/TTr-SNV, "
    "các xã, phường được giao nhiệm vụ quản lý, sử dụng kinh phí đúng quy định.\n"
)


SIGNS = "\u00a0–—‘’‚“”„†‡•…‰‹›€™ˆ˜"


def writable(name: str) -> str:
    """Letters that a charset can write."""
    return "".join(sorted(set(charset(name).values()))) + "abcdefghiklmnopqrstuvxy ABC,."


@pytest.mark.parametrize("name", NAMES)
def test_a_table_gives_each_letter_one_source_and_only_vietnamese_letters(name: str) -> None:
    letters = charset(name)
    assert all(
        len(source) in (1, 2) and unicodedata.normalize("NFC", target) == target for source, target in letters.items()
    )
    assert len(set(letters.values())) >= 74


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "vps", "cp1258"])
def test_decode_undoes_encode_over_all_that_a_charset_can_write(name: str) -> None:
    for letter in set(charset(name).values()):
        word = f"t{letter}n"
        source = encode(letter, name)
        if source not in SIGNS:  # quotes and dashes are letters only inside a syllable in capitals
            assert decode(encode(word, name), name) == word
    assert decode(encode("ĐỘC LẬP quyết ỐM", name), name).lower() == "độc lập quyết ốm"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["vni", "cp1258", "utf8"]), st.data())
def test_decode_undoes_encode_on_any_string(name: str, data: st.DataObject) -> None:
    alphabet = writable(name if name != "utf8" else "vni").replace("Õ", "")
    words = data.draw(st.lists(st.text(st.sampled_from(alphabet.replace(" ", "")), min_size=1, max_size=6), max_size=8))
    consonants = [f"{word[:1]}t" if len(word) < 2 else "".join(letter + "t" for letter in word) for word in words]
    text = " ".join(consonants)
    assert decode(encode(text, name), name) == text


@pytest.mark.parametrize("name", CHARSETS)
def test_a_letter_in_any_charset_comes_back(name: str) -> None:
    text = (
        TEXT
        if name != "tcvn3"
        else TEXT.replace("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Cộng hòa xã hội chủ nghĩa Việt Nam")
    )
    found = recover_text(encode(text, name))
    assert found.text == text
    assert found.charset == name
    assert charset_of(encode(text, name)) == name


@pytest.mark.parametrize("name", CHARSETS)
def test_recovering_twice_is_recovering_once(name: str) -> None:
    once = recover_text(encode(TEXT, name)).text
    assert recover_text(once).text == once


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_survives(text: str) -> None:
    assert recover_text(text).text.count("\n") == text.count("\n")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("0123456789/-.,: NQTUB"), max_size=80))
def test_numbers_and_symbols_are_never_touched(text: str) -> None:
    assert recover_text(text).text == text


@pytest.mark.parametrize(
    ("raw", "right"),
    [
        ("C¸c c¬ quan nhµ n−íc, x∙ héi vµ thñ t−íng", "Các cơ quan nhà nước, xã hội và thủ tướng"),
        ("C¸c c¬ quan nhµ n\u00adíc, x· héi vµ thñ t\u00adíng", "Các cơ quan nhà nước, xã hội và thủ tướng"),
        ("C¸c c¬ quan nhµ n-íc, x• héi vµ thñ t-íng", "Các cơ quan nhà nước, xã hội và thủ tướng"),
        ("Gi¸ 5−10 ®ång, ngµy 1-2, ®iÖn tho¹i 04-8234567", "Giá 5−10 đồng, ngày 1-2, điện thoại 04-8234567"),
    ],
)
def test_the_soft_hyphen_in_every_disguise(raw: str, right: str) -> None:
    assert recover_text(raw).text == right


@pytest.mark.parametrize("sign", ["-", "\u2212", "\u00ad"])
def test_u_with_horn_as_a_hyphen_inside_and_at_the_end_of_words(sign: str) -> None:
    text = "Thường vụ giao người đứng đầu đưa nội dung vào chương trình, lưu Văn thư; Bắc-Nam, COVID-19, số 5-10"
    assert recover_text(encode(text, "tcvn3").replace("\u00ad", sign)).text == text


def test_u_with_horn_lost() -> None:
    text = "Thường vụ giao người đứng đầu; chương trình phòng ngừa, đường sơn nhà, đơn vị, nước"
    assert recover_text(encode(text, "tcvn3").replace("\u00ad", "")).text == text


def test_a_grave_of_misread_utf8_is_no_blank() -> None:
    page = text_pages(encode("Bộ Y tế và các sở, ngành hàng ngày báo cáo Hà Nội, Việt Nam", "utf8"))[0]
    assert recover(page).text == "Bộ Y tế và các sở, ngành hàng ngày báo cáo Hà Nội, Việt Nam"


def test_capitals_of_tcvn3_by_context() -> None:
    raw = "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\nQuyÕt ®Þnh cña ñy ban nh©n d©n. ë tØnh Hµ T©y\nñy ban lµ c¬ quan"
    lines = recover_text(raw).text.split("\n")
    assert lines[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert lines[1] == "Quyết định của ủy ban nhân dân. Ở tỉnh Hà Tây"


def test_charsets_mixed_within_one_text() -> None:
    parts = [TEXT.split("\n")[2], TEXT.split("\n")[1]]
    mixed = f"{encode(parts[0], 'tcvn3')}\n{parts[0]}\n{encode(parts[0], 'vni')}\n"
    assert recover_text(mixed).text == f"{parts[0]}\n{parts[0]}\n{parts[0]}\n"


@pytest.mark.parametrize(
    "text",
    [
        "El señor Núñez está en la montaña; año 2020, ¿qué pasó? España, mañana, corazón.",
        "L'été à l'école, déjà vu : le château français, où la forêt naît. Là, un thé né à Nîmes.",
        "Über die Straße fährt ein schöner Bär; Mädchen, größer, früher, süß.",
        "Søren købte æbler på øen; då går överväger människor från Göteborg.",
        "São Paulo não é a capital; opção, coração, avô, avó, índio, útil, dólares.",
        "The naïve café façade, résumé, coöperate. See https://moh.gov.vn/a?b=1 or a.b@moh.gov.vn",
        "def f(x: int) -> str:\n    return f'{x!r}'  # µs, ±5 °C, © 2024, «quoted», 50 £, x² ¼",
        "hoà bình, thuỷ lợi, Uỷ ban; hòa bình, thủy lợi, Ủy ban; Đắk Lắk, Krông Búk, Ea H'leo",
        "Công văn số 1366/BYT-K2ĐT; e-mail vpub@hanoi.gov.vn; VNeID, LAN, 5G; “trích dẫn” – 25 °C…",
    ],
)
def test_clean_text_comes_back_as_it_is(text: str) -> None:
    assert recover_text(text).text == text


def test_residue_of_botched_conversions() -> None:
    assert (
        recover_text("Cơng an phịng cháy, HỊA BÌNH, khơng cĩ ơng").text == "Công an phòng cháy, HÒA BÌNH, không có ông"
    )
    assert recover_text("Bà mơn").text == "Bà mơn"


def test_a_page_of_plain_letters_in_a_legacy_font_stays_as_it_is() -> None:
    assert states_of(["Invoice", "2024"], [".VnTime", ".VnTime"]) == ["unicode", "unicode"]
