"""Asks the person at the terminal the questions of `reportgen map`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import click

from reportgen.cli.console import Console
from reportgen.intake.category_words import IGNORE, key_label, keys_of
from reportgen.intake.headers import shown_headers
from reportgen.mapping import (
    Matching,
    Proposal,
    UnclearTableError,
    UnknownWord,
    Values,
    settle,
)
from reportgen.mapping.sample_values import candidates, samples
from reportgen.metric.table_contracts import ColumnContract

Wanted = Callable[[Matching], Mapping[str, tuple[Proposal, ...]]]
"""Columns nothing was found for → the headers they may be, as a matching stands."""


def is_terminal() -> bool:
    """Tell whether a person can answer: standard input is a terminal."""
    return sys.stdin.isatty()


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks what is not certain, one header after another, then the required columns."""

    console: Console

    def settle(self, matching: Matching, values: tuple[Values, ...]) -> Matching:
        """Settle what is not certain with the person at the terminal."""
        for proposal in matching.asked:
            pairs = [p for p in (proposal.best, *proposal.others) if p]
            free = [p.column for p in pairs if p.column.name not in matching.certain]
            chosen = self._chosen(
                self.console.text("map.ask_column", header=proposal.header),
                [f"{c.name} {c.label.in_(self.console.language)}" for c in free],
                "  ".join(samples(values[proposal.at], proposal)),
            )
            given = {free[chosen].name: proposal.header} if chosen is not None else {}
            refused = {proposal.best.column.name: ""} if not given and proposal.best else {}
            matching = settle(matching, given or refused)
        for column in matching.missing:
            near = candidates(column, matching, values)
            chosen = self._chosen(
                self.console.text(
                    "map.ask_header",
                    column=column.name,
                    name=column.label.in_(self.console.language),
                ),
                [proposal.header for proposal in near],
                "",
            )
            if chosen is not None:
                matching = settle(matching, {column.name: near[chosen].header})
        return matching

    def find(self, matching: Matching, values: tuple[Values, ...], wanted: Wanted) -> Matching:
        """Ask which unused header is a column that sections read; none of them is the default."""
        passed: set[str] = set()
        while names := [name for name in wanted(matching) if name not in passed]:
            passed.add(names[0])
            column, near = matching.table.column(names[0]), wanted(matching)[names[0]]
            chosen = self._chosen(
                self.console.text(
                    "map.ask_found",
                    column=column.name,
                    name=column.label.in_(self.console.language),
                ),
                [_with_samples(each, values) for each in near],
                "",
                default=0,
            )
            if chosen is not None:
                matching = settle(matching, {column.name: near[chosen].header})
        return matching

    def table(self, error: UnclearTableError) -> str:
        """Ask which table a file is; returns its name, or nothing for none of them."""
        header = ", ".join(shown_headers(error.read.raw.header))
        chosen = self._chosen(
            self.console.text("map.ask_table", file=error.read.path.name),
            [f"{t.name} {t.label.in_(self.console.language)}" for t in error.tables],
            header,
            default=0,
        )
        return "" if chosen is None else error.tables[chosen].name

    def dealer(self) -> str:
        """Ask what the store is called; nothing if the person does not say."""
        question = f" ? {self.console.text('init.ask_dealer')}"
        said: str = click.prompt(question, default="", show_default=False)
        return said.strip()

    def meaning(self, each: UnknownWord) -> UnknownWord:
        """Ask what a word means; returns it with the key the person gives it."""
        language, column = self.console.language, each.column
        likely = [key for key, _ in each.likely]
        keys = list(dict.fromkeys((*likely, *keys_of(column), IGNORE)))
        question = self.console.text(
            "map.ask_names" if column.people else "map.ask_word",
            word=each.word,
            rows=each.rows,
            column=column.name,
            name=column.label.in_(language),
        )
        choices = [self._meaning(column, key) for key in keys]
        chosen = self._chosen(question, choices, "", default=int(bool(likely)))
        return each if chosen is None else replace(each, means=keys[chosen])

    def _meaning(self, column: ColumnContract, key: str) -> str:
        if key == IGNORE:
            return f"{key} {self.console.text('map.ignore')}"
        return key if column.people else f"{key} {key_label(column, key, self.console.language)}"

    def _chosen(
        self, question: str, choices: Sequence[str], shown: str, default: int = 1
    ) -> int | None:
        """Ask for one of the choices; return its position, or None for none of them."""
        if not choices:
            return None
        self.console.line(f" ? {question}  {shown}".rstrip())
        for number, choice in enumerate(choices, 1):
            self.console.line(f"     {number}  {choice}")
        self.console.line(f"     0  {self.console.text('map.none')}")
        numbers = click.Choice([str(number) for number in range(len(choices) + 1)])
        answer = int(
            click.prompt(self.console.text("map.choose"), type=numbers, default=str(default))
        )
        return answer - 1 if answer else None


def _with_samples(proposal: Proposal, values: Sequence[Values]) -> str:
    return "  ".join((proposal.header, *samples(values[proposal.at], proposal)))
