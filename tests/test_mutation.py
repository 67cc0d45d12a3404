"""The count of changes that tests noticed."""

from mutation import counted, table

LISTING = """
    hn_archive.stamps.x_of__mutmut_1: killed
    hn_archive.stamps.x_of__mutmut_2: survived
    hn_archive.stamps.x_below__mutmut_1: timeout
    hn_archive.output.xǁStagingǁcommit__mutmut_9: no tests
    hn_archive.output.xǁStagingǁcommit__mutmut_10: not checked
To show the results, run mutmut browse
"""


def test_changes_are_counted_by_module_and_those_that_were_not_tried_are_left_out() -> None:
    assert table(counted(LISTING)) == "output: 0 of 1 (no tests 1)\nstamps: 2 of 3 (survived 1)"
    assert table(counted("")) == ""
