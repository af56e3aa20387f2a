"""Writing a file as a whole: who reads it finds what was there, or what is there now.

Knows nothing of what is in it.
"""

import contextlib
import glob
import os
import tempfile
from pathlib import Path

PRIVATE = 0o600
"""Only its user may read it."""


def write_whole(
    path: Path, data: bytes, *, mode: int = PRIVATE, synced: bool = False, alone: bool = False
) -> None:
    """Put this in the place of what is in the file, or leave that as it is.

    Args:
        path: in a folder that exists; a link is replaced, not followed.
        data: all of it.
        mode: who may do what with it, where the system knows that.
        synced: wait for the disk first, so that a power cut takes neither.
        alone: nobody else writes this file: what a killed program has left beside it goes.

    Raises:
        OSError: it cannot be written.
    """
    if alone:
        for left in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
            left.unlink(missing_ok=True)
    # In the same folder, since no file is moved at once from one disk to another.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        if mode != PRIVATE:  # which it has already
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
