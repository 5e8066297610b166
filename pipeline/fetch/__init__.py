"""All network: pages are asked for politely, within robots.txt, at public addresses only, and within limits."""

from pipeline.fetch.client import Client
from pipeline.fetch.gate import PATIENCE, Hosts, MemoryHosts
from pipeline.fetch.reasons import REASONS, Reason, reason_of
from pipeline.fetch.robots import Robots

__all__ = ["PATIENCE", "REASONS", "Client", "Hosts", "MemoryHosts", "Reason", "Robots", "reason_of"]
