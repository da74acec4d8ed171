"""Digests: by them the store knows what it was made from, and whether it is still what it was."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Final

_SIZE: Final = 20
"""Bytes of a digest, as many as Git's first ones: no two pieces ever share one by chance."""
_CHUNK: Final = 2**20


def digest(content: bytes | memoryview) -> str:
    """Return the digest of some bytes."""
    return blake2b(content, digest_size=_SIZE).hexdigest()


def digest_of_all(parts: Iterable[str]) -> str:
    """Return one digest of several texts; which text ends where matters."""
    whole = blake2b(digest_size=_SIZE)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        whole.update(len(content).to_bytes(8, "little"))
        whole.update(content)
    return whole.hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the digest of a file's bytes.

    Raises:
        OSError: The file cannot be read.
    """
    whole = blake2b(digest_size=_SIZE)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
    return whole.hexdigest()
