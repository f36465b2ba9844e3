"""Which entry a citation means; what is known of an entry; how numbers are found as people type them."""

import pytest
from service_support import citation, keep, record, rows

from api.services import changes, entries
from api.store import Store
from models.record import Alias, Citation
from models.tables import Entry, LegalDocument


def keys(store: Store) -> list[str]:
    return [key for (key,) in rows(store, "select key from entry order by key")]


QD_2020 = {"key": "QĐ 749/QĐ-TTg 2020", "number": "749/QĐ-TTg", "date": "2020-06-03"}
QD_2021 = {"key": "QĐ 749/QĐ-TTg 2021", "number": "749/QĐ-TTg", "date": "2021-06-01"}
QD_BARE = {"key": "QĐ 749/QĐ-TTg", "number": "749/QĐ-TTg"}
LOCAL = {"key": "QĐ 704/QĐ-UBND 2025", "number": "704/QĐ-UBND", "date": "2025-04-01"}


@pytest.mark.store
class TestResolution:
    def test_one_entry_for_one_document(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**QD_2020)]))
        keep(store, record("b.txt", [citation(**QD_2020)]))
        assert keys(store) == ["QĐ 749/QĐ-TTg 2020"]
        assert rows(store, "select mention_count, document_count from entry") == [(2, 2)]

    def test_years_are_never_merged(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**QD_2020), citation(**QD_2021)]))
        assert keys(store) == ["QĐ 749/QĐ-TTg 2020", "QĐ 749/QĐ-TTg 2021"]

    def test_provinces_are_never_merged(self, store: Store) -> None:
        for name, body in (("a", "Ủy ban nhân dân tỉnh Phú Yên"), ("b", "Ủy ban nhân dân tỉnh Lâm Đồng")):
            keep(store, record(f"{name}.txt", [citation(**LOCAL)], issuing_body=body))
        assert keys(store) == ["QĐ 704/QĐ-UBND 2025 @Lâm Đồng", "QĐ 704/QĐ-UBND 2025 @Phú Yên"]

    def test_the_named_issuer_beats_the_citing_place(self, store: Store) -> None:
        cited = citation(**LOCAL, issuer="Ủy ban nhân dân tỉnh Lâm Đồng")
        keep(store, record("a.txt", [cited], issuing_body="Sở Y tế tỉnh Phú Yên"))
        assert keys(store) == ["QĐ 704/QĐ-UBND 2025 @Lâm Đồng"]

    def test_without_year_goes_to_the_only_one_known(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**QD_2020)]))
        keep(store, record("b.txt", [citation(**QD_BARE)]))
        assert keys(store) == ["QĐ 749/QĐ-TTg 2020"]

    def test_without_year_waits_for_the_first_with_one(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**QD_BARE)]))
        keep(store, record("b.txt", [citation(**QD_2020)]))
        assert keys(store) == ["QĐ 749/QĐ-TTg 2020"]
        assert rows(store, "select document_count from entry") == [(2,)]

    def test_without_year_stays_alone_where_two_are_known(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**QD_2020), citation(**QD_2021)]))
        keep(store, record("b.txt", [citation(**QD_BARE)]))
        assert keys(store) == ["QĐ 749/QĐ-TTg", "QĐ 749/QĐ-TTg 2020", "QĐ 749/QĐ-TTg 2021"]

    def test_an_entry_goes_with_its_last_mention(self, store: Store) -> None:
        kept = keep(store, record("a.txt", [citation(**QD_2020)]))
        with store.session() as session:
            entries.refresh(session, entries.unlink(session, kept))
        assert keys(store) == []


@pytest.mark.store
def test_the_most_letters_win_and_the_registry_beats_them(store: Store) -> None:
    unknown = {"key": "QĐ 99991/QĐ-TTg 2020", "number": "99991/QĐ-TTg"}
    for name, title in (("a", "Tên đúng"), ("b", "Tên đúng"), ("c", "Tên sai rất dài của một văn bản")):
        keep(store, record(f"{name}.txt", [citation(**unknown, title=title)]))
    assert rows(store, "select title from entry") == [("Tên đúng",)]
    with store.session() as session:
        session.add(
            LegalDocument(key=unknown["key"], number=unknown["number"], title="Tên đã đối chiếu", source="import")
        )
        session.flush()
        entries.note_legal_documents(session, [unknown["key"]])
    assert rows(store, "select title, source, document_count from entry") == [("Tên đã đối chiếu", "registry", 3)]
    keep(store, record("d.txt", [citation(**unknown, title="Tên khác")]))
    assert rows(store, "select title, document_count from entry") == [("Tên đã đối chiếu", 4)]


@pytest.mark.store
def test_aliases_and_relations(store: Store) -> None:
    old, new = citation(**QD_2020), citation(**QD_2021, target_key="QĐ 749/QĐ-TTg 2020")
    made = record("a.txt", [old, new])
    made.aliases.append(Alias(alias="Quyết định 749", refers_to=old.key, confidence=0.9))
    keep(store, made)
    ((aliases,),) = rows(store, "select aliases from entry where year = 2020")
    assert set(aliases) == {
        "Quyết định 749",
        "Chương trình Chuyển đổi số quốc gia",
    }  # what letters say and everybody knows
    with store.session() as session:
        found = entries.relations_of(session, old.key)
    assert [(item.direction, item.relation, item.key) for item in found] == [("in", "amends", new.key)]


@pytest.mark.store
def test_a_letter_does_not_do_what_the_documents_that_it_cites_do(store: Store) -> None:
    base, amending = citation(**QD_2020), citation(**QD_2021)
    outer = citation("NĐ 137/2018/NĐ-CP", "137/2018/NĐ-CP", role="legal_basis", target_key="NĐ 123/2013/NĐ-CP")
    inner = citation("NĐ 123/2013/NĐ-CP", "123/2013/NĐ-CP", role="replaces", role_of=outer.key)
    amending = amending.model_copy(update={"role": "amends", "role_of": amending.key, "target_key": base.key})
    own = citation("NQ 57-NQ/TW 2024", "57-NQ/TW", role="implements")
    head = {"document_number": "12/QĐ-BYT", "issue_date": "2025-02-03", "doc_type": "Quyết định"}
    keep(store, record("a.txt", [base, amending, outer, inner, own], **head))
    assert rows(store, "select from_key, relation, to_key from relation order by 1") == [
        (outer.key, "replaces", inner.key),
        ("QĐ 12/QĐ-BYT 2025", "implements", own.key),
        (amending.key, "amends", base.key),
    ]


@pytest.mark.store
@pytest.mark.parametrize(
    "typed",
    [
        "57-NQ/TW",
        "57-nq/tw",
        "nq 57",
        "NQ57",
        "57 nq tw",
        "nghị quyết 57",
        "nghi quyet so 57-NQ/TW",
        "nghị quyết 57 2024",
    ],
)
def test_numbers_are_found_as_typed(store: Store, typed: str) -> None:
    cited = [
        citation("NQ 57-NQ/TW 2024", "57-NQ/TW"),
        citation("QĐ 57/QĐ-TTg 2024", "57/QĐ-TTg"),
        citation("NQ 157-NQ/TW 2024", "157-NQ/TW"),
    ]
    keep(store, record("a.txt", cited))
    with store.session() as session:
        found = entries.cited_by(session, typed)
    assert [entry.number for entry in found.entries] == ["57-NQ/TW"]
    assert found.mentions[0].sentence and found.mentions[0].document.file_name == "a.txt"


@pytest.mark.store
def test_co_cited(store: Store) -> None:
    keep(store, record("a.txt", [citation(**QD_2020), citation("NQ 57-NQ/TW 2024", "57-NQ/TW")]))
    with store.session() as session:
        first = entries.find_entries(session, "749/QĐ-TTg")[0]
        assert first.id is not None
        assert [(item.entry.number, item.count) for item in entries.co_cited(session, first.id)] == [("57-NQ/TW", 1)]


@pytest.mark.store
def test_shipped_registry_is_seeded_once(store: Store) -> None:
    with store.session() as session:
        count = entries.seed(session)
    with store.session() as session:
        assert count > 1000 and entries.seed(session) == 0
        assert changes.position(session).number == 1
        assert session.get(Entry, 1) is not None


@pytest.mark.parametrize(
    ("number", "local"),
    [
        ("704/QĐ-UBND", True),
        ("12/2024/NQ-HĐND", True),
        ("33/KH-SYT", True),
        ("1376/STTTT-CNTT", True),
        ("435-KH/TU", True),
        ("749/QĐ-TTg", False),
        ("57-NQ/TW", False),
        ("85/2016/NĐ-CP", False),
        ("1366/BYT-K2ĐT", False),
        ("193/2025/QH15", False),
        (None, False),
    ],
)
def test_local_symbols(number: str | None, local: bool) -> None:
    assert entries.is_local(number) is local


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("UBND TỈNH PHÚ YÊN", "Phú Yên"),
        ("Ủy ban nhân dân huyện Củ Chi", "huyện Củ Chi"),
        ("Bộ Y tế", None),
        (None, None),
    ],
)
def test_place_of_issuer(issuer: str | None, place: str | None) -> None:
    assert entries.place_of(issuer, None) == place


def test_key_of_a_central_citation_stays_as_it_is() -> None:
    cited: Citation = citation(**QD_2020)
    assert entries.entry_key(cited.key, cited.number, None, "Phú Yên") == cited.key
