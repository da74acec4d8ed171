"""Joins a YAML file with the parts it shares: `use: common.yaml`; every value keeps its place.

What the file says itself goes before what it uses, and of several files used the later goes first.
Mappings are joined key by key; anything else is replaced whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from reportgen.errors import SpecError, UsageError, did_you_mean
from reportgen.yaml.scan import MAX_BYTES, KeyPath, Mark, Problem, Scan, scan

USE: Final = "use"
"""The key under which a file names the parts it shares."""
Find: TypeAlias = Callable[[str], Path]
"""Name of a file → its place.

Raises:
    UsageError: There is none.
"""


def scanned(path: Path) -> Scan:
    """Read a file.

    Raises:
        SpecError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        near = did_you_mean(path.name, _names(path.parent))
        raise SpecError(f"{path}: there is no such file{near or '; check the name'}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SpecError(f"{path}: the file cannot be read ({reason})") from error
    return scan(raw)


def joined(path: Path, find: Find, above: Sequence[Path] = ()) -> Scan:
    """Read a file and the files it uses; `above` are those that use it.

    Raises:
        SpecError: A file cannot be read.
    """
    own = scanned(path) if not above else _placed(scanned(path), path)
    used = own.data.pop(USE, None) if isinstance(own.data, dict) else None
    if used is None:
        return own
    place, whole = own.values.get((USE,), Mark(1, 1)), Scan(data={})
    for name in used if isinstance(used, list) else [used]:
        try:
            part = _part(name, path, find, above)
        except UsageError as error:
            own.problems.append(Problem(place, f"{USE}: {error}", (USE,)))
            continue
        whole = _over(part, whole)
    return _over(own, whole)


def _part(name: object, path: Path, find: Find, above: Sequence[Path]) -> Scan:
    """Read a file that is used.

    Raises:
        UsageError: It is named wrongly, does not exist, uses this one, or is no mapping.
    """
    if not isinstance(name, str):
        raise UsageError("write the name of a file in configs/, or a list of such names")
    found, users = find(name).resolve(), [one.resolve() for one in (*above, path)]
    if found in users:
        round_trip = " → ".join(one.name for one in (*users[users.index(found) :], found))
        raise UsageError(f"'{name}' uses itself: {round_trip}; take one `{USE}` out")
    part = joined(found, find, (*above, path))
    if not isinstance(part.data, dict) and not part.broken:
        raise UsageError(f"'{name}' is no mapping; write keys as in a spec")
    return part


def _placed(own: Scan, path: Path) -> Scan:
    """Return what was read with the file in every place."""
    at = str(path)
    return replace(
        own,
        keys={key: mark._replace(file=at) for key, mark in own.keys.items()},
        values={key: mark._replace(file=at) for key, mark in own.values.items()},
        problems=[replace(one, mark=one.mark._replace(file=at)) for one in own.problems],
    )


def _over(own: Scan, base: Scan) -> Scan:
    """Return what one file says over what another one does."""
    whole = replace(own, problems=[*base.problems, *own.problems], broken=own.broken or base.broken)
    if not whole.broken:
        replaced: list[KeyPath] = []
        whole.data = _data(own.data, base.data, (), replaced)
        kept = (_left(marks, replaced) for marks in (base.keys, base.values))
        whole.keys, whole.values = ({**b, **o} for b, o in zip(kept, (own.keys, own.values), strict=True))  # fmt: skip  # noqa: E501
    return whole


def _data(own: Any, base: Any, at: KeyPath, replaced: list[KeyPath]) -> Any:  # noqa: ANN401 raw YAML
    if not (isinstance(own, dict) and isinstance(base, dict)):
        replaced.append(at)
        return own
    both = {k: _data(own[k], base[k], (*at, k), replaced) if k in base else own[k] for k in own}
    return {**{key: both.get(key, value) for key, value in base.items()}, **both}


def _left(marks: dict[KeyPath, Mark], replaced: Sequence[KeyPath]) -> dict[KeyPath, Mark]:
    gone = {one for one in marks if any(one[: len(path)] == path for path in replaced)}
    return {path: mark for path, mark in marks.items() if path not in gone}


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(file.name for file in folder.iterdir() if file.suffix in {".yaml", ".yml"})
