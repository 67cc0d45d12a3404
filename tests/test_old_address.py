"""Old addresses in one form: what does not count, what does."""

from hn_archive.old_address import key, shard


def test_what_a_reader_may_have_copied_with_an_address_does_not_count() -> None:
    known = key("/vi/tin?id=12&m=xem")
    for written in (
        "https://cong.example/vi/tin?id=12&m=xem",
        "cong.example/VI/Tin/?m=Xem&id=12",
        " //cong.example//vi/tin?id=12&m=xem&utm_source=zalo&fbclid=x#dau\r\n",
    ):
        assert key(written) == known == "/vi/tin?id=12&m=xem"
    assert key("/vi/tin?id=13&m=xem") != known


def test_what_a_server_may_tell_apart_counts() -> None:
    assert key("/?a=b=c") == "/?a=b%3Dc"
    assert key("/a\u00a0") == "/a%C2%A0"  # a blank to Python, and none to the script
    assert key("/tinX") == "/tinx"
    assert key("/%zz%41") == "/%25zz%2541"
    assert key("/%ff") == "/%25ff"
    assert key("/a b?x=c+d&y=%2B") == "/a%20b?x=c%20d&y=%2B"


def test_a_shard_is_two_digits_of_the_fnv_hash() -> None:
    assert shard("") == "c5"  # 0x811c9dc5, the offset basis of FNV-1a
    assert shard("a") == "2c"  # FNV-1a of "a" is 0xe40c292c
