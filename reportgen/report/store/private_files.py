"""Files and folders that nobody but their owner may read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_FILE: Final = 0o600
_FOLDER: Final = 0o700


def make_private(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, for their owner only.

    Raises:
        OSError: It cannot be made.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(_FOLDER, exist_ok=True)
    return folder


def write_private(path: Path, content: bytes | memoryview) -> None:
    """Write a new file for its owner only, in a folder that is made where it is missing.

    Raises:
        OSError: It cannot be written, or exists.
    """
    make_private(path.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
