"""`reportgen map` on the terminal: shows what was recognised, asks, writes the mapping files."""

from reportgen.cli.map.map_command import run

__all__ = ["run"]
