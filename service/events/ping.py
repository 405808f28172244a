"""`ping`: GitHub tries the webhook address after set-up."""

from service.events import Parser, field
from service.model import Pinged

PARSER = Parser("ping", (), lambda payload: Pinged(zen=field(payload, "zen", "")))
