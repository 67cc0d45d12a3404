"""Smaller copies of pictures."""

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from conftest import TrialSite
from hn_archive import digest, variants
from hn_archive.images import Format, NotAPicture, Shape, measure
from hn_archive.problem import Stop
from hn_archive.variants import WIDTHS, Task, Variant, make, variants_of

BIG = 100_000


def photograph(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.effect_noise((width, height), 60).convert(mode)


def written(path: Path, image: Image.Image, form: str, **options: object) -> Path:
    image.save(path, form, **options)
    return path


def copied(source: Path, folder: Path) -> dict[Variant, Image.Image]:
    """Each copy of the picture in a file."""
    return {each: Image.open(io.BytesIO(content)) for each, content in bytes_of_copies(source, folder).items()}


def bytes_of_copies(source: Path, folder: Path) -> dict[Variant, bytes]:
    shape = measure(source)
    content = source.read_bytes()
    wanted = tuple((each, folder / f"{each.width}-{each.format}") for each in variants_of(shape, BIG))
    make(Task("content/a.jpg", source, digest.of_bytes(content), shape.turn, wanted))
    return {each: variants.kept(place) or b"" for each, place in wanted}


@given(st.integers(1, 12_000), st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "AVIF"]))
def test_no_copy_is_wider_than_the_picture_and_each_is_once(width: int, form: Format) -> None:
    copies = variants_of(Shape(width, 100, form), BIG)
    assert copies[0] == Variant(width, "")
    assert all(each.width <= min(width, WIDTHS[-1]) for each in copies[1:])
    assert len(set(copies)) == len(copies)
    webp = [each.width for each in copies if each.format == "WEBP"]
    assert webp == sorted(webp) != []
    assert max(webp) == min(width, WIDTHS[-1])
    assert all((each.format in ("WEBP", form)) for each in copies[1:])


def test_small_animated_and_damaged_pictures_have_no_copies() -> None:
    for shape, size in (
        (Shape(2000, 100, "PNG"), 20_000),
        (Shape(2000, 100, "GIF", is_animated=True), BIG),
        (Shape(2000, 100, "JPEG", damage="cut off"), BIG),
    ):
        assert variants_of(shape, size) == (Variant(2000, ""),)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_copies_have_the_width_they_say_and_the_pictures_shape(tmp_path: Path, form: str) -> None:
    copies = copied(written(tmp_path / "a", photograph(1000, 500), form), tmp_path)
    for each, image in copies.items():
        assert image.size == (each.width, round(each.width / 2))
        assert image.format == (each.format or form)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_picture_is_upright_in_all_its_copies(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (600, 1000), "white")
    upright.paste("red", (0, 0, 600, 300))  # the top third
    exif = Image.Exif()
    exif[0x0112] = orientation
    # What a camera saves so that the turn of EXIF makes it upright again.
    undo = {
        2: "FLIP_LEFT_RIGHT",
        3: "ROTATE_180",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_90",
        7: "TRANSVERSE",
        8: "ROTATE_270",
    }
    taken = upright.transpose(Image.Transpose[undo[orientation]])
    for each, image in copied(written(tmp_path / "a.jpg", taken, "JPEG", exif=exif, quality=95), tmp_path).items():
        assert image.width == each.width
        assert not dict(image.getexif())
        top, bottom = (
            image.convert("RGB").getpixel((each.width // 2, 20)),
            image.convert("RGB").getpixel((each.width // 2, image.height - 20)),
        )
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[1] < 60, f"{each} is not upright"
        assert bottom[1] > 200, f"{each} is not upright"


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"),
        ("P", "GIF"), ("RGBA", "WEBP"), ("L", "AVIF"), ("RGBA", "AVIF"),
    ],
)  # fmt: skip
def test_every_way_of_holding_colours_has_copies(tmp_path: Path, mode: str, form: str) -> None:
    image = photograph(700, 500)
    image = image.convert("I").point(lambda value: value * 256).convert("I;16") if mode == "I;16" else image.convert(mode)
    copies = copied(written(tmp_path / "a", image, form), tmp_path)
    assert {each.format for each in copies} >= {"", "WEBP"}
    for each, made in copies.items():
        if each.format:
            assert max(made.convert("L").resize((8, 8)).tobytes()) > 60, "it is black"


def test_a_scroll_of_a_picture_has_the_copies_that_its_height_allows(tmp_path: Path) -> None:
    copies = copied(written(tmp_path / "a.jpg", photograph(800, 17_000), "JPEG"), tmp_path)
    assert [(each.width, each.format) for each in copies] == [(800, ""), (480, "WEBP"), (480, "JPEG")]
    assert variants_of(Shape(10, 20_000, "JPEG"), BIG) == (Variant(10, ""),)


@given(st.binary(max_size=30), st.integers(0, 60))
@example(b"\x00\x00\x00\x00\x00\xff\xd9", 41)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)  # each example writes the file anew
def test_a_damaged_exif_block_stops_no_copy(tmp_path: Path, damage: bytes, at: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Máy ảnh"
    file = io.BytesIO()
    Image.new("RGB", (600, 20), "red").save(file, "JPEG", exif=exif)
    content = bytearray(file.getvalue())
    start = content.index(b"Exif") + 6 + at
    content[start : start + len(damage)] = damage
    (tmp_path / "a.jpg").write_bytes(content)
    try:
        shape = measure(tmp_path / "a.jpg")
    except NotAPicture:
        return
    copies = bytes_of_copies(tmp_path / "a.jpg", tmp_path)
    assert all(copies.values())
    for copy in (
        () if shape.damage else copies.values()
    ):  # where the damage ends the picture, so do its copies, and the build says so
        Image.open(io.BytesIO(copy))


def test_animations_keep_their_frames(tmp_path: Path) -> None:
    frames = [photograph(500, 300) for _ in range(3)]
    for form in ("GIF", "WEBP", "PNG"):
        frames[0].save(tmp_path / form, form, save_all=True, append_images=frames[1:])
        (image,) = copied(tmp_path / form, tmp_path).values()
        assert getattr(image, "n_frames", 1) == 3


def test_a_picture_named_like_a_copy_is_another_file(site: TrialSite) -> None:
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.write("content/anh-480.jpg", (site.folder / "content/anh.jpg").read_bytes())
    site.article("a.md", body="![A](anh.jpg)\n\n![B](anh-480.jpg)")
    site.built()
    for path in (site.output / "tep").iterdir():
        with Image.open(path) as image:
            assert image.width == (int(path.stem.rpartition("_")[2]) if "_" in path.stem else 1000)


def test_transparency_stays(tmp_path: Path) -> None:
    image = Image.new("RGBA", (700, 500), (255, 0, 0, 0))
    for each, made in copied(written(tmp_path / "a", image, "PNG"), tmp_path).items():
        assert made.convert("RGBA").getpixel((5, 5))[3] == 0, each  # type: ignore[index]


def test_two_runs_make_the_same_bytes(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jpg", photograph(1700, 900), "JPEG")
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        copied(source, tmp_path / name)
        runs.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert runs[0] == runs[1]
    assert len(runs[0]) == 7


def test_each_copy_is_the_same_whichever_others_are_made_with_it(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jpg", photograph(1700, 900), "JPEG")
    (tmp_path / "all").mkdir()
    copied(source, tmp_path / "all")
    alone = tmp_path / "alone"
    make(Task("content/a.jpg", source, digest.of_bytes(source.read_bytes()), turn=1, copies=((Variant(480, "WEBP"), alone),)))
    assert variants.kept(alone) == variants.kept(tmp_path / "all" / "480-WEBP") is not None


def test_a_picture_that_changed_since_it_was_looked_at_stops_the_build(tmp_path: Path) -> None:
    source = written(tmp_path / "a.jpg", photograph(700, 500), "JPEG")
    with pytest.raises(Stop) as stopped:
        make(Task("content/a.jpg", source, "0" * 64, turn=1, copies=((Variant(480, "WEBP"), tmp_path / "x"),)))
    assert stopped.value.problem.code == "changed-meanwhile"


def test_a_picture_that_cannot_be_copied_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = written(tmp_path / "a.jpg", photograph(700, 500), "JPEG")

    def refuse(*_: object) -> bytes:
        raise ValueError("odd")

    monkeypatch.setattr(variants, "_saved", refuse)
    with pytest.raises(Stop) as stopped:
        copied(source, tmp_path)
    assert (stopped.value.problem.code, str(stopped.value.problem.location)) == ("picture-copy", "content/a.jpg")


# --- On a site


def test_a_second_build_encodes_nothing_even_where_the_output_is_lost(site: TrialSite, monkeypatch: pytest.MonkeyPatch) -> None:
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.article("a.md", image="{src: anh.jpg, alt: A}")
    site.built()
    before = {path.name: path.read_bytes() for path in (site.output / "tep").iterdir()}
    assert len(before) == 6

    def refuse(task: Task) -> None:
        raise AssertionError(task.path)

    monkeypatch.setattr(variants, "make", refuse)
    site.article("b.md", image="{src: anh.jpg, alt: B}")
    site.built()
    shutil.rmtree(site.output)
    site.built()
    assert {path.name: path.read_bytes() for path in (site.output / "tep").iterdir()} == before


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_a_copy_that_is_not_as_it_was_left_is_made_again(site: TrialSite, damage: bytes | None) -> None:
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.article("a.md", image="{src: anh.jpg, alt: A}")
    site.built()
    before = {path.name: path.read_bytes() for path in (site.output / "tep").iterdir()}
    shutil.rmtree(site.output)
    for path in (site.folder / ".hn-archive" / "pictures").iterdir():
        path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    site.built()
    assert {path.name: path.read_bytes() for path in (site.output / "tep").iterdir()} == before


def test_copies_of_pictures_that_nobody_uses_any_more_are_forgotten(site: TrialSite) -> None:
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.article("a.md", image="{src: anh.jpg, alt: A}")
    site.built()
    kept = site.folder / ".hn-archive" / "pictures"
    assert len(list(kept.iterdir())) == 6
    site.article("a.md")
    site.built()
    assert list(kept.iterdir()) == []
    assert not (site.output / "tep").exists()


def test_a_page_offers_webp_and_the_pictures_own_format_with_its_size(site: TrialSite) -> None:
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.article("a.md", image="{src: anh.jpg, alt: Ảnh}", body="Một.\n\n![Hai](anh.jpg)\n\n![Ba](anh.jpg)")
    site.built()
    page = site.page("2023/01/12/a.html")
    main = page[page.index('<figure class="article-figure">') : page.index("</figure>")]
    name = next(path.name for path in (site.output / "tep").iterdir() if path.name.endswith("-anh.jpg"))
    stem = f"../../../tep/{name.removesuffix('.jpg')}"
    webp = f"{stem}_480.webp 480w, {stem}_960.webp 960w, {stem}_1000.webp 1000w"
    same = f"{stem}_480.jpg 480w, {stem}_960.jpg 960w"
    assert f'<source type="image/webp" srcset="{webp}" sizes="' in main
    assert f'srcset="{same}" sizes="' in main
    assert 'alt="Ảnh" width="1000" height="500"' in main
    assert 'fetchpriority="high"' in main
    assert "loading=" not in main
    body = page[page.index('<div class="body">') :]
    assert f'<source type="image/webp" srcset="{webp}" sizes="' in body
    assert f'srcset="{same}, {stem}.jpg 1000w"' in body
    assert body.count('loading="lazy"') == 2
    assert page.count("fetchpriority") == 1


def test_without_a_main_picture_the_first_in_the_text_is_read_at_once(site: TrialSite) -> None:
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.article("a.md", body="Một.\n\n![Hai](anh.jpg)\n\n![Ba](anh.jpg)")
    site.built()
    page = site.page("2023/01/12/a.html")
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')
    assert page.count("fetchpriority") == page.count('loading="lazy"') == 1


def test_feeds_have_one_plain_picture(site: TrialSite) -> None:
    site.write("site.yml", "url: https://example.org/\nid: kho\nfeeds: full\n")
    written_to(site, "content/anh.jpg", photograph(1000, 500))
    site.article("a.md", body="Một.\n\n![Hai](anh.jpg)")
    site.built()
    assert "&lt;img src=" in site.page("atom.xml")
    assert "srcset" not in site.page("atom.xml")


def written_to(site: TrialSite, path: str, image: Image.Image) -> None:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    site.write(path, file.getvalue())
