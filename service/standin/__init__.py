"""A GitHub of our own for `hone demo` and the tests: REST, webhooks and git over loopback, in its own process."""
