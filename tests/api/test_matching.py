"""Which known document a damaged or incomplete citation means: letters may differ, digits and years may not."""

import pytest

from api.services.entries import matching
from api.services.entries.matching import ALIKE, NEAR, SAME, Cited, agreement, best
from corpora import resolution_set

TITLE = "Quy định chế độ báo cáo thống kê ngành y tế"
BTC = Cited("TT 05/2021/TT-BTC", "05/2021/TT-BTC", "2021-01-15", "Bộ Tài chính", "Hướng dẫn quản lý phí và lệ phí")
BCT = Cited("TT 05/2021/TT-BCT", "05/2021/TT-BCT", "2021-05-20", "Bộ Công Thương", "Quy định về kinh doanh xăng dầu")
PARTY_2017 = Cited("NQ 18-NQ/TW 2017", "18-NQ/TW", "2017-10-25", None, "Về đổi mới, sắp xếp tổ chức bộ máy")
PARTY_2022 = Cited("NQ 18-NQ/TW 2022", "18-NQ/TW", "2022-06-16", None, "Về đổi mới chính sách, pháp luật về đất đai")
PHU_YEN = Cited("QĐ 704/QĐ-UBND 2025 @Phú Yên", "704/QĐ-UBND", "2025-04-01", place="Phú Yên")
LAM_DONG = Cited("QĐ 704/QĐ-UBND 2025 @Lâm Đồng", "704/QĐ-UBND", "2025-04-01", place="Lâm Đồng")


@pytest.mark.parametrize(
    ("printed", "true", "expected"),
    [
        ("749/QD-TTg", "749/QĐ-TTg", SAME),
        ("749/qđttg", "749/QĐ-TTg", SAME),
        ("57/NQ-TW", "57-NQ/TW", SAME),
        ("749/OĐ-TTg", "749/QĐ-TTg", ALIKE),
        ("168/2016/TT-8TC", "168/2016/TT-BTC", ALIKE),
        ("02/2025/TT-BLĐTBH", "02/2025/TT-BLĐTBXH", NEAR),
        ("120/2014/TTLT-BTC", "120/2014/TTLT-BTC-BKHCN", NEAR),
        ("749/QĐ-BTC", "749/QĐ-TTg", 0),
        ("12/KH-SYT", "12/TB-SNV", 0),
    ],
)
def test_letters_agree(printed: str, true: str, expected: int) -> None:
    assert agreement(printed, true) == expected


@pytest.mark.parametrize(
    ("cited", "meant"),
    [
        (Cited("TT 05/2021/TT-8TC", "05/2021/TT-8TC", issuer="Bộ Tài chính"), BTC),
        (Cited("TT 05/2021/TT-BTCC", "05/2021/TT-BTCC", "2021-01-15"), BTC),
        (Cited("TT 06/2021/TT-8TC", "06/2021/TT-8TC", issuer="Bộ Tài chính"), None),  # another serial
        (Cited("TT 05/2022/TT-8TC", "05/2022/TT-8TC", issuer="Bộ Tài chính"), None),  # another year
        (Cited("TT 05/2021/TT-BYT", "05/2021/TT-BYT", issuer="Bộ Y tế"), None),  # letters that are no slip
        (Cited("NQ 18-NQ/TW", "18-NQ/TW"), None),  # two of that number, nothing tells them apart
        (Cited("NQ 18-NQ/TW", "18-NQ/TW", title="Về đổi mới chính sách, pháp luật về đất đai"), PARTY_2022),
        (Cited("NQ 18-NQ/TVV 2017", "18-NQ/TVV", "2017-10-25"), PARTY_2017),
        (Cited("QĐ 704/QĐ-UBNO 2025", "704/QĐ-UBNO", "2025-04-01", place="Phú Yên"), PHU_YEN),
        (Cited("QĐ 704/QĐ-UBNO 2025", "704/QĐ-UBNO", "2025-04-01"), None),  # of which province?
    ],
)
def test_the_one_that_is_meant(cited: Cited, meant: Cited | None) -> None:
    assert best(cited, [BTC, BCT, PARTY_2017, PARTY_2022, PHU_YEN, LAM_DONG]) == meant


def test_a_title_that_differs_speaks_against_the_only_known_one() -> None:
    cited = Cited("NQ 18-NQ/TW", "18-NQ/TW", title="Về đổi mới chính sách, pháp luật về đất đai")
    assert best(cited, [PARTY_2017]) is None
    assert best(Cited("NQ 18-NQ/TW", "18-NQ/TW"), [PARTY_2017]) == PARTY_2017


def test_a_document_listed_twice_is_one() -> None:
    known = [
        Cited(f"TTLT {number}", number, "2015-12-31") for number in ("58/2015/TTLT-BYT-BTNMT", "58/2015/TTLT-BYTBTNMT")
    ]
    cited = Cited("TTLT 58/2015/TTLT-BTY-BTNMT", "58/2015/TTLT-BTY-BTNMT", "2015-12-31")
    assert best(cited, known) == known[0]


def test_serials() -> None:
    assert [matching.serial(number) for number in ("09/CT-TTg", "57-NQ/TW", "2162A/QĐ-SYT", "x")] == [
        "9",
        "57",
        "2162a",
        "",
    ]


def test_damaged_letters_keep_digits() -> None:
    made = resolution_set.letters(1, 2)
    assert made == resolution_set.letters(1, 2)
    for letter in made:
        for planted in letter.planted:
            true = planted.right.split(" @")[0].split(" ")[1]
            assert matching.serial(planted.printed) == matching.serial(true)
            assert planted.line in letter.text


def test_score_tells_wrong_from_open() -> None:
    letter = resolution_set.letters(1, 1)[0]
    links = [resolution_set.Link(one.printed, one.line, one.right) for one in letter.planted]
    assert resolution_set.score([letter], lambda _: links).wrong == 0
    other = next(one.right for one in letter.planted if one.right != letter.planted[0].right)
    astray = [resolution_set.Link(links[0].raw, links[0].sentence, other), *links[1:]]
    assert resolution_set.score([letter], lambda _: astray).wrong == 1
