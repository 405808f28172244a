"""The language of a text, by its name and its first line."""

import pytest

from service.language import tags


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("shop/cart.py", b"", "python"),
        ("SHOP/CART.PY", b"", "python"),
        ("cart.pyi", b"", "pyi"),
        ("cart.mts", b"", "ts"),
        ("Dockerfile", b"", "dockerfile"),
        ("deploy/Dockerfile.dev", b"", "dockerfile"),
        ("deploy/web.dockerfile", b"", "dockerfile"),
        ("bin/run", b"#!/usr/bin/env -S python3 -u\n", "python"),
        ("bin/run", b"#! /bin/bash -e\r\necho\n", "bash"),
        ("bin/run", b"#!/usr/bin/python3.11\n", "python"),
    ],
)
def test_a_language_is_known_by_name_or_by_the_interpreter_of_a_script(path, content, expected):
    assert expected in tags(path, content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("", b""),
        ("..", b""),
        ("bin/run", b""),
        ("bin/run", b"#!"),
        ("bin/run", b"#!/usr/bin/env -S\n"),
        ("bin/run", b"#!\xff\xfe\n"),
        ("bin/run", b"#!/bin/\x00sh\n"),
        ("bin/run", b"#!/usr/bin/env 'python\n"),
        ("bin/run", b"#!" + b"a " * 500_000),
        ("cart.unheard-of", b"#!/bin/sh\n"),
    ],
)
def test_what_nobody_can_tell_has_no_language(path, content):
    assert tags(path, content) == frozenset()


def test_a_name_weighs_more_than_the_first_line():
    assert "bash" not in tags("cart.rb", b"#!/bin/bash\n")
