"""Reads and writes the mapping file: canonical column → header, and the header it was made from.

```yaml
opened_at: 建单日        # 0.95 why
# advisor: 接待人        # ? 0.62 please confirm, then remove the leading #
words:
  outcome:
    success:
      - 成功回访           # 30 rows
#      - 已回访            # ? 4 rows; please confirm, then remove the leading #
_header: [委托单, 建单日, 接待人]
```

`words` teaches words of categories and flags that the contract does not know; a key may be empty.

`_header` is how next month's file is told from this one; it is optional, and a mapping written by
hand needs none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

import yaml

from reportgen.extension.components import TaughtWords
from reportgen.intake.category_words import word_faults
from reportgen.intake.headers import normalise
from reportgen.metric.table_contracts import TableContract
from reportgen.yaml.file import Fault, Positioned, read_yaml, validate

HEADER: Final = "_header"
"""A reserved key; no column begins with an underscore."""
WORDS: Final = "words"
"""The other one."""

_Words: TypeAlias = dict[str, dict[str, list[str] | None] | None]


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, canonical column → header, and the whole header it was made from, if noted."""

    columns: Mapping[str, str]
    header: tuple[str, ...] = ()
    words: TaughtWords = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class WordLine:
    """A word to write below the key it means; asked words are comments, without a key too."""

    column: str
    key: str
    word: str
    remark: str
    asked: bool = False


def read_mapping(path: Path, table: TableContract | None = None) -> MappingFile:
    """Read a mapping file; words are checked against the table where it is given.

    Raises:
        SpecError: It cannot be read, or holds something other than `column: header`; or a word
            cannot mean what it is taught to.
    """
    positioned = read_yaml(path)
    if not isinstance(positioned.data, dict):
        return MappingFile(validate(positioned, dict[str, str]))
    columns = {key: value for key, value in positioned.data.items() if key not in {HEADER, WORDS}}
    strange = [key for key in columns if str(key).startswith("_")]
    extra = f"{WORDS} and {HEADER}"
    if strange:
        raise positioned.error(
            Fault((key,), f"'{key}' is no column; the extra keys are {extra}", of_key=True)
            for key in strange
        )
    return MappingFile(
        validate(replace(positioned, data=columns), dict[str, str]),
        _header(positioned),
        _words(positioned, table),
    )


def _header(positioned: Positioned) -> tuple[str, ...]:
    if HEADER not in positioned.data:
        return ()
    own = replace(positioned, data={HEADER: positioned.data[HEADER]})
    return tuple(validate(own, dict[Literal["_header"], list[str]])[HEADER])


def _words(positioned: Positioned, table: TableContract | None) -> TaughtWords:
    if WORDS not in positioned.data:
        return {}
    own = replace(positioned, data={WORDS: positioned.data[WORDS]})
    taught = validate(own, dict[Literal["words"], _Words | None])[WORDS] or {}
    wrong = list(word_faults(positioned.data[WORDS], table)) if table else []
    if wrong:
        raise positioned.error(each._replace(path=(WORDS, *each.path)) for each in wrong)
    return {
        column: {key: words for key, words in keys.items() if words}
        for column, keys in taught.items()
        if keys
    }


def changes(before: Iterable[str], now: Iterable[str]) -> Changes:
    """Compare two headers: what is new, what is missing; width, case and spaces do not matter."""
    was, is_now = (
        {normalise(text): text for text in texts if normalise(text)} for texts in (before, now)
    )
    return Changes(
        tuple(text for key, text in is_now.items() if key not in was),
        tuple(text for key, text in was.items() if key not in is_now),
    )


def written(
    title: Sequence[str],
    lines: Sequence[Line],
    header: Sequence[str],
    words: Sequence[WordLine] = (),
) -> str:
    """Return the text of a mapping file: certain pairs, open questions as comments, the header."""
    entries = [(_entry(line), line.remark) for line in lines]
    width = max((len(entry) for entry, _ in entries), default=0)
    texts = [f"# {line}" for line in title]
    texts += [f"{entry:<{width}}  # {_one_line(remark)}" for entry, remark in entries]
    texts += _taught(words)
    noted = [text for text in header if text.strip()]
    texts.append(f"{HEADER}: {_dumped(noted)}")
    return "\n".join(texts) + "\n"


def _taught(words: Sequence[WordLine]) -> Iterator[str]:
    """Write the words below their columns and keys, each on a line that one `#` takes away."""
    if words:
        yield f"{WORDS}:"
    for column in dict.fromkeys(each.column for each in words):
        own = [each for each in words if each.column == column]
        yield f"  {column}:"
        for key in dict.fromkeys(each.key for each in own if each.key):
            yield f"    {_dumped([key])[1:-1]}:"
            for each in own:
                if each.key == key:
                    item = f"      - {_dumped([each.word])[1:-1]}  # {_one_line(each.remark)}"
                    yield f"#{item}" if each.asked else item
        for each in own:
            if not each.key:
                yield f"#    {_one_line(each.word)}  # {_one_line(each.remark)}"


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
