"""Keeps one LibreOffice in memory and converts files on request from standard input.

Run as a program of its own (`python libreofficekit.py PROGRAM_FOLDER PROFILE_ADDRESS`), because
LibreOffice may crash or hang and shall take nobody with it. It speaks LibreOfficeKit, the C
interface LibreOffice offers for this, through ctypes: two tables of functions whose order is part
of the interface. A request is a JSON list of source address, target address and filter options; the
answer is a line `1` when the file was written and `0` otherwise.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")
_DESTROY = 1
_LOAD = 2
_SAVE_AS = 2


def main() -> None:
    """Serve requests until standard input ends."""
    # Whatever LibreOffice prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    convert = _office(Path(sys.argv[1]), sys.argv[2])
    for request in sys.stdin:
        done = convert(*json.loads(request))
        print(int(done), file=answers, flush=True)


def _office(program: Path, profile: str) -> Callable[[str, str, str], bool]:
    """Start LibreOffice; returns a function of source, target and filter options."""
    path = next(program / name for name in LIBRARIES if (program / name).is_file())
    start = ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL).libreofficekit_hook_2
    start.restype, start.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
    office = start(str(program).encode(), profile.encode())
    load = _method(office, _LOAD, ctypes.c_void_p, ctypes.c_char_p)

    def convert(source: str, target: str, options: str) -> bool:
        document = load(office, source.encode())
        if not document:
            return False
        save = _method(document, _SAVE_AS, ctypes.c_int, *[ctypes.c_char_p] * 3)
        done = save(document, target.encode(), b"pdf", options.encode())
        _method(document, _DESTROY, None)(document)
        return bool(done)

    return convert


def _method(thing: int, place: int, result: Any, *kinds: Any) -> Callable[..., Any]:  # noqa: ANN401 types of ctypes
    """Return the function at a position of an object's table; the first field is the table."""
    pointers = ctypes.POINTER(ctypes.c_void_p)
    table = ctypes.cast(thing, pointers)[0]
    address = ctypes.cast(table, pointers)[place]
    function: Callable[..., Any] = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *kinds)(address or 0)
    return function


if __name__ == "__main__":
    main()
