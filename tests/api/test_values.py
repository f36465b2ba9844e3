import json

from hypothesis import given
from hypothesis import strategies as st

from api.services.texts import decode_text
from api.services.values import fold, storable, words


def test_fold_drops_marks_and_keeps_length() -> None:
    assert fold("Nghị quyết ĐẶC BIỆT") == "nghi quyet dac biet"
    assert words("57-NQ/TW") == ["57", "nq", "tw"]


@given(st.text())
def test_fold_agrees_with_offsets_of_nfc(text: str) -> None:
    import unicodedata

    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_storable_survives_postgresql(value: object) -> None:
    encoded = json.dumps(storable(value), ensure_ascii=False)
    assert "\x00" not in encoded and "\\u0000" not in encoded.replace("\\\\", "")
    encoded.encode()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_utf8_text_is_read_as_it_is(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode_text(text.encode()) == text


def test_legacy_bytes_are_carried_one_by_one() -> None:
    assert decode_text(b"\xb5\xb8") == "\xb5\xb8"
    assert decode_text("Số".encode("utf-16")) == "Số"
