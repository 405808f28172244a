"""Does a value have the shape that was asked for? The part of JSON Schema that questions use, and no more."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

Schema = Mapping[str, Any]

TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
LIMITS = {"minLength", "maxLength", "minItems", "maxItems"}
WORDS = {"type", "properties", "required", "items", "enum", "additionalProperties", "description", *LIMITS}


class Misfit(Exception):
    """What is wrong with a value, in words that the model may be told; nothing of the value is quoted."""


def known(schema: Schema) -> None:
    """Raises ValueError when a schema, or one inside, says more than is checked here: it would be half checked."""
    if odd := set(schema) - WORDS:
        raise ValueError(f"a schema uses {', '.join(sorted(odd))}, which is not checked")
    if schema.get("type") not in TYPES:
        raise ValueError(f"a schema has the type {schema.get('type')!r}")
    for inner in _inner(schema):
        known(inner)


def fitted(value: object, schema: Schema, place: str = "the answer") -> Any:
    """The value without the keys nobody asked for, its texts fit to be stored. Raises Misfit."""
    kind = schema["type"]
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        raise Misfit(f"{place} must be of type {kind}")
    if "enum" in schema and value not in schema["enum"]:
        raise Misfit(f"{place} must be one of {', '.join(map(str, schema['enum']))}")
    if isinstance(value, dict):
        return _object(value, schema, place)
    if isinstance(value, list):
        _sized(len(value), schema, "Items", "items", place)
        return [fitted(each, schema["items"], f"{place}, item {at}") for at, each in enumerate(value, 1)]
    if isinstance(value, str):
        _sized(len(value), schema, "Length", "characters", place)
        return storable(value)
    return value


def storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _object(value: dict[str, object], schema: Schema, place: str) -> dict[str, Any]:
    properties = cast("Mapping[str, Schema]", schema.get("properties", {}))
    for name in schema.get("required", ()):
        if name not in value:
            raise Misfit(f"{place} lacks `{name}`")
    return {
        name: fitted(value[name], inner, f"{place}, `{name}`") for name, inner in properties.items() if name in value
    }


def _sized(size: int, schema: Schema, what: str, unit: str, place: str) -> None:
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}", size)
    if size < least:
        raise Misfit(f"{place} must have at least {least} {unit}")
    if size > most:
        raise Misfit(f"{place} must have at most {most} {unit}")


def _inner(schema: Schema) -> Iterator[Schema]:
    yield from cast("Mapping[str, Schema]", schema.get("properties", {})).values()
    if schema["type"] == "array":
        yield schema["items"]
