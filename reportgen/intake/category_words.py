"""What the words of a column mean: those of its contract, and those a source or mapping teaches.

In a category a word means one of its keys, in a flag `yes` or `no`; in a column of names the key is
the name itself, and its words are other spellings of it (`words: { advisor: { 张三: [三哥] } }`). A
word taught under `ignore` leaves its cell blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reportgen.errors import did_you_mean
from reportgen.extension.components import TaughtWords
from reportgen.intake.folding import folded
from reportgen.labels import Language
from reportgen.metric.table_contracts import ColumnContract, TableContract
from reportgen.yaml.file import Fault

YES: Final = "yes"
NO: Final = "no"
IGNORE: Final = "ignore"
"""The key of words that stand for nothing: their cells are blank."""
_FLAGS: Final[Mapping[str, str]] = dict.fromkeys(
    ("是", "有", "y", "yes", "1", "true", "t", "√", "✓", "✔", "对"), YES
) | dict.fromkeys(("否", "无", "n", "no", "0", "false", "f", "×", "x", "不是", "没有"), NO)


def keys_of(column: ColumnContract) -> tuple[str, ...]:
    """What the words of a column may mean; none where any text may be a key."""
    return (YES, NO) if column.traits.truth else tuple(column.values)


def key_label(column: ColumnContract, key: str, language: Language) -> str:
    """What a reader sees for a key."""
    return column.words_for(key == YES if column.traits.truth else key, language)


def known_words(column: ColumnContract) -> Mapping[str, str]:
    """Every word the contract knows, folded → its key."""
    if column.traits.truth:
        return _FLAGS
    return {
        folded(text): key
        for key, (label, words) in column.values.items()
        for text in (*words, label.en, label.zh, key)
    }


def meanings(taught: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Words taught for one column, folded → the key they mean."""
    return {folded(word): key for key, words in taught.items() for word in words}


def joined(*several: TaughtWords) -> TaughtWords:
    """The words of several places; where two teach one word, the later place decides."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for words in several:
        for column, keys in words.items():
            own = found.setdefault(column, {})
            for key, texts in keys.items():
                own[key] = (*own.pop(key, ()), *texts)
    return found


def word_faults(words: object, table: TableContract) -> Iterator[Fault]:
    """What is wrong with words that are taught, each with its place below `words`."""
    taught = [c for c in table.columns if c.traits.holds == "word" or c.kind == "text"]
    known = {column.name: column for column in taught}
    for name, keys in words.items() if isinstance(words, dict) else ():
        if name not in known:
            near = did_you_mean(str(name), known) or f"; there are {', '.join(known)}"
            told = f"words: {table.name} has no column of words or names '{name}'{near}"
            yield Fault((name,), told, of_key=True)
        elif isinstance(keys, dict):
            yield from _key_faults(keys, known[name])


def _key_faults(keys: Mapping[str, object], column: ColumnContract) -> Iterator[Fault]:
    known, first = keys_of(column), dict[str, str]()
    for key, words in keys.items():
        if known and key not in {*known, IGNORE}:
            listed = '"yes" and "no", in quotes' if column.traits.truth else ", ".join(known)
            near = did_you_mean(str(key), known) or f"; there are {listed}"
            told = f"words: '{key}' is nothing a word of {column.name} can mean{near}"
            yield Fault((column.name, key), told, of_key=True)
        for at, word in enumerate(words if isinstance(words, list) else ()):
            path = (column.name, key, at)
            text = folded(str(word))
            if not text:
                yield Fault(path, f"words: '{word}' has no letter or number; take it out")
            elif text in first:
                told = f"words: '{word}' stands twice, first under '{first[text]}'; remove one"
                yield Fault(path, told)
            first.setdefault(text, str(key))
