"""How near files are to the work: by the folders that both lie in."""

from collections.abc import Iterable

Rank = tuple[int, int]


class Near:
    """Ranks folders by the longest way from the root that they share with one of these paths; smaller is nearer."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._known: dict[str, Rank] = {"": (0, 0)}
        for path in paths:
            way = path.split("/")[:-1]
            for depth in range(1, len(way) + 1):
                self._known["/".join(way[:depth])] = (-depth, 0)

    def __call__(self, folder: str) -> Rank:
        """(minus the folders shared, the folders apart): the nearest first, of equals the one higher up."""
        known = self._known.get(folder)
        if known is None:
            shared, apart = self(folder.rpartition("/")[0])
            known = self._known[folder] = (shared, apart + 1)
        return known
