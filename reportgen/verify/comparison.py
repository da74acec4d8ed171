"""Compares the items a file prints with those it must print: two lists, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, TypeAlias, assert_never

from reportgen.document.formats import NULL
from reportgen.document.printed import Figure, Leaf, Paragraph, PrintedTable, Tile
from reportgen.labels import Language
from reportgen.verify.figure_cells import fact_differs
from reportgen.verify.found_items import (
    Found,
    FoundFigure,
    FoundParagraph,
    FoundTable,
    FoundTile,
    TileField,
    seen,
    texts,
)
from reportgen.verify.mismatch import Mismatch, Sentence, nearest, one_line, plain_text, same_text
from reportgen.verify.read_xlsx import Cell
from reportgen.verify.table_comparison import NOTHING, cells_differ

_BEGIN: Final = 1000
"""Characters of a line by which it is recognised; by judgement: a workbook cuts very long ones."""
FigureDiffers: TypeAlias = Callable[[Figure, FoundFigure, str], Iterator[Mismatch]]
"""What a drawing shows otherwise than its chart; every format keeps it in other parts."""
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares items in one language; `figure_differs` compares the format's drawings."""

    language: Language
    figure_differs: FigureDiffers

    def differences(
        self, expected: Iterable[tuple[str, Leaf]], found: Sequence[Found]
    ) -> Iterator[Mismatch]:
        """Yield everything that differs; each expected item brings the place it belongs to."""
        wanted = [
            (where, item)
            for where, item in expected
            if not isinstance(item, Paragraph) or plain_text(item.text(self.language))
        ]
        keys = [self.key(item) for _, item in wanted]
        matcher = SequenceMatcher(None, keys, list(map(key_of, found)), autojunk=False)
        where = ""
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag == "equal":
                for (where, item), other in zip(wanted[i:j], found[k:m], strict=True):
                    yield from self._pair(item, other, where)
            else:
                yield from self._apart(wanted[i:j], list(found[k:m]), where)

    def _apart(
        self, wanted: Sequence[tuple[str, Leaf]], found: list[Found], before: str
    ) -> Iterator[Mismatch]:
        """Pair items that are not where they should be, each with the most similar one found."""
        where = before
        for where, item in wanted:
            other = self._most_like(item, found)
            if other is None:
                yield from self._missing(item, where)
            else:
                found.remove(other)
                yield from self._pair(item, other, where)
        for other in found:
            yield Mismatch("", where, NOTHING, _shown(other))

    def _most_like(self, item: Leaf, found: Sequence[Found]) -> Found | None:
        if isinstance(item, Paragraph):
            lines = [one for one in found if isinstance(one, FoundParagraph)]
            text = nearest(plain_text(item.text(self.language)), [one.text for one in lines])
            return next((one for one in lines if text and one.text == text), None)
        return next((one for one in found if _alike(item, one)), None)

    def key(self, item: Leaf) -> Key:
        """Return the key by which an expected item is matched to a found one."""
        match item:
            case Paragraph():
                return ("line", plain_text(item.text(self.language))[:_BEGIN])
            case PrintedTable(_, columns):
                return ("cells", *(plain_text(one.label) for one in columns if one.label))
            case Tile(label):
                return ("tile", plain_text(label))
            case Figure():
                return ("figure",)
            case _:
                assert_never(item)

    def _missing(self, item: Leaf, where: str) -> Iterator[Mismatch]:
        match item:
            case Paragraph():
                yield from Sentence.of(item.parts(self.language)).differences(where, "")
            case PrintedTable():
                heads = " | ".join(column.label for column in item.columns)
                yield Mismatch("", _table(item, where), heads, "")
            case Tile(label, value):
                yield Mismatch(value.id, f"{where}, key figures", label, "")
            case Figure(shows):
                kind = type(shows).__name__.lower()
                yield Mismatch("", f"{where}, {kind} '{shows.id}'", "a drawing", "")
            case _:
                assert_never(item)

    def _pair(self, item: Leaf, other: Found, where: str) -> Iterator[Mismatch]:
        """Yield where a found item differs from the expected one."""
        match item, other:
            case Paragraph(), FoundParagraph(text):
                sentence = Sentence.of(item.parts(self.language))
                if not same_text(text, sentence.text):
                    yield from sentence.differences(where, text)
            case PrintedTable(), FoundTable():
                yield from cells_differ(item, other, _table(item, where), self.language)
            case Tile(), FoundTile():
                yield from self._tile(item, other, where)
            case Figure(), FoundFigure():
                yield from self.figure_differs(item, other, where)
            case _:  # only items of one kind are paired
                raise TypeError(f"{item!r} is no {other!r}")

    def _tile(self, item: Tile, other: FoundTile, where: str) -> Iterator[Mismatch]:
        """Yield where the fields and the trend of a key figure differ."""
        label = plain_text(item.label)
        if other.label != label:
            yield Mismatch(item.value.id, f"{where}, key figures", label, other.label)
            return
        where = f"{where}, key figure '{label}'"
        for name, cell in other.fields.items():
            here = f"{where}, {cell.place}" if cell and cell.place else where
            yield from self._field(item, name, cell, here)
        for fact, cell in zip(item.trend, other.course, strict=False):
            yield from fact_differs(fact, cell, f"{where}, course", self.language)

    def _field(
        self, item: Tile, name: TileField, cell: Cell | None, where: str
    ) -> Iterator[Mismatch]:
        facts = {"value": item.value, "change": item.change, "target": item.target}
        if name in facts and (fact := facts[name]):
            yield from fact_differs(fact, cell, where, self.language)
            return
        told = {
            "said": " / ".join(filter(None, (item.moved, item.aimed))),
            "course": one_line(item.course),  # an attribute of its drawing
            "state": item.state,
        }
        wanted, said = plain_text(told.get(name, NULL)), seen(cell) if cell else ""
        if wanted != said:
            about = item.change if item.moved not in said else item.target
            where = f"{where}, {'change and target' if name == 'said' else name}"
            yield Mismatch(about.id if about else item.value.id, where, wanted, said)


def key_of(found: Found) -> Key:
    """Return the key by which a found item is matched to an expected one."""
    match found:
        case FoundParagraph(text):
            return ("line", text[:_BEGIN])
        case FoundTable(heads):
            return ("cells", *(head for head in heads.values() if head))
        case FoundTile(label):
            return ("tile", label)
        case FoundFigure():
            return ("figure",)
        case _:
            assert_never(found)


def _alike(item: Leaf, found: Found) -> bool:
    """Tell whether both are of one kind."""
    match item, found:
        case (PrintedTable(), FoundTable()) | (Tile(), FoundTile()) | (Figure(), FoundFigure()):
            return True
        case _:
            return False


def _table(item: PrintedTable, where: str) -> str:
    return f"{where}, table '{item.name or item.id}'"


def _shown(found: Found) -> str:
    """Return what was found as text, for a message."""
    return " | ".join(texts([found])) or "a drawing"
