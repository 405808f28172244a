"""Cobertura XML, as coverage.py, gcovr, PHPUnit, .NET and many others write it."""

import io
import re

from service.signals import Covered, Format, Lines, Unreadable, bounded

_NUMBER = re.compile(r"\d{1,8}", re.ASCII)


def read(content: bytes) -> Covered:
    """Lines by file. Raises Unreadable: entities are refused, and external ones never followed."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    found: dict[str, Lines] = {}
    current, root = Lines(), ""
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            if event == "end":
                element.clear()
                continue
            root = root or element.tag
            if element.tag == "class":
                current = found.setdefault(element.get("filename", ""), Lines())
            elif element.tag == "line":
                _count(current, element.get("number", ""), element.get("hits", ""))
            if root != "coverage":
                raise Unreadable("it is not Cobertura's")
    except DefusedXmlException:
        raise Unreadable("it declares entities") from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable("it is not XML") from None
    return bounded(found)


def _count(lines: Lines, number: str, hits: str) -> None:
    """A line a class lists twice, in a method and by itself, was reached when either says so."""
    if not (_NUMBER.fullmatch(number) and hits.isdecimal()):
        return
    line = int(number)
    if hits.strip("0"):
        lines.hit.add(line)
        lines.missed.discard(line)
    elif line not in lines.hit:
        lines.missed.add(line)


COBERTURA = Format("cobertura", "coverage", re.compile(r"(?i)(cobertura|coverage)[\w.-]*\.xml"), read)
