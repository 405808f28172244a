"""What goes wrong outside, in sentences a maintainer may read."""


class Fault(Exception):
    """Something outside failed in a way a maintainer should read; the message is one calm sentence."""


class Unfetchable(Fault):
    """The repository, or one of the commits, cannot be read."""


class Limited(Fault):
    """GitHub asked for a pause that is too long to sit out; what was refused was not written."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"GitHub asks to wait {self.seconds:.0f} s."


class Unavailable(Fault):
    """GitHub gave no clear answer, tries included; the same work may succeed later."""


class Withdrawn(Fault):
    """The installation is suspended or removed, or no longer covers the repository."""


class Ungranted(Fault):
    """A feature needs a permission that the installation did not grant."""


class Refused(Fault):
    """The store did not commit; nothing was accepted."""
