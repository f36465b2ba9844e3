"""What counts as right."""

from typing import Any

import pytest

from corpora.scoring import (  # fmt: skip
    Outcome,
    Tally,
    changes,
    judge,
    overlap,
    reliability,
    same,
    same_name,
    same_number,
    score,
    score_citations,
    score_targets,
    score_tasks,
    summary,
)


def cited(number: str | None, **more: Any) -> dict[str, Any]:
    base = {
        "number": number,
        "doc_type": "Quyết định",
        "date": None,
        "issuer": None,
        "title": None,
        "role": "mention",
        "pinpoint": None,
        "mentions": [],
    }
    return {**base, **more}


def verdicts(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(item.field, item.verdict) for item in outcomes]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("07/QĐ-TTg", "7/qđ-ttg", True),
        ("749 /QĐ–TTg", "749/QĐ-TTg", True),
        ("749/QĐ-TTg", "749/QD-TTg", False),
        ("57-NQ/TW", "57/NQ-TW", False),
    ],
)
def test_numbers(one: str, other: str, equal: bool) -> None:
    assert same_number(one, other) is equal


def test_names_agree_without_academic_titles() -> None:
    assert same_name("BSCKII. Lê Thị Duyên", "Lê Thị Duyên")
    assert not same_name("Lê Thị Duyên", "Lê Thị Uyên")


def test_tone_place_and_abbreviations_do_not_matter() -> None:
    assert same("Uỷ ban nhân dân tỉnh Hoà Bình", "UBND tỉnh Hòa Bình")
    assert not same("hòa", "hỏa")


def test_one_wrong_value_counts_in_precision_and_recall() -> None:
    tally = summary(
        [
            *judge("f", "a", "b", same),
            *judge("f", "a", "a", same),
            *judge("f", "a", None, same),
            *judge("f", None, "a", same),
        ]
    )["f"]
    assert tally == Tally(right=1, wrong=1, missed=1, invented=1)
    assert (tally.precision, tally.recall, tally.f1) == (1 / 3, 1 / 3, 1 / 3)


def test_a_citation_found_invented_missed() -> None:
    truth = [cited("1/QĐ-A", date="2024-01-02"), cited("2/QĐ-A")]
    found = [cited("01/QĐ-A", date="2024-01-03"), cited("9/QĐ-A")]
    result = verdicts(score_citations(truth, found))
    assert ("citations.date", "wrong") in result
    assert result.count(("citations.number", "right")) == 1
    assert ("citations.number", "missed") in result
    assert ("citations.number", "invented") in result


def test_a_law_is_paired_by_its_name_where_no_number_is_printed() -> None:
    truth = [cited(None, doc_type="Luật", title="Đầu tư công")]
    found = [cited(None, doc_type="Luật", title="Luật Đầu tư công")]
    assert ("citations.number", "right") in verdicts(score_citations(truth, found))


def test_a_law_that_only_a_title_names_is_forgiven() -> None:
    truth = [cited("24/2024/NĐ-CP", title="quy định chi tiết Luật Đấu thầu")]
    found = [
        cited("24/2024/NĐ-CP", title="quy định chi tiết Luật Đấu thầu"),
        cited(None, doc_type="Luật", title="Luật Đấu thầu"),
    ]
    assert "invented" not in [verdict for _, verdict in verdicts(score_citations(truth, found))]


def test_the_opening_of_a_letter_is_basis_or_implemented() -> None:
    truth = [cited("1/QĐ-A", role="implements")]
    for role in ("implements", "legal_basis"):
        assert ("citations.role", "right") in verdicts(score_citations(truth, [cited("1/QĐ-A", role=role)]))
    assert ("citations.role", "wrong") in verdicts(score_citations(truth, [cited("1/QĐ-A", role="repeals")]))


def target(value: float, text: str, **more: Any) -> dict[str, Any]:
    return {
        "value": value,
        "value_max": None,
        "unit": "%",
        "comparator": "=",
        "deadline": "2025",
        "text": text,
        "metric": None,
        **more,
    }


def test_targets_are_paired_by_value_and_words() -> None:
    truth = [target(80, "80% hồ sơ được xử lý trực tuyến"), target(80, "80% cán bộ được tập huấn")]
    found = [
        target(80, "80% cán bộ được tập huấn", deadline="2026"),
        target(80, "80% hồ sơ được xử lý trực tuyến"),
        target(5, "5% khác"),
    ]
    result = verdicts(score_targets(truth, found))
    assert result.count(("targets.value", "right")) == 2
    assert result.count(("targets.deadline", "wrong")) == 1
    assert result.count(("targets.value", "invented")) == 1


def test_a_unit_may_name_the_thing_more_fully() -> None:
    assert ("targets.value", "right") in verdicts(
        score_targets([target(3, "3 lớp", unit="lớp")], [target(3, "3 lớp tập huấn", unit="lớp tập huấn")])
    )


def test_task_cells() -> None:
    item = {
        "number": "1",
        "group": None,
        "task": "Rà soát thủ tục hành chính",
        "lead": "Văn phòng",
        "support": None,
        "output": None,
        "deadline": "Quý II/2025",
    }
    found = {**item, "lead": "Văn phòng Sở", "deadline_iso": None}
    result = verdicts(score_tasks([item], [found]))
    assert result.count(("tasks.rows", "right")) == 1
    assert result.count(("tasks.cells", "right")) == 1
    assert result.count(("tasks.cells", "wrong")) == 1


def test_only_parts_with_truth_are_scored() -> None:
    record: dict[str, Any] = {"header": {"place": {"value": "Huế"}}, "citations": [cited("1/QĐ-A")], "targets": []}
    assert verdicts(score({"header": {"place": "Huế"}}, record)) == [("header.place", "right")]


def test_reliability_bins() -> None:
    outcomes = [
        Outcome("f", "right", 1, 1, 0.92),
        Outcome("f", "wrong", 1, 2, 0.94),
        Outcome("f", "right", 1, 1, 0.2),
        Outcome("f", "missed", 1),
    ]
    bins = reliability(outcomes)
    assert [(item.count, item.accuracy) for item in bins] == [(1, 1.0), (2, 0.5)]


def test_changes_between_runs() -> None:
    old = {"a": [Outcome("f", "right", "x"), Outcome("g", "missed", "y")], "gone": [Outcome("f", "right", "z")]}
    new = {"a": [Outcome("f", "wrong", "x"), Outcome("g", "right", "y")]}
    assert changes(old, new) == ([("a", "g", "y")], [("a", "f", "x")])


def test_overlap() -> None:
    assert overlap((0, 0, 2, 2), (0, 0, 2, 2)) == 1.0
    assert overlap((0, 0, 2, 2), (1, 0, 3, 2)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 1, 1), (2, 2, 3, 3)) == 0.0
