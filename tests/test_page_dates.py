"""Dates as they stand on pages."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hn_archive.dates import HANOI, parse
from hn_archive.importers.page_dates import date_in, without_dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thứ Năm, 12/01/2023, 08:25", "2023-01-12 08:25"),
        ("Ngày đăng: 12/01/2023 | 08:25 | Lượt xem: 7", "2023-01-12 08:25"),
        ("08:25 | 12/01/2023", "2023-01-12 08:25"),
        ("Cập nhật 8h25 ngày 12-1-2023", "2023-01-12 08:25"),
        ("8 giờ 25 phút, ngày 12/1/2023", "2023-01-12 08:25"),
        ("12/01/2023 8:25 PM", "2023-01-12 20:25"),
        ("12/01/2023 12:05 SA", "2023-01-12 00:05"),
        ("12/01/2023 08:25 (GMT+7)", "2023-01-12 08:25+07:00"),
        ("Hà Nội, ngày 12 tháng 1 năm 2023", "2023-01-12"),
        ("Thứ 5, 12.01.2023", "2023-01-12"),
    ],
)
def test_dates_are_found_in_the_forms_of_portals(text: str, expected: str) -> None:
    found = date_in(text)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize(
    "text",
    ["", "Quyết định số 12/2023/QĐ", "45/13/2023", "0123456789", "điện thoại 024.3825.3536", "31/02/2023"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_in(text) is None


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y %H:%M", "%H:%M, %d/%m/%Y", "%d-%m-%Y | %H:%M", "%d.%m.%Y %Hh%M"]),
)
def test_a_date_in_a_line_is_the_one_that_was_written(at: datetime, form: str) -> None:
    found = date_in(f"Tin - {at:{form}} - In trang")
    assert found is not None
    assert parse(found[0], HANOI).at.replace(tzinfo=None) == at.replace(second=0, microsecond=0)
    assert without_dates(f"Tin {at:{form}}").strip() == "Tin"
