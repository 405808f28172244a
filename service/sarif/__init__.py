"""SARIF 2.1.0, the OASIS format in which analyzers exchange findings: Hone writes its own and reads those of others."""

from service.sarif.read import NotSarif, read
from service.sarif.write import write

__all__ = ["NotSarif", "read", "write"]
