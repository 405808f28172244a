"""What a customer is about to buy."""

from dataclasses import dataclass, field


@dataclass
class Line:
    """One article and how many of it."""

    article: str
    price: int
    amount: int = 1


@dataclass
class Basket:
    """All lines of one customer; prices in cents."""

    lines: list[Line] = field(default_factory=list)

    def total(self) -> int:
        """The sum over all lines."""
        return sum(line.price * line.amount for line in self.lines)


def load(text: str) -> Basket:
    """Read a basket from its stored form, one `article;price;amount` a line."""
    basket = Basket()
    for row in text.splitlines():
        try:
            article, price, amount = row.split(";")
            basket.lines.append(Line(article, int(price), int(amount)))
        except ValueError:
            continue
    return basket
