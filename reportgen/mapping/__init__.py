"""Recognises which table a file is and which column is which, and writes the mapping file.

The way of a file: the source for its ending reads it (`table_recognition`), every header is
compared with the names of every column (`header_likeness`) and its values with what the column may
hold (`value_evidence`), pairs are chosen one to one (`column_match`), and what is certain goes into
a mapping file with the header it was made from (`mapping_file`).
"""

from reportgen.mapping.column_match import (
    MIN_LEAD,
    MIN_SCORE,
    Matching,
    MatchReason,
    Pair,
    Proposal,
    match,
    settle,
    values_of,
)
from reportgen.mapping.declarations import declared, foreign_currency
from reportgen.mapping.free_headers import free_headers
from reportgen.mapping.header_likeness import likeness, names_of
from reportgen.mapping.mapping_file import (
    HEADER,
    Changes,
    Line,
    MappingFile,
    WordLine,
    changes,
    read_mapping,
    written,
)
from reportgen.mapping.table_recognition import (
    Read,
    Recognised,
    UnclearTableError,
    readers_of,
    recognise,
    table_scores,
)
from reportgen.mapping.unknown_words import UnknownWord, unknown_words
from reportgen.mapping.value_evidence import Values, evidence

__all__ = [
    "HEADER",
    "MIN_LEAD",
    "MIN_SCORE",
    "Changes",
    "Line",
    "MappingFile",
    "MatchReason",
    "Matching",
    "Pair",
    "Proposal",
    "Read",
    "Recognised",
    "UnclearTableError",
    "UnknownWord",
    "Values",
    "WordLine",
    "changes",
    "declared",
    "evidence",
    "foreign_currency",
    "free_headers",
    "likeness",
    "match",
    "names_of",
    "read_mapping",
    "readers_of",
    "recognise",
    "settle",
    "table_scores",
    "unknown_words",
    "values_of",
    "written",
]
