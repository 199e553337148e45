"""Every operation of the API document, read from the server itself: a new route is attacked without anybody adding it here."""

import dataclasses
import json
import re
import urllib.parse

import yaml

ABSENT = "00000000-0000-4000-8000-000000000000"
FORM = "application/x-www-form-urlencoded"


@dataclasses.dataclass(frozen=True)
class Operation:
    method: str
    path: str
    id: str
    is_open: bool          # works without an access token
    media_types: tuple     # of its body; empty when it takes none
    body: dict             # members → values that the document allows
    parameters: tuple      # (name, where: path, query, header or cookie)
    statuses: tuple        # that the document names

    @property
    def changes_state(self):
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def names(self):
        """The parameters in the path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def takes_json(self):
        return any(kind.endswith("json") for kind in self.media_types)

    @property
    def takes_form(self):
        return FORM in self.media_types

    def url(self, values=None, default=ABSENT):
        """The path with its parameters filled in, each percent-encoded."""
        return re.sub(r"{(\w+)}", lambda match: urllib.parse.quote(str((values or {}).get(match[1], default)), safe=""), self.path)

    def content(self, **members):
        """A body that the document allows, with some members replaced, and its content type; (None, None) when it takes none."""
        body = {**self.body, **members}
        if self.takes_json:
            return json.dumps(body).encode(), "application/json"
        if self.takes_form:
            return urllib.parse.urlencode(body).encode(), FORM
        return None, None

    def __str__(self):
        return f"{self.method} {self.path}"


def read(text):
    """The operations of an API document."""
    document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def resolved(value):
        while isinstance(value, dict) and "$ref" in value:
            target = document
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            value = target
        return value

    def sample(schema, name=""):
        schema = resolved(schema)
        if "example" in schema:
            return schema["example"]
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema and "type" not in schema:
            return sample(schema["anyOf"][0], name)
        kind = schema.get("type")
        if kind == "array":
            return []
        if kind == "integer":
            return schema.get("minimum", 1)
        if kind == "boolean":
            return False
        if kind == "object":
            return {key: sample(value, key) for key, value in schema.get("properties", {}).items()}
        return "correct horse battery staple" if "password" in name else "attacked"

    found = []
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method == "parameters":
                continue
            content = resolved(operation.get("requestBody", {})).get("content", {})
            first = next(iter(content.values()), {})
            body = first.get("example") or (sample(first["schema"]) if "schema" in first else {})
            security = operation.get("security", [{}])
            found.append(Operation(
                method.upper(), path, operation["operationId"], {} in security, tuple(content), body,
                tuple((one["name"], one["in"]) for one in map(resolved, [*shared, *operation.get("parameters", [])])),
                tuple(operation["responses"])))
    return found
