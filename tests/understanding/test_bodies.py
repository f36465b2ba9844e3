"""Names of bodies: capitals of heads, damaged readings, symbols, provinces."""

import pytest

from extractor.understanding.words.bodies import body_of_symbol, full_name, mend, nearest, proper, province_in


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
        ("UBND TỈNH BÀ RỊA - VŨNG TÀU", "UBND tỉnh Bà Rịa - Vũng Tàu"),
        ("SỞ VĂN HOÁ, THỂ THAO VÀ DU LỊCH", "Sở Văn hoá, Thể thao và Du lịch"),
        ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội"),
        ("BỆNH VIỆN ĐA KHOA TỈNH PHÚ THỌ", "Bệnh viện Đa khoa tỉnh Phú Thọ"),
        ("TRƯỜNG ĐẠI HỌC CẦN THƠ", "Trường Đại học Cần Thơ"),
        ("UBND XÃ TÂN LẬP", "UBND xã Tân Lập"),
        ("ỦY BAN NHÂN DÂN ĐẶC KHU CÔN ĐẢO", "Ủy ban nhân dân đặc khu Côn Đảo"),
        ("TỈNH ỦY BÀ RỊA - VŨNG TÀU", "Tỉnh ủy Bà Rịa - Vũng Tàu"),
        ("TRUNG TÂM Y TẾ HUYỆN BA VÌ", "Trung tâm Y tế huyện Ba Vì"),
        ("BỆNH VIỆN ĐA KHOA SA ĐÉC", "Bệnh viện Đa khoa Sa Đéc"),
        ("TRƯỜNG TIỂU HỌC LÊ LỢI", "Trường Tiểu học Lê Lợi"),
        ("KHO BẠC NHÀ NƯỚC KHU VỰC XII", "Kho bạc Nhà nước khu vực XII"),
        ("Sở Y tế", "Sở Y tế"),
    ],
)
def test_capitals_become_the_usual_spelling(capitals: str, name: str) -> None:
    assert proper(capitals) == name


def test_damaged_names_are_mended_by_their_bare_letters() -> None:
    assert mend("Bộ Giao dục và Đao tạo") == "Bộ Giáo dục và Đào tạo"
    assert mend("UBND tính Kien Giang").endswith("Kiên Giang")
    assert nearest("Bộ Giáo dụe và Đào tạo") == "Bộ Giáo dục và Đào tạo"
    assert nearest("Công ty Sao Mai") == "Công ty Sao Mai"


def test_letters_name_one_body_or_none() -> None:
    assert body_of_symbol("BTTTT") == "Bộ Thông tin và Truyền thông"
    assert body_of_symbol("UBND") is None
    assert body_of_symbol("TU") is None
    assert full_name("UBND tỉnh Gia Lai") == "Ủy ban nhân dân tỉnh Gia Lai"


def test_a_province_is_named_behind_its_kind() -> None:
    assert province_in("UBND tỉnh Phú Yên") == "Phú Yên"
    assert province_in("Sở Y tế") is None
    assert province_in("tỉnh Phú Yên và tỉnh Gia Lai") is None
