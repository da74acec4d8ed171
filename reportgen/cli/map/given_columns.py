"""`--set column=header` of `reportgen map`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportgen.errors import UsageError, did_you_mean
from reportgen.mapping import Matching


def given_columns(texts: Sequence[str], matching: Matching) -> Mapping[str, str]:
    """`--set column=header`, checked.

    Raises:
        UsageError: There is no such column or header.
    """
    headers = [proposal.header for proposal in matching.proposals]
    given = {}
    for text in texts:
        name, equals, header = text.partition("=")
        if not equals:
            raise UsageError(f"--set: '{text}' is not column=header, such as dealer=Store")
        known = [column.name for column in matching.table.columns]
        if name not in known:
            hint = did_you_mean(name, known) or f"; its columns are {', '.join(known)}"
            raise UsageError(f"--set: {matching.table.name} has no column '{name}'{hint}")
        if header and header not in headers:
            hint = did_you_mean(header, headers) or f"; the file has {', '.join(headers)}"
            raise UsageError(f"--set: {name}: there is no header '{header}'{hint}")
        given[name] = header
    return given
