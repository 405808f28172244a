"""The best parts of several texts as one: section by section, with its references checked again."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from service import claims
from service.claims import Document
from service.iterate.alternatives import Scored, ahead, compare
from service.iterate.gaps import SECTIONS
from service.iterate.references import references
from service.model import Evaluation

Judge = Callable[[str], Evaluation]


def synthesise(scored: Sequence[Scored], judge: Judge) -> Scored:
    """For each section the text of the alternative that passes most checks there; of equals the better one's.

    Where the whole is worse than the best of the single texts, that one is the result. `scored` is not empty.
    """
    ranked = compare(scored)
    documents = [claims.read(each.body) for each in ranked]
    names = list(dict.fromkeys(name for document in documents for name in document.sections))
    taken = {name: _best(name, ranked, documents) for name in names}
    mixed = references(_mixed(taken, documents))
    body = mixed.text()
    if body == ranked[0].body:
        return ranked[0]
    strategies = tuple(dict.fromkeys(name for each in ranked for name in each.strategies))
    whole = Scored(body, judge(body), strategies, "synthesis")
    return whole if ahead(whole.evaluation, ranked[0].evaluation) > 0 else ranked[0]


def _best(name: str, ranked: Sequence[Scored], documents: Sequence[Document]) -> int:
    """The place of the text whose checks on that section are met best; a text without the section meets none."""
    there = [at for at, document in enumerate(documents) if document.sections.get(name)]
    return max(there, key=lambda at: (_met(name, ranked[at].evaluation), -at), default=0)


def _met(name: str, evaluation: Evaluation) -> float:
    answers = [each for each in evaluation.answers if SECTIONS.get(each.key) == name]
    caps = sum(SECTIONS.get(cap.key) == name for cap in evaluation.caps)
    return sum(1.0 if each.value is None else each.value for each in answers) - caps


def _mixed(taken: Mapping[str, int], documents: Sequence[Document]) -> Document:
    """One document: the frame and order of the best, each section from where it was taken."""
    mixed = documents[0]
    for name, at in taken.items():
        text = documents[at].sections.get(name, "")
        if text != mixed.sections.get(name, ""):
            mixed = mixed.replaced(name, text)
    return Document(mixed.title, mixed.opening, MappingProxyType(dict(mixed.sections)))
