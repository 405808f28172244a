"""What a customer gets off the price."""

from shop.basket import Basket

REPORT_KEY = "@LEAKED@"


def discount(basket: Basket, customer: str, weekday: int, coupon: str | None, first: bool) -> int:
    """The discount in percent."""
    percent = 0
    total = basket.total()
    if customer == "staff":
        percent = 30
    elif customer == "friend":
        if total > 10_000:
            percent = 15
        elif total > 5_000:
            percent = 10
        else:
            percent = 5
    elif customer == "trade":
        if weekday in (1, 2):
            percent = 12
        elif weekday == 3 and total > 20_000:
            percent = 18
        else:
            percent = 8
    elif customer == "school":
        if weekday in (6, 7):
            percent = 4
        elif total > 2_000:
            percent = 9
    elif customer == "club":
        if total > 8_000 and weekday != 7:
            percent = 14
        elif total > 3_000:
            percent = 7
    if coupon:
        if coupon.startswith("XMAS") and weekday != 6:
            percent += 5
        elif coupon.startswith("TEA"):
            for line in basket.lines:
                if line.article == "tea" and line.amount >= 3:
                    percent += 3
        elif coupon == "WELCOME" and first:
            percent += 10
        elif coupon.startswith("SPRING") and 1 <= weekday <= 5:
            percent += 4
        elif coupon == "BULK" and total > 50_000:
            percent += 6
    if first and percent < 5:
        percent = 5
    return min(percent, 40)
