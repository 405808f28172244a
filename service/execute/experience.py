"""What a prompt about an interface says of the people who use it: where they are stopped, and what that costs."""

from dataclasses import dataclass

from service.execute.scene import Scene


@dataclass(frozen=True, slots=True)
class _Barrier:
    """What a group of rules means to people."""

    whom: str
    """Who cannot do what, up to the place."""
    because: str
    journey: str
    engagement: str
    conversion: str
    principle: str
    """A named principle of psychology or design, with its source."""
    kpi: str


_FIELD = _Barrier(
    whom="Users of screen readers cannot fill in",
    because="no label says what belongs there",
    journey="filling in; what a field is for has to be guessed.",
    engagement="without a label only the box itself can be clicked.",
    conversion="a field that is guessed wrong sends the form back.",
    principle="recognition rather than recall (Nielsen's heuristic 6).",
    kpi="share of opened forms that are sent",
)
_EFFORT = _Barrier(
    whom="Users on phones or with password managers cannot let the browser fill in",
    because="it is not told what belongs there",
    journey="filling in; what the browser knows is typed again by hand.",
    engagement="each field typed by hand is a place to give up.",
    conversion="a mistyped address ends in a second attempt, or in none.",
    principle="ability (Fogg's behaviour model): what takes less effort is done more often.",
    kpi="share of opened forms that are sent, and time until then",
)
_ERRORS = _Barrier(
    whom="Users cannot see what was wrong in",
    because="the browser's messages are off and nothing stands in their place",
    journey="sending; the form stays, and says nothing.",
    engagement="whoever gets no answer sends again, or leaves.",
    conversion="each mistake ends the attempt.",
    principle="help users recognise, diagnose and recover from errors (Nielsen's heuristic 9).",
    kpi="share of failed attempts that are followed by a successful one",
)
_CHUNKS = _Barrier(
    whom="Users cannot take in at a glance what is asked in",
    because="everything is asked at once, without groups",
    journey="deciding to begin; all the effort is in sight at once.",
    engagement="groups show how far one is.",
    conversion="forms are left where they look longest: at the start.",
    principle="chunking (Miller, 1956): groups are held in mind, single items are not.",
    kpi="share of opened forms that are begun, and that are sent",
)
_NAME = _Barrier(
    whom="Users who hear the page, or scan it, cannot follow",
    because="something there has no name that can be read out",
    journey="finding the way; what leads on is passed over.",
    engagement="what nobody can name, nobody follows.",
    conversion="whoever does not find the next step does not take it.",
    principle="information scent (Pirolli and Card, 1999): people follow what says where it leads.",
    kpi="share of visits that go on from this page",
)
_PAGE = _Barrier(
    whom="Users on other devices, or with larger text, have to adjust by hand",
    because="the page does not follow their settings",
    journey="arriving; the page does not fit.",
    engagement="who has to enlarge or search stays a shorter time.",
    conversion="a visit that ends on the first page leads to nothing.",
    principle="user control and freedom (Nielsen's heuristic 3).",
    kpi="share of visits on phones that end on their first page",
)
_TELLS = _Barrier(
    whom="Users who hear or translate the page, or keep many open, cannot tell what to make of",
    because="it does not say what it is",
    journey="arriving; the page does not introduce itself.",
    engagement="a page read in the wrong language, or lost among tabs, is closed.",
    conversion="a visit that ends on the first page leads to nothing.",
    principle="visibility of system status (Nielsen's heuristic 1).",
    kpi="share of visits that end on their first page",
)
BARRIERS = {
    **dict.fromkeys(("field-without-label", "placeholder-as-label"), _FIELD),
    **dict.fromkeys(("field-without-autocomplete", "field-of-type-text", "paste-blocked"), _EFFORT),
    "form-without-errors": _ERRORS,
    "form-in-one-step": _CHUNKS,
    **dict.fromkeys(("image-without-alt", "button-without-name", "link-without-name"), _NAME),
    **dict.fromkeys(("link-says-nothing", "frame-without-title"), _NAME),
    **dict.fromkeys(("page-without-language", "page-without-title"), _TELLS),
    **dict.fromkeys(("page-without-viewport", "zoom-switched-off", "tab-order-forced"), _PAGE),
}
"""By the rule of a journey; the plan makes one improvement of one rule in one file."""


def values(scene: Scene) -> dict[str, str]:
    """What `prompts/experience.md` asks for beyond the other templates; nothing for work of another kind."""
    if scene.improvement.kind != "experience":
        return {}
    found = BARRIERS.get(scene.first.rule, _NAME)
    return {
        "barrier": f"{found.whom} {scene.path}, because {found.because}.",
        "journey": found.journey,
        "engagement": found.engagement,
        "conversion": found.conversion,
        "principle": found.principle,
        "kpi": f"{found.kpi}; not measured here: count it for 14 days before and after.",
    }
