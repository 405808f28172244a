from shop.basket import Basket, Line, load


def test_total():
    assert Basket([Line("tea", 350, 2), Line("cup", 900)]).total() == 1600


def test_load():
    assert load("tea;350;2").total() == 700
