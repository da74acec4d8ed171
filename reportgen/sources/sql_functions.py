"""Functions a statement may call: those that only compute a value from what they are given.

A list of what is forbidden has gaps in every database. What sqlglot knows by a class of its own is
harmless but for what reads files; of the others these are. A view may call any other.
"""

from __future__ import annotations

import re
from typing import Final

READS_FILES: Final = ("ReadCSV", "ReadParquet", "ToFile", "Secret")
"""Classes of sqlglot for functions that reach outside the database."""

_FAMILIES: Final = re.compile(
    r"(json|jsonb|array|list|map|struct|regexp|regr|approx|percentile|quantile|nls)_\w+"
)
_LISTED: Final = {
    "SQLite": (
        "julianday printf format total zeroblob quote likely unlikely instr char unixepoch "
        "timediff likelihood iif "
    ),
    "MySQL": (
        "period_add period_diff from_days makedate maketime sec_to_time time_to_sec time_format "
        "to_seconds addtime subtime yearweek weekday field find_in_set export_set make_set ord "
        "strcmp truncate conv crc32 bin oct char_length mid locate position elt interval "
        "convert_tz get_format microsecond inet_aton inet_ntoa sysdate bit_count any_value "
    ),
    "PostgreSQL": (
        "age now clock_timestamp statement_timestamp transaction_timestamp date_part date_bin "
        "to_date to_timestamp to_json to_jsonb row_to_json make_date make_time make_timestamp "
        "make_timestamptz make_interval justify_days justify_hours justify_interval isfinite "
        "btrim cardinality every bool_and bool_or num_nulls num_nonnulls div mod gcd lcm "
        "convert_from convert_to quote_literal quote_ident pg_typeof generate_subscripts scale "
        "trim_scale starts_with string_to_table unistr "
    ),
    "SQL Server": (
        "charindex patindex quotename replicate str datename datepart datediff_big datefromparts "
        "datetime2fromparts smalldatetimefromparts datetimeoffsetfromparts timefromparts eomonth "
        "switchoffset todatetimeoffset sysdatetime sysdatetimeoffset sysutcdatetime getutcdate "
        "isdate isnumeric isjson choose parse try_parse checksum binary_checksum hashbytes newid "
        "string_split string_escape db_name square difference formatmessage "
    ),
    "Oracle": (
        "instrb substrb lengthb lnnvl ratio_to_report wm_concat sys_connect_by_path from_tz "
        "tz_offset new_time sys_extract_utc numtodsinterval numtoyminterval to_dsinterval "
        "to_yminterval to_nchar to_clob to_single_byte to_multi_byte rawtohex hextoraw ora_hash "
        "remainder vsize bitand rowidtochar asciistr "
    ),
    "DuckDB": (
        "epoch epoch_ms epoch_us strptime try_strptime strftime strlen len isodow isoyear century "
        "decade millennium era datesub date_sub datetrunc time_bucket str_split string_agg "
        "histogram range hash fdiv fmod even ucase lcase bar damerau_levenshtein jaccard "
        "jaro_similarity nfc_normalize strip_accents isnan isinf "
    ),
    "what several have under one name": (
        "ifnull nvl isnull lpad rpad ltrim rtrim left right ceiling power random rand bit_and "
        "bit_or bit_xor bit_length all any some trunc round abs"
    ),
}
_NAMES: Final = frozenset(" ".join(_LISTED.values()).split())
_LOB: Final = {"substr", "instr", "getlength"}


def only_computes(name: str, folder: str, *, known: bool) -> bool:
    """Whether a function is harmless: sqlglot knows it, or its name is listed here.

    `folder` is the schema or package it is called with: in one of somebody's own any name may do
    anything.
    """
    name = name.lower()
    if folder.lower() == "dbms_lob":
        return name in _LOB
    return folder.lower() in {"", "pg_catalog"} and (
        known or name in _NAMES or bool(_FAMILIES.fullmatch(name))
    )
