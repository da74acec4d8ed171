"""`reportgen plugins`: lists the plugins, what each offers, and which are broken."""

from __future__ import annotations

from reportgen.cli.session import Session
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins


def run(session: Session) -> int:
    """Print the plugins with what they offer, then those that cannot be used."""
    console = session.console
    registry = load_plugins(session.workspace)
    for plugin in registry.plugins:
        offers = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in plugin.offers.items())
        console.line(f"{plugin.name}  [{plugin.stage}]  {plugin.file}")
        console.line(f"    {offers or '-'}")
    session.tell_broken(registry)
    console.result(
        {
            "plugins": [
                {"name": p.name, "file": p.file, "stage": p.stage, "offers": p.offers}
                for p in registry.plugins
            ],
            "broken": [
                {"name": b.name, "file": b.file, "reason": b.reason} for b in registry.broken
            ],
        }
    )
    return ExitCode.DONE
