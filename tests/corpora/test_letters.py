"""Letters as data: the answers stand inside the text, so text and truth agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.letters import handwritten, pool
from corpora.letters.markup import Notes, Scope, expand, number_words, plain, spell
from corpora.letters.model import Cited, Letter, Signer, Style
from corpora.letters.truth import authority, iso_of
from corpora.rendering import truth
from corpora.rendering.sheet import Columns, GridItem, Para, Sheet, compose
from models.record import CitationRole, Comparator

DECREE = Cited(
    "Nghị định", "85/2016/NĐ-CP", "2016-07-01", "Chính phủ", "bảo đảm an toàn hệ thống thông tin theo cấp độ", "về"
)
LAW = Cited("Luật", "20/2023/QH15", "2023-06-22", "Quốc hội", "Giao dịch điện tử")
AMENDING = Cited("Nghị định", "9/2024/NĐ-CP", "2024-01-02", "Chính phủ", "sửa đổi, bổ sung [[c decree]]")


def letter(**changes: object) -> Letter:
    cites = {"decree": DECREE, "law": LAW, "amending": AMENDING}
    base = {
        "name": "x",
        "doc_type": "Kế hoạch",
        "issuer": "Sở Y tế",
        "symbol": "KH-SYT",
        "place": "Huế",
        "subject": "S",
        "body": (),
        "signers": (Signer("Giám đốc", "A"),),
        "cites": cites,
    }
    return Letter(**{**base, **changes})  # type: ignore[arg-type]


def printed(text: str, **style: object) -> tuple[str, Notes]:
    notes = Notes()
    return plain(expand(text, Scope(letter(style=Style(**style)), notes))), notes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("markup", "style", "expected"),
    [
        ("[[c decree]]", {}, "Nghị định số 85/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ về bảo đảm an toàn hệ thống thông tin theo cấp độ"),
        ("[[c decree short]]", {"number_word": False}, "Nghị định 85/2016/NĐ-CP"),
        ("[[c decree notitle]]", {"date": "slash", "comma": True}, "Nghị định số 85/2016/NĐ-CP, ngày 01/7/2016 của Chính phủ"),
        ("[[c decree notitle noissuer]]", {"date": "short"}, "Nghị định số 85/2016/NĐ-CP ngày 1/7/2016"),
        ("[[c law named]]", {}, "Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023"),
        ("[[c law nodate]]", {}, "Luật Giao dịch điện tử số 20/2023/QH15"),
        ("[[c decree short pin=\"khoản 2 Điều 4\"]]", {}, "khoản 2 Điều 4 Nghị định số 85/2016/NĐ-CP"),
        ("[[c decree short alias=X]]", {}, "Nghị định số 85/2016/NĐ-CP (sau đây gọi tắt là X)"),
    ],
)  # fmt: skip
def test_a_citation_is_printed_in_the_style_of_the_letter(markup: str, style: dict[str, object], expected: str) -> None:
    assert printed(markup, **style)[0] == expected


def test_a_title_that_holds_a_citation_notes_both() -> None:
    text, notes = printed("[[c amending]]")
    assert "Nghị định số 85/2016/NĐ-CP" in text
    assert set(notes.cites) == {"amending", "decree"}
    assert notes.cites["decree"].nested_only


def test_a_target_prints_its_own_value() -> None:
    text, notes = printed('[[t v=1200 c=">=" u="dịch vụ" d=2025|không dưới {v} dịch vụ]]')
    assert text == "không dưới 1.200 dịch vụ"
    assert notes.targets == [
        {
            "text": text,
            "comparator": ">=",
            "value": 1200.0,
            "value_max": None,
            "unit": "dịch vụ",
            "deadline": "2025",
            "scope": None,
        }
    ]


def test_a_task_in_a_sentence_gives_its_parts() -> None:
    _, notes = printed(
        "[[k|Giao [[l|Văn phòng]] chủ trì, phối hợp với [[s|Phòng A]] [[x|rà soát]], xong [[e iso=2025-09-30|trước 30/9/2025]]]]."
    )
    assert notes.tasks[0] == {
        "prose": True, "lead": "Văn phòng", "support": "Phòng A", "task": "rà soát", "output": None,
        "deadline": "trước 30/9/2025", "deadline_iso": "2025-09-30",
    }  # fmt: skip


@pytest.mark.parametrize("broken", ["[[c decree", "a]]", "[[c nobody]]", "[[z x]]", "[[c decree nonsense]]"])
def test_broken_markup_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="."):
        printed(broken)


@pytest.mark.parametrize(
    ("new", "old"),
    [("hòa", "hoà"), ("Ủy ban", "Uỷ ban"), ("quý", "quý"), ("HÒA", "HOÀ"), ("toàn", "toàn"), ("khỏe", "khoẻ")],
)
def test_old_tone_placement(new: str, old: str) -> None:
    assert spell(new, Style(old_tone=True)) == old


@given(st.integers(0, 10**9), st.sampled_from([0, 0.5]))
def test_printed_numbers_read_back(whole: int, part: float) -> None:
    words = number_words(whole + part)
    assert float(words.replace(".", "").replace(",", ".")) == whole + part


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Quý IV/2025", "2025-Q4"),
        ("Tháng 6/2025", "2025-06"),
        ("Trước ngày 30/9/2025", "2025-09-30"),
        ("2023 - 2024", "2024"),
        ("Thường xuyên", None),
    ],
)
def test_iso_deadlines(words: str, iso: str | None) -> None:
    assert iso_of(words) == iso


def test_authority_marks() -> None:
    assert [authority(line) for line in ("KT. GIÁM ĐỐC", "T/M BAN THƯỜNG VỤ", "GIÁM ĐỐC")] == ["KT.", "TM.", None]


def test_there_are_letters_of_many_kinds() -> None:
    letters = handwritten()
    assert len(letters) >= 12
    assert {"state", "party"} == {item.regime for item in letters}
    assert len({item.doc_type for item in letters}) >= 6
    assert len({item.name for item in letters}) == len(letters)


def _words(sheet: Sheet) -> str:
    parts: list[str] = []
    for item in sheet.items:
        if isinstance(item, Para):
            parts.append(item.text)
        elif isinstance(item, Columns):
            parts += [part.text for part in (*item.left, *item.right) if isinstance(part, Para)]
        elif isinstance(item, GridItem):
            parts += [plain(list(cell)) for row in item.rows for cell in row.cells]
    notes = [plain(list(run.note)) for item in sheet.items if isinstance(item, Para) for run in item.runs if run.note]
    return " ".join([*parts, *notes])


@pytest.mark.parametrize("item", handwritten(), ids=lambda item: item.name)
def test_the_truth_of_a_letter_stands_in_its_text(item: Letter) -> None:
    words = _words(compose(item))
    said = truth(item)
    for citation in said["citations"]:
        assert citation["number"] is None or citation["number"] in words
        assert citation["title"] is None or citation["title"] in words
        assert citation["role"] is None or citation["role"] in CitationRole.__args__
    for target in said["targets"]:
        assert target["text"] in words
        assert target["comparator"] in Comparator.__args__
    for task in said["tasks"]:
        assert task["task"] in words
    if not item.lost_head:
        assert str(said["header"]["document_number"] or item.symbol) in words


def test_pool_entries_are_whole() -> None:
    known = pool()
    assert len(known) >= 140
    for key, cited in known.items():
        assert cited.number == key
        assert cited.date
        assert cited.title
        assert "  " not in cited.title
