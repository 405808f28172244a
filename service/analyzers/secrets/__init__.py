"""Secrets: keys, tokens and passwords in the text, told by place and rule, never by value."""

from service.analyzers import Analyzer
from service.analyzers.secrets.findings import scan, suffix

SECRETS = Analyzer("secrets", "every text", suffix, scan)
