import pytest

from shop.refund import refund


def test_never_more_than_paid():
    assert refund(500, 900) == 500


def test_never_negative():
    with pytest.raises(ValueError):
        refund(500, -1)
