"""What WordPress stores of a post, as HTML."""

import re

import pytest

from hn_archive.importers.wordpress_content import content_of
from hn_archive.limits import cpu_seconds


@pytest.mark.parametrize(
    ("stored", "html"),
    [
        ("Một\n\nHai\nba", "<p>Một</p>\n<p>Hai<br>\nba</p>"),
        ("<h2>Một</h2>\n\nHai", "<h2>Một</h2>\n<p>Hai</p>"),
        ("a\n\n<pre>x\n\ny</pre>\n\nb", "<p>a</p>\n\n<pre>x\n\ny</pre>\n\n<p>b</p>"),
        (
            "<!-- wp:paragraph -->\n<p>Một</p>\n\n<!-- /wp:paragraph -->",
            "<!-- wp:paragraph -->\n<p>Một</p>\n\n<!-- /wp:paragraph -->",
        ),
        (
            '[caption id="x" width="9"]<a href="y"><img src="a.jpg"></a> Chú[/caption]',
            '<figure><a href="y"><img src="a.jpg"></a><figcaption>Chú</figcaption></figure>',
        ),
        ('[caption caption="Chú"]<img src="a.jpg">[/caption]', '<figure><img src="a.jpg"><figcaption>Chú</figcaption></figure>'),
        ('[gallery ids="1, 2"]', '<div><p><img src="a.jpg"></p><p><img src="b.jpg"></p></div>'),
        ("[embed]https://a.vn/x[/embed]", '<p><a href="https://a.vn/x">https://a.vn/x</a></p>'),
        ('[audio mp3="a.mp3"][/audio]', '<video src="a.mp3"></video>'),
    ],
)
def test_paragraphs_and_known_codes_are_html(stored: str, html: str) -> None:
    made = content_of(stored, {"1": "a.jpg", "2": "b.jpg"})
    assert re.sub(r"\n+", "\n", made.html.strip()) == re.sub(r"\n+", "\n", html)
    assert made.codes == ()


def test_codes_that_nobody_else_knows_stay_and_are_named() -> None:
    stored = '[vc_row width="1"]Chữ[/vc_row] [Ảnh] [1] [sic] [[gallery id="1"]] [gallery ids="9"]'
    made = content_of(stored, {})
    assert made.codes == ('[vc_row width="1"]', "[/vc_row]", '[gallery ids="9"]')
    assert "[Ảnh] [1] [sic]" in made.html


@pytest.mark.parametrize(
    "part", ["[caption]", "<pre>", "[embed]", "[a b=", '[a b="', "[audio ", "[gallery ", "\n \n", "[caption][/caption"]
)
def test_many_beginnings_without_an_end_take_no_longer_than_an_import_allows(part: str) -> None:
    with cpu_seconds(10):
        content_of(part * 8_000, {})
