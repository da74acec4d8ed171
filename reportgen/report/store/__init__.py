"""The store: what was read for a month, kept so that every dealer's part can be opened alone."""

from reportgen.report.store.fact_files import StoredFact, StoredFacts, read_facts
from reportgen.report.store.open_store import open_store
from reportgen.report.store.stored_inputs import Slice, Stored

__all__ = ["Slice", "Stored", "StoredFact", "StoredFacts", "open_store", "read_facts"]
