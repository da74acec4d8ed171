"""Reads and writes the mapping file: canonical column → header, and the header it was made from.

```yaml
opened_at: 建单日        # 0.95 why
# advisor: 接待人        # ? 0.62 please confirm, then remove the leading #
_header: [委托单, 建单日, 接待人]
```

`_header` is how next month's file is told from this one; it is optional, and a mapping written by
hand needs none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import yaml

from reportgen.intake.headers import normalise
from reportgen.yaml.file import Fault, Positioned, read_yaml, validate

HEADER: Final = "_header"
"""The reserved key; no column begins with an underscore."""


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, canonical column → header, and the whole header it was made from, if noted."""

    columns: Mapping[str, str]
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """How the header of a file differs from the one a mapping was made from."""

    new: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.new or self.missing)

    @property
    def told(self) -> Mapping[str, str | int]:
        """The placeholder values of a message about the changes."""
        return {
            "new": len(self.new),
            "missing": len(self.missing),
            "new_headers": ", ".join(self.new) or "-",
            "missing_headers": ", ".join(self.missing) or "-",
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file to write: column, header and remark; open questions are comments."""

    column: str
    header: str
    remark: str
    asked: bool = False


def read_mapping(path: Path) -> MappingFile:
    """Read a mapping file.

    Raises:
        SpecError: It cannot be read, or holds something other than `column: header`.
    """
    positioned = read_yaml(path)
    if not isinstance(positioned.data, dict):
        return MappingFile(validate(positioned, dict[str, str]))
    columns = {key: value for key, value in positioned.data.items() if key != HEADER}
    strange = [key for key in columns if str(key).startswith("_")]
    if strange:
        raise positioned.error(
            Fault((key,), f"'{key}' is no column; the only extra key is {HEADER}", of_key=True)
            for key in strange
        )
    return MappingFile(
        validate(replace(positioned, data=columns), dict[str, str]), _header(positioned)
    )


def _header(positioned: Positioned) -> tuple[str, ...]:
    if HEADER not in positioned.data:
        return ()
    own = replace(positioned, data={HEADER: positioned.data[HEADER]})
    return tuple(validate(own, dict[Literal["_header"], list[str]])[HEADER])


def changes(before: Iterable[str], now: Iterable[str]) -> Changes:
    """Compare two headers: what is new, what is missing; width, case and spaces do not matter."""
    was, is_now = (
        {normalise(text): text for text in texts if normalise(text)} for texts in (before, now)
    )
    return Changes(
        tuple(text for key, text in is_now.items() if key not in was),
        tuple(text for key, text in was.items() if key not in is_now),
    )


def written(title: Sequence[str], lines: Sequence[Line], header: Sequence[str]) -> str:
    """Return the text of a mapping file: certain pairs, open questions as comments, the header."""
    entries = [(_entry(line), line.remark) for line in lines]
    width = max((len(entry) for entry, _ in entries), default=0)
    texts = [f"# {line}" for line in title]
    texts += [f"{entry:<{width}}  # {_one_line(remark)}" for entry, remark in entries]
    noted = [text for text in header if text.strip()]
    texts.append(f"{HEADER}: {_dumped(noted)}")
    return "\n".join(texts) + "\n"


def _entry(line: Line) -> str:
    return f"{'# ' if line.asked else ''}{line.column}: {_dumped([line.header])[1:-1]}"


def _dumped(texts: Sequence[str]) -> str:
    """Write a YAML list on one line; texts that need quotes get them."""
    said: str = yaml.safe_dump(
        list(texts), allow_unicode=True, default_flow_style=True, width=math.inf
    )
    return said.strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
