"""Says what to do about an error of Python that a plugin's author is likely to meet."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from traceback import walk_tb
from typing import Final

from reportgen.errors import did_you_mean

_IMPORTED: Final = re.compile("cannot import name '(\\w+)' from 'reportgen'")
_KEYWORD: Final = re.compile(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
_ENGINE: Final = sys.modules["reportgen"]
"""The package itself, which loads its public names when they are asked for."""
_PLUGINS: Final = "reportgen_plugins"
_OURS: Final = ("reportgen", "reportgen.stats", "reportgen.testing")


def hint(error: BaseException) -> str:
    """Return `; did you mean 'x'?` or what else to do; empty where nothing is known."""
    return next((said for said in _hints(error) if said), "")


def _hints(error: BaseException) -> Iterator[str]:
    match error:
        case SyntaxError():
            yield _about_text(error)
        case ModuleNotFoundError():
            yield _about_module(str(error.name))
        case ImportError():
            yield _about_import(error)
        case AttributeError() if error.obj is not None:
            yield did_you_mean(str(error.name), (n for n in dir(error.obj) if n[:1] != "_"))
        case NameError():
            yield _about_name(str(error.name))
        case KeyError():
            yield from (did_you_mean(str(error.args[0]), known) for known in _columns(error))
        case TypeError() if found := _KEYWORD.match(str(error)):
            yield did_you_mean(found[2], _fields(found[1]))
    if getattr(error, "code", "") == "model-field-missing-annotation":
        name = re.findall("`(.+?)`", str(error))[0].partition(" =")[0]
        yield f"; write `{name}: float = …` for an option, `{name}: ClassVar = …` for a constant"


def _about_text(error: SyntaxError) -> str:
    if "codec can't decode" in str(error.msg):
        return "; save the file as UTF-8"
    return "; save the file as UTF-8, as plain text" if "null byte" in str(error.msg) else ""


def _about_module(name: str) -> str:
    first = name.partition(".")[0]
    if name.startswith("reportgen."):
        return f"; import from {', '.join(_OURS[:-1])} or {_OURS[-1]}"
    if first == _PLUGINS:
        return "; is the file there, and is it called so?"
    if _there(f"{_PLUGINS}.{first}"):
        return f"; write `from {_PLUGINS}.{name} import …`"
    return f"; install it (pip install {first}), or do without it"


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _about_import(error: ImportError) -> str:
    if "circular" in str(error):
        return "; move what both need into a file of its own, such as _shared.py"
    found = _IMPORTED.match(str(error))
    return did_you_mean(found[1], dir(_ENGINE)) if found else ""


def _about_name(name: str) -> str:
    if name in dir(_ENGINE):
        return f"; write `from reportgen import {name}`"
    return did_you_mean(name, [*dir(_ENGINE), *dir(builtins)])


def _fields(of: str) -> Sequence[str]:
    """Return the fields of a public class."""
    return getattr(getattr(_ENGINE, of, None), "__match_args__", ())


def _columns(error: KeyError) -> Iterator[list[str]]:
    """Yield the columns of the frames a column was looked for in."""
    for frame, _ in walk_tb(error.__traceback__):
        columns = getattr(frame.f_locals.get("self"), "columns", None)
        if columns is not None:
            yield [str(name) for name in columns]
