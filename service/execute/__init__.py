"""EXECUTE: an improvement, the facts of the head and a meta prompt become an instruction that anybody can carry out."""

from service.execute.choosing import template_of
from service.execute.documents import beside, guides, wanted
from service.execute.feature import feature
from service.execute.grounding import Around, ground
from service.execute.lean import lean
from service.execute.overview import overview
from service.execute.writing import Unfit, write

__all__ = [
    "Around",
    "Unfit",
    "beside",
    "feature",
    "ground",
    "guides",
    "lean",
    "overview",
    "template_of",
    "wanted",
    "write",
]
