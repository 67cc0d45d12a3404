"""Bodies of posts of other generators: what is known is mapped, all else stays and is reported."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.importers.beside import Beside
from hn_archive.importers.incoming import Incoming, missing_words
from hn_archive.importers.shortcodes import Converted, converted
from hn_archive.limits import cpu_seconds
from hn_archive.markdown import Renderer
from hn_archive.problem import Location


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("anh/cau.jpg", "tai-lieu.pdf", "static/toan-canh.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def of(body: str, root: Path) -> Converted:
    return converted(body, 1, "bai.md", Beside(root, (root, root / "static")))


def codes(made: Converted) -> list[str]:
    return [problem.code for problem in made.problems]


@pytest.mark.parametrize(
    "written",
    [
        '{{< figure src="/toan-canh.png" alt="Cầu" caption="Toàn cảnh." >}}',
        '{{< figure caption="Toàn cảnh." alt="Cầu" src="toan-canh.png" width="600" class="wide" >}}',
        '{{% img src="toan-canh.png" alt="Cầu" title="Toàn cảnh." %}}',
        '{{< legacy-img-right src="toan-canh.png" alt="Cầu" caption="Toàn cảnh." />}}',
        '{% include figure.html image_path="{{ site.baseurl }}/toan-canh.png" alt="Cầu" caption="Toàn cảnh." %}',
        '![Cầu]({{ site.url }}/toan-canh.png "Toàn cảnh.")',
        "![Cầu](toan-canh.png 'Toàn cảnh.')",
    ],
)
def test_pictures_in_all_spellings_are_one_picture(written: str, root: Path) -> None:
    made = of(written, root)
    assert made.markdown == '![Cầu](import:toan-canh.png "Toàn cảnh.")'
    assert made.problems == ()


def test_of_a_picture_that_is_lost_what_was_said_stays(root: Path) -> None:
    made = of('Đoạn.\n\n{{< figure src="mat.jpg" alt="Cầu" caption="Toàn cảnh." >}}\n\n![Sông](mat.png)', root)
    assert made.markdown == "Đoạn.\n\nCầu – Toàn cảnh.\n\nSông"
    assert [(problem.code, problem.location) for problem in made.problems] == [
        ("import-file-missing", Location("bai.md", 3, 1)),
        ("import-file-missing", Location("bai.md", 5, 1)),
    ]


def test_documents_that_are_linked_to_come_along(root: Path) -> None:
    made = of("Xem [văn bản](tai-lieu.pdf), [bản khác](mat.pdf) và [nguồn][n].\n\n[n]: tai-lieu.pdf", root)
    assert made.markdown == "Xem [văn bản](import:tai-lieu.pdf), [bản khác](mat.pdf) và [nguồn][n].\n\n[n]: import:tai-lieu.pdf"
    assert codes(made) == ["import-file-missing"]


def test_pictures_of_html_come_along_and_those_of_other_hosts_stay_where_they_are(root: Path) -> None:
    made = of(
        '<img class="x" src="anh/cau.jpg" alt="Cầu"> ![a](https://example.vn/a.jpg) <img src="file:///etc/mat.png" alt="Mật">', root
    )
    assert made.markdown == '<img src="import:cau.jpg" alt="Cầu"> ![a](https://example.vn/a.jpg) Mật'


def test_a_picture_in_a_link_is_found(root: Path) -> None:
    assert of("[![Cầu](anh/cau.jpg)](tai-lieu.pdf)", root).markdown == "[![Cầu](import:cau.jpg)](import:tai-lieu.pdf)"


def test_highlighted_code_becomes_a_fence(root: Path) -> None:
    made = of("Trước.\n\n{% highlight ruby linenos %}\nputs '{{ x }}'\n{% endhighlight %}\n\nSau.", root)
    assert "```ruby\nputs '{{ x }}'\n```" in made.markdown
    assert made.problems == ()
    hugo = of('{{< highlight go "hl_lines=1" >}}\na ``` b\n{{< /highlight >}}', root)
    assert hugo.markdown == "````go\na ``` b\n````"


@pytest.mark.parametrize(
    "target", ["{{ site.url }}/tin/a.html", "{{site.baseurl}}/tin/a.html", "{{ site.url }}{{ site.baseurl }}/tin/a.html"]
)
def test_the_sites_own_address_goes_from_links(target: str, root: Path) -> None:
    assert of(f"Xem [tin]({target}).", root).markdown == "Xem [tin](/tin/a.html)."
    assert of(f'Xem <a href="{target}">tin</a>.', root).markdown == 'Xem <a href="/tin/a.html">tin</a>.'


@pytest.mark.parametrize(
    "code",
    [
        "{% include quang-cao.html %}",
        "{{ page.title }}",
        "{{< youtube abc >}}",
        "{{% note %}}",
        '{{<box title="Chú ý">}}',
        '[bài]({{< ref "bai-khac.md" >}})',
        "[bài]({% post_url 2020-01-01-bai %})",
        "{::comment}",
        "* toc\n{:toc}",
        '{{< figure src="toan-canh.png" mau="đỏ" >}}',
        '<a href="{{< ref "bai-khac" >}}">bài</a>',
    ],
)
def test_other_codes_stay_are_reported_and_lose_no_word_on_the_page(code: str, root: Path) -> None:
    made = of(f"Trước **đậm**{code} sau.", root)
    assert codes(made) == ["import-code"]
    assert missing_words(Incoming(source="a", body=made.markdown, text=made.text)) == ()
    body, problems = Renderer("vi").render(made.markdown, "a.md", 1)
    assert body is not None
    assert "words-lost" not in {problem.code for problem in problems}


@pytest.mark.parametrize(
    "code",
    [
        "```\n{{ a }} ![x](mat.jpg)\n```",
        "~~~ liquid\n{% a %}\n~~~",
        "Đoạn.\n\n    {{ a }}\n    ![x](mat.jpg)\n\n    {{ b }}",
        "Chữ `{{ a }}` và ``{% `b` %}``.",
        "```\n{{ không đóng }}",
    ],
)
def test_nothing_in_code_is_touched(code: str, root: Path) -> None:
    made = of(code, root)
    assert made.markdown == code
    assert made.problems == ()


def test_what_is_indented_in_a_list_is_no_code(root: Path) -> None:
    assert codes(of("* Một\n\n    {{ a }}\n", root)) == ["import-code"]


def test_each_code_is_told_with_its_line(root: Path) -> None:
    made = converted("a\n{{ b }}\n\nc {{ d }}", 10, "bai.md", Beside(root, ()))
    assert [problem.location for problem in made.problems] == [Location("bai.md", 11, 1), Location("bai.md", 13, 3)]


PARTS = st.sampled_from(
    ["chữ", "một hai", "\n", "\n\n", "    ", "* ", "`", "```\n", "~~~", "{{ a }}", "{% b %}", "{{<", ">}}", "![", "](", ")", "[", "]", "cau.jpg",
     '"x"', "{% highlight ruby %}\n", "{% endhighlight %}\n", "{% raw %}", "{% endraw %}", "<img src=", ">", "<!--more-->", "{{ site.url }}", "/a", "\\"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25).map("".join))
def test_no_word_is_lost_whatever_is_written(body: str) -> None:
    made = converted(body, 1, "bai.md", Beside(Path("/nonexistent"), ()))
    assert missing_words(Incoming(source="a", body=made.markdown, text=made.text)) == ()


@given(
    st.lists(
        st.sampled_from(
            ["Một đoạn văn.", "## Đề mục", "- mục", "**đậm** và *nghiêng*", "> trích", "[liên kết](https://example.vn/a_(b))"]
        )
    ).map("\n\n".join)
)
def test_plain_markdown_stays_as_it_is(body: str) -> None:
    made = converted(body, 1, "bai.md", Beside(Path("/nonexistent"), ()))
    assert made.markdown == body
    assert made.problems == ()


@pytest.mark.parametrize(
    "piece", ["`", "{{", "{{<", "{%", "![", "![a](", "<img ", "[a](", "```\n", "{% highlight a %}\n", "\n\n    a\n\nb", "`` ` "]
)
def test_signs_that_nothing_ends_take_no_longer_than_an_import_allows(piece: str) -> None:
    with cpu_seconds(10):
        converted(piece * 8_000, 1, "bai.md", Beside(Path("/nonexistent"), ()))
