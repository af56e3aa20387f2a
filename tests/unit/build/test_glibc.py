"""Which glibc: read off what `objdump --private-headers` says of a program."""

import glibc

HEADERS = """
Dynamic Section:
  NEEDED               libc.so.6
  VERNEED              0x0000000000000a38

Version References:
  required from libother.so.1:
    0x09691a75 0x00 06 MYGLIBC_9.9
  required from libc.so.6:
    0x09691a75 0x00 05 GLIBC_2.2.5
    0x069691b4 0x00 04 GLIBC_2.34
    0x0d696919 0x00 03 GLIBC_2.9
    0x09691974 0x00 02 GLIBC_PRIVATE
"""


def test_versions_are_numbers() -> None:
    assert glibc.versions(HEADERS) == [(2, 2), (2, 34), (2, 9)]
    assert max(glibc.versions(HEADERS)) == (2, 34)


def test_packed_relocations_need_a_version_too() -> None:
    more = HEADERS + "    0x00000000 0x00 07 GLIBC_ABI_DT_RELR\n"
    assert max(glibc.versions(more)) == (2, 36)
