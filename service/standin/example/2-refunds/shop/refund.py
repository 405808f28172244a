"""Money that goes back to a customer."""


def refund(paid: int, wanted: int) -> int:
    """How many cents to pay back: never more than was paid."""
    if wanted < 0:
        raise ValueError("a refund cannot be negative")
    return min(paid, wanted)
