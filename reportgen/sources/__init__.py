"""Readers of files and databases: each yields raw tables of text, nothing is converted here."""

from reportgen.sources.csv import Csv
from reportgen.sources.duckdb import DuckDb
from reportgen.sources.excel import Excel
from reportgen.sources.parquet import Parquet
from reportgen.sources.sql import Sql

__all__ = ["Csv", "DuckDb", "Excel", "Parquet", "Sql"]
