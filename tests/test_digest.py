"""Names of bytes and files."""

import hashlib
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive import digest


def test_bytes_are_named_by_their_sha_256() -> None:
    # FIPS 180-4, the example of one block.
    assert digest.of_bytes(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest.of_bytes(b"") == hashlib.sha256().hexdigest()


@given(st.binary(), st.binary())
def test_only_equal_bytes_have_one_name(first: bytes, second: bytes) -> None:
    assert (digest.of_bytes(first) == digest.of_bytes(second)) == (first == second)


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1])
def test_a_file_has_the_name_of_its_bytes(tmp_path: Path, size: int) -> None:
    content = b"\xe1\xba\xbf" * (size // 3 + 1)
    (tmp_path / "a").write_bytes(content[:size])
    assert digest.of_file(tmp_path / "a") == digest.of_bytes(content[:size])


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3),
)
def test_an_urn_is_a_name_based_uuid(archive: str, names: list[str]) -> None:
    namespace = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "hn-archive"), archive)
    assert digest.urn(archive, *names) == uuid.uuid5(namespace, "\n".join(names)).urn


def test_a_file_that_is_not_there_is_the_machines_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        digest.of_file(tmp_path / "a")
