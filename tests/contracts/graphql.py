"""Judges GraphQL exchanges by GitHub's published schema: the document, its variables, and the answer's shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    build_schema,
    execute_sync,
    is_abstract_type,
    parse,
    validate,
)

from tests.contracts import schemas

Info = GraphQLResolveInfo[Any]


@cache
def published() -> GraphQLSchema:
    """GitHub's schema, as far as data/ has it."""
    return build_schema(schemas.read("github_graphql.graphql"))


def validate_document(text: str) -> list[str]:
    """Violations of one document, syntax errors among them."""
    try:
        return [f"graphql: {error.message}" for error in validate(published(), parse(text))]
    except GraphQLError as error:
        return [f"graphql: {error.message}"]


def validate_exchange(request: Any, status: int, response: Any) -> list[str]:
    """Violations of POST /graphql (decoded JSON bodies). A query answered with errors may be wrong on purpose."""
    if status >= 500:
        return []
    if not isinstance(request, Mapping) or not isinstance(request.get("query"), str):
        return [] if status >= 400 else ["graphql: a request is an object with a query"]
    if not isinstance(response, Mapping):
        return ["graphql: an answer is a JSON object"]
    if status >= 400:
        return [] if isinstance(response.get("message"), str) else ["graphql: a refusal has a message"]
    if status != 200:
        return [f"graphql: GitHub answers 200, not {status}"]
    if response.get("errors"):
        return _errors(response["errors"])
    return validate_document(request["query"]) or _data(request, response)


def _errors(errors: Any) -> list[str]:
    well_formed = isinstance(errors, list) and all(
        isinstance(each, Mapping) and isinstance(each.get("message"), str) for each in errors
    )
    return [] if well_formed else [f"graphql: errors is a list of objects with a message, not {errors!r}"]


def _data(request: Mapping[str, Any], response: Mapping[str, Any]) -> list[str]:
    """Executes the document over the answer itself: what the schema cannot make of it is a violation."""
    document = parse(request["query"])
    result = execute_sync(
        published(),
        document,
        root_value=response.get("data"),
        variable_values=dict(request.get("variables") or {}),
        operation_name=request.get("operationName"),
        field_resolver=_answered,
        type_resolver=_type_of,
    )
    if result.errors:
        return [f"graphql: {'/'.join(map(str, error.path or ()))}: {error.message}" for error in result.errors]
    return [f"graphql: {each}" for each in _differences("data", response.get("data"), result.data)]


def _differences(place: str, given: Any, due: Any) -> Iterator[str]:
    if isinstance(given, dict) and isinstance(due, dict):
        yield from (f"{place}/{key}: not asked for" for key in given.keys() - due.keys())
        for key in given.keys() & due.keys():
            yield from _differences(f"{place}/{key}", given[key], due[key])
    elif isinstance(given, list) and isinstance(due, list):
        for index, (one, other) in enumerate(zip(given, due, strict=True)):
            yield from _differences(f"{place}/{index}", one, other)
    elif given != due or type(given) is not type(due):
        yield f"{place}: {given!r} where {due!r} is due"


def _answered(source: Any, info: Info, **_arguments: Any) -> Any:
    if not isinstance(source, Mapping) or info.path.key not in source:
        raise GraphQLError("missing in the answer")
    return source[info.path.key]


def _type_of(value: Any, info: Info, abstract: GraphQLAbstractType) -> str:
    """The concrete type of an answer that may be one of several: as it says, or the first whose fields it has."""
    if not isinstance(value, Mapping):
        raise GraphQLError(f"an object is due here, not {value!r}")
    if "__typename" in value:
        return str(value["__typename"])
    for candidate in info.schema.get_possible_types(abstract):
        if all(_asked(node.selection_set, candidate, info) == set(value) for node in info.field_nodes):
            return candidate.name
    raise GraphQLError(f"no type behind {abstract.name} has just {', '.join(value)}")


def _asked(selections: SelectionSetNode | None, owner: GraphQLObjectType, info: Info) -> set[str]:
    """Keys that the answer has where `owner` stands."""
    keys: set[str] = set()
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            keys.add((node.alias or node.name).value)
            continue
        fragment = info.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
        if fragment.type_condition is None or _applies(info.schema, fragment.type_condition.name.value, owner):
            keys |= _asked(fragment.selection_set, owner, info)
    return keys


def _applies(schema: GraphQLSchema, condition: str, owner: GraphQLObjectType) -> bool:
    named = schema.type_map[condition]
    return named is owner or (is_abstract_type(named) and schema.is_sub_type(named, owner))
