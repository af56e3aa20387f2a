"""Which glibc: read off the lines of `objdump --dynamic-syms`."""

import glibc

SYMBOLS = """
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.2.5) free
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.34) dlsym
0000000000000000  w   D  *UND*  0000000000000000  Base        __gmon_start__
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.9) pipe2
0000000000000000      DF *UND*  0000000000000000 (MYGLIBC_9.9) other
0000000000000000      DF *UND*  0000000000000000 (GLIBC_PRIVATE) secret
"""


def test_versions_are_numbers() -> None:
    assert glibc.versions(SYMBOLS) == [(2, 2), (2, 34), (2, 9)]
    assert max(glibc.versions(SYMBOLS)) == (2, 34)
