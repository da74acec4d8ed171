"""`reportgen map`: which table a file is, which column is which, and the mapping file it writes.

The way of a file: the source for its ending reads it (`recognise`), every header is compared with
the names of every column (`likeness`) and its values with what the column may hold (`evidence`),
pairs are chosen one to one (`match`), and what is certain goes into a mapping file with the header
it was made from (`file`).
"""

from reportgen.mapping.declare import declared
from reportgen.mapping.evidence import Values, evidence
from reportgen.mapping.file import (
    HEADER,
    Changes,
    Line,
    MappingFile,
    changes,
    read_mapping,
    written,
)
from reportgen.mapping.likeness import likeness, names_of
from reportgen.mapping.match import (
    MIN_LEAD,
    MIN_SCORE,
    Matching,
    Pair,
    Proposal,
    Reason,
    match,
    settle,
    values_of,
)
from reportgen.mapping.recognise import READERS, Read, Recognised, recognise, table_scores

__all__ = [
    "HEADER",
    "MIN_LEAD",
    "MIN_SCORE",
    "READERS",
    "Changes",
    "Line",
    "MappingFile",
    "Matching",
    "Pair",
    "Proposal",
    "Read",
    "Reason",
    "Recognised",
    "Values",
    "changes",
    "declared",
    "evidence",
    "likeness",
    "match",
    "names_of",
    "read_mapping",
    "recognise",
    "settle",
    "table_scores",
    "values_of",
    "written",
]
