"""The control surface under `/_/`: what people and operators do on GitHub's pages, and what they see there."""

from service.standin.call import Route
from service.standin.control import accounts, checks, deliveries, evidence, page, process, pulls, talk
from service.standin.server import Server


def routes(server: Server) -> tuple[Route, ...]:
    """Every control; none asks who calls, since only loopback reaches it."""
    parts = (accounts.ROUTES, deliveries.ROUTES, pulls.ROUTES, talk.ROUTES, checks.ROUTES, evidence.ROUTES, page.ROUTES)
    return (*process.routes(server), *(route for part in parts for route in part))
