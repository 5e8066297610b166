"""WARC in and out (ISO 28500:2017, WARC 1.1): every fetched page is kept, and any crawler's pages can be read.

``docs`` of the choices that other tools see stand in writer.py (what is written) and reader.py (what is understood).
"""

from pipeline.archive.payloads import Payloads
from pipeline.archive.place import WarcPlace
from pipeline.archive.reader import read, read_at
from pipeline.archive.writer import Archive, prune

__all__ = ["Archive", "Payloads", "WarcPlace", "prune", "read", "read_at"]
