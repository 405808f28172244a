"""Hone: a self-hosted GitHub App that guards code health."""
