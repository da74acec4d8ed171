"""Writes `manifest.json`: what reports are made from, and the state of each dealer's or roll-up.

It holds no clock and no path of the machine, so two runs that made the same have the same manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from reportgen.files import write_whole
from reportgen.report.batch.output_folder import OutputFolder
from reportgen.report.batch.provenance import Provenance
from reportgen.report.batch.run_ledger import Booked

NAME: Final = "manifest.json"


def write_manifest(
    folder: OutputFolder, made_from: Provenance, of: Literal["dealers", "rollups"] = "dealers"
) -> None:
    """Write the manifest of a folder, of all that were ever made there.

    Raises:
        EnvironmentFault: It cannot be written.
    """
    booked = folder.ledger.booked
    content = {
        **made_from.told,
        of: {name: _entry(booked[name]) for name in sorted(booked)},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(folder.folder / NAME, text.encode() + b"\n")


def _entry(booked: Booked) -> Mapping[str, Any]:
    return {
        "made_from": booked.key,
        "status": booked.status,
        "files": booked.files,
        "rows": booked.rows,
        **({"reason": booked.reason} if booked.reason else {}),
        **({"failure": booked.failure} if booked.failure else {}),
        **({"place": booked.place} if booked.place else {}),
    }
