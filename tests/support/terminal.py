"""What a terminal shows of the command, for the tests."""

from __future__ import annotations

from typing import Any


def fits(value: Any, rule: dict[str, Any], schema: dict[str, Any], where: str = "") -> list[str]:
    """Where ``value`` departs from the part of JSON Schema that msgspec writes."""
    if "$ref" in rule:
        return fits(value, schema["$defs"][rule["$ref"].rpartition("/")[2]], schema, where)
    if "anyOf" in rule:
        tries = [fits(value, each, schema, where) for each in rule["anyOf"]]
        return [] if [] in tries else tries[0]
    if "enum" in rule:
        return [] if value in rule["enum"] else [f"{where}: {value!r}"]
    kinds = {
        "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
        "boolean": bool, "null": type(None),
    }  # fmt: skip
    if not isinstance(value, kinds[rule["type"]]):  # type: ignore[arg-type]
        return [f"{where}: {value!r} is not {rule['type']}"]
    wrong: list[str] = []
    if rule["type"] == "object":
        wrong += [f"{where}: {key} is missing" for key in rule["required"] if key not in value]
        for key, inner in value.items():
            if key not in rule["properties"]:
                wrong.append(f"{where}: {key} is unknown")
            else:
                wrong += fits(inner, rule["properties"][key], schema, f"{where}.{key}".strip("."))
    if rule["type"] == "array":
        for inner in value:
            wrong += fits(inner, rule["items"], schema, where) if rule.get("items") else []
    return wrong
