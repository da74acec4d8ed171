"""Readers of files: each yields raw tables of text, nothing is converted here."""

from reportgen.sources.csv import Csv
from reportgen.sources.excel import Excel

__all__ = ["Csv", "Excel"]
