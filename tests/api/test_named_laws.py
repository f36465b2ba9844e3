"""Laws cited by name only go to the entry of their number where facts leave one candidate."""

import pytest
from service_support import citation, keep, record, rows

from api.services import decisions
from api.store import Store
from corpora.facts import tables
from models.record import Citation
from models.tables import LegalDocument


def law(name: str, when: str = "", kind: str = "Luật") -> Citation:
    """As the extractor cites it: the year in the key, the day where it is printed."""
    key = f"{kind} {name} {when[:4]}".strip()
    return citation(
        key, None, doc_type=kind, title=name, date=when if len(when) > 4 else None, raw=f"{kind} {name} {when}"
    )


def keys(store: Store) -> list[str]:
    return [key for (key,) in rows(store, "select key from entry order by key")]


@pytest.mark.store
@pytest.mark.parametrize(
    ("name", "when", "key"),
    [
        ("Đất đai", "2024", "Luật 31/2024/QH15"),
        ("Đất đai", "2013-11-29", "Luật 45/2013/QH13"),
        ("đầu tư", "2020-06-17", "Luật 61/2020/QH14"),
        ("Tổ chức chính quyền địa phương", "2025-06-16", "Luật 72/2025/QH15"),
        ("Tổ chức chính quyền địa phương", "2025-02-19", "Luật 65/2025/QH15"),
        ("Tổ chức chính quyền địa phương", "2025", "Luật Tổ chức chính quyền địa phương 2025"),
        ("Đất đai", "2024-01-19", "Luật Đất đai 2024"),
        ("Đất đai", "2018", "Luật Đất đai 2018"),
        ("Đất đai", "", "Luật Đất đai"),
        ("Điều không có", "2024", "Luật Điều không có 2024"),
    ],
)
def test_name_with_day_or_year(store: Store, name: str, when: str, key: str) -> None:
    keep(store, record("a.txt", [law(name, when)]))
    assert keys(store) == [key]


@pytest.mark.store
def test_a_code_is_no_law_of_that_name(store: Store) -> None:
    keep(store, record("a.txt", [law("Hình sự", "2015", "Bộ luật"), law("Hình sự", "2015")]))
    assert keys(store) == ["Bộ luật 100/2015/QH13", "Luật Hình sự 2015"]


@pytest.mark.store
def test_by_name_and_by_number_is_one_entry(store: Store) -> None:
    keep(store, record("a.txt", [law("Đất đai", "2024")]))
    keep(store, record("b.txt", [citation("Luật 31/2024/QH15", "31/2024/QH15", doc_type="Luật")]))
    assert rows(store, "select number, date, document_count from entry") == [("31/2024/QH15", "2024-01-18", 2)]
    assert rows(store, "select cited_key from mention order by id") == [("Luật Đất đai 2024",), ("Luật 31/2024/QH15",)]


@pytest.mark.store
def test_imported_facts_count(store: Store) -> None:
    with store.session() as session:
        session.add(
            LegalDocument(
                key="Luật 99/2031/QH17", number="99/2031/QH17", doc_type="Luật", title="Luật Mẫu", date="2031-06-01"
            )
        )
    keep(store, record("a.txt", [law("Mẫu", "2031")]))
    assert keys(store) == ["Luật 99/2031/QH17"]


@pytest.mark.store
def test_what_staff_decided_wins(store: Store) -> None:
    first = keep(store, record("a.txt", [law("Đất đai", "2024")]))
    keep(store, record("b.txt", [citation("Luật 31/2024/QH15", "31/2024/QH15", doc_type="Luật")]))
    other = decisions.OtherDocument(number="77/2024/QH15", doc_type="Luật")
    with store.session() as session:
        (entry_id,) = session.connection().exec_driver_sql("select id from entry").scalars()
        decisions.split(session, entry_id, [first], other, None)
    keep(store, record("c.txt", [law("Đất đai", "2024")]))
    counts = rows(store, "select key, document_count from entry order by key")
    assert counts == [("Luật 31/2024/QH15", 2), ("Luật 77/2024/QH15", 1)]


@pytest.mark.store
def test_every_dated_law_of_the_table_keeps_its_number(store: Store) -> None:
    """Where the facts tell a law by name and day, it is that law and no other."""
    laws = [one for one in tables.laws() if one.date and one.number]
    keep(store, record("a.txt", [law(one.name, one.date, one.kind) for one in laws]))
    linked = dict(
        rows(store, "select cited_title || cited_date, number from mention join entry on entry_id = entry.id")
    )
    wrong = [one for one in laws if linked[one.name + one.date] not in (one.number, None)]
    assert wrong == [] and sum(number is not None for number in linked.values()) > 300
