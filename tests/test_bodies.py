"""Bodies wait in files between reading and making."""

from pathlib import Path

from hn_archive import bodies
from hn_archive.bodies import BodyPlace


def test_each_body_is_read_from_its_place_in_the_file(tmp_path: Path) -> None:
    texts = ["<p>Đầu tiên</p>", "", "<p>Thứ \U00020000 ba</p>\n"]
    file = tmp_path / "bodies"
    file.write_bytes(bodies.encoded("".join(texts)))
    start = 0
    for text in texts:
        length = len(bodies.encoded(text))
        assert bodies.read(BodyPlace("a.md", str(file), start, length)) == text
        start += length
