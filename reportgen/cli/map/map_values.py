"""Gives what `reportgen map` found as plain values, for `--json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.cli.map.mapped_file import MappedFile
from reportgen.cli.map.source_line import source_line
from reportgen.extension.components import Section
from reportgen.extension.workspace import Workspace
from reportgen.mapping import Changes, Proposal, UnknownWord, Values
from reportgen.mapping.sample_values import samples


def as_values(
    mapped: MappedFile, sections: Sequence[type[Section]], workspace: Workspace
) -> list[Mapping[str, Any]]:
    """Return the files of a mapping, one entry each."""
    matching, changed = mapped.matching, mapped.changed or Changes()
    shared = {
        "columns": [_proposal(p, mapped.values) for p in matching.proposals],
        "missing": {name: [p.header for p in some] for name, some in mapped.lacking.items()},
        "important": [c.name for c in mapped.important(sections)],
        "words": [_word(each) for each in mapped.words],
        "new_headers": changed.new,
        "missing_headers": changed.missing,
        "out": mapped.out,
    }
    return [
        {
            "file": found.read.shown_path,
            "table": matching.table.name,
            "score": found.score,
            "header_row": found.read.header_row,
            "rows": len(found.read.raw.rows),
            "encoding": found.read.raw.encoding,
            **shared,
            "source": f"{matching.table.name}: {source_line(mapped, found.read, workspace)}",
        }
        for found in mapped.files
    ]


def _proposal(proposal: Proposal, values: Sequence[Values]) -> Mapping[str, Any]:
    """Return a proposal as plain values for JSON."""
    best = proposal.best if proposal.state != "unused" else None
    return {
        "header": proposal.header,
        "state": proposal.state,
        "column": best.column.name if best else None,
        "score": best.score if best else None,
        "lead": proposal.lead if best else None,
        "reasons": [{"rule": r.rule, "about": r.about} for r in best.reasons] if best else [],
        "others": {pair.column.name: pair.score for pair in proposal.others},
        "samples": samples(values[proposal.at], proposal),
    }


def _word(each: UnknownWord) -> Mapping[str, Any]:
    """Return a word as plain values for JSON."""
    return {
        "column": each.column.name,
        "word": each.word,
        "rows": each.rows,
        "likely": [key for key, _ in each.likely],
        "means": each.means or None,
    }
