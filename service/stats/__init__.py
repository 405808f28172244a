"""Numerics with no words of the domain; what needs numpy imports it where it is used."""
