"""Reports nobody would write: every kind of block with texts and tables of random lengths."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from typing import Final

from reportgen.document.blocks import (
    Block,
    Chapter,
    Chart,
    Column,
    Document,
    Finding,
    Heading,
    Kpi,
    Kpis,
    Recommendation,
    Series,
    Table,
    Term,
    Text,
)
from reportgen.document.facts import Fact, words

_CHINESE: Final = (
    "本月共接车", "客户满意度", "一次修复率", "较上月下降", "返修工单", "“不满意”", "（见下表）",
    "服务顾问", "，", "。", "；", "、", "：", "《保养手册》", "配件到货时间变长", "——", "……", "？",
)  # fmt: skip
_MARKS: Final = "，。；、：？—…"
_LATIN: Final = (
    "vehicles", "first-time", "fix", "the", "of", "satisfaction", "1,386", "95.1%", "(156/164)",
    "service", "VIN", "a", "CNY 661k", "30 days,", "parts;", "advisor's", "Excel", "2026-10",
    "why?", "13/22", "low–high", '"quoted"', "office", "attitude",
)  # fmt: skip


def _both_headings(one: Block, after: Block | None) -> bool:
    return isinstance(one, Heading) and (after is None or isinstance(after, Heading))


class Maker:
    """Makes a document from a seed."""

    def __init__(self, seed: int, document: Document) -> None:
        self._random = Random(seed)  # noqa: S311 samples, no secrets
        self._like = document
        self._zh = document.cover.language == "zh"
        self._made = 0

    def document(self) -> Document:
        """A report of three to five chapters around the frame of another."""
        pick = self._random
        chapters = tuple(
            Chapter(f"c{i}", self._words(2, 12), tuple(self._blocks()))
            for i in range(pick.randint(3, 5))
        )
        return replace(
            self._like,
            preface=(Text(words(self._words(10, 400))),),
            summary=tuple(self._finding() for _ in range(pick.randint(0, 5))),
            chapters=chapters,
            recommendations=tuple(self._recommendation() for _ in range(pick.randint(0, 6))),
            glossary=tuple(
                Term(self._words(2, 8), self._words(5, 90)) for _ in range(pick.randint(0, 14))
            ),
        )

    def _blocks(self) -> list[Block]:
        makers = (self._text, self._text, self._table, self._chart, self._kpis, self._finding,
                  self._heading)  # fmt: skip
        made = [self._random.choice(makers)() for _ in range(self._random.randint(2, 12))]
        # Nothing stands between two headings in a report.
        return [one for one, after in pairwise([*made, None]) if not _both_headings(one, after)]

    def _words(self, least: int, most: int) -> str:
        """Text of about so many letters of Chinese size, mixed in a Chinese report."""
        pick, wanted = self._random, self._random.randint(least, most)
        latin = pick.choice((0.1, 0.3, 0.6)) if self._zh else 0.97
        text = ""
        while len(text.encode()) < 3 * wanted:
            if pick.random() < latin:
                text += pick.choice(_LATIN) + ("" if self._zh and pick.random() < 0.4 else " ")
            else:
                piece = pick.choice(_CHINESE)
                text = (text.rstrip() if piece[0] in _MARKS else text) + piece
        return text.strip()

    def _name(self) -> str:
        self._made += 1
        return f"b{self._made}"

    def _text(self) -> Block:
        role = self._random.choice(("body", "body", "body", "headline", "note", "summary"))
        return Text(words(self._words(5, 50 if role != "body" else 500)), role)

    def _heading(self) -> Block:
        return Heading(self._words(2, 12), self._random.choice((2, 2, 3)))

    def _fact(self) -> Fact:
        return Fact(
            self._name(), round(self._random.random() * 1000, 1), "number", self._words(2, 9)
        )

    def _table(self) -> Block:
        pick = self._random
        wide = [pick.choice((0, 1, 1)) for _ in range(pick.randint(1, 6))]
        long = pick.choice((4, 10, 25))
        columns = [
            Column(self._words(2, 8)),
            *(Column(self._words(2, 6), "text" if w else "number") for w in wide),
        ]
        rows = tuple(
            (
                self._words(2, 8),
                *(self._words(1, long) if w else pick.randint(0, 99999) for w in wide),
            )
            for _ in range(pick.choice((1, 3, 8, 12, 13, 20, 45)))
        )
        note = words(self._words(5, 120)) if pick.random() < 0.5 else ()
        return Table(self._name(), self._words(4, 60), tuple(columns), rows, note=note)

    def _chart(self) -> Block:
        kind = self._random.choice(("column", "bar", "line", "heat"))
        facts = tuple(self._fact() for _ in range(4))
        note = words(self._words(5, 120)) if self._random.random() < 0.3 else ()
        return Chart(
            self._name(), kind, words(self._words(4, 60)), self._words(4, 60), ("a", "b", "c", "d"),
            (Series("s", facts),), "number", note=note,
        )  # fmt: skip

    def _kpis(self) -> Block:
        pick = self._random
        change = pick.random() < 0.6
        target = pick.random() < 0.5
        trend = pick.random() < 0.5
        return Kpis(
            tuple(
                Kpi(
                    self._fact(),
                    self._words(2, 8),
                    self._fact() if change else None,
                    self._fact() if target else None,
                    severity=pick.choice(("bad", "watch", "good", "info")),
                    trend=tuple(self._fact() for _ in range(6))
                    if trend and pick.random() < 0.7
                    else (),
                )
                for _ in range(pick.randint(1, 7))
            )
        )

    def _finding(self) -> Block:
        severity = self._random.choice(("bad", "watch", "good", "info"))
        text = words(self._words(5, 250)) if self._random.random() < 0.8 else ()
        return Finding(self._name(), severity, words(self._words(5, 60)), text)

    def _recommendation(self) -> Recommendation:
        fact = self._fact()
        return Recommendation(
            self._name(), "finding", words(self._words(5, 60)), words(self._words(5, 60)),
            words(self._words(5, 90)), self._words(2, 6), date(2026, 11, 20), self._words(2, 8),
            fact, fact,
        )  # fmt: skip


def made(seed: int, like: Document) -> Document:
    """The document of a seed, in the language and with the cover of another."""
    return Maker(seed, like).document()
