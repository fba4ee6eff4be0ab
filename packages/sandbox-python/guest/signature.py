"""What the type hints of main say, as JSON Schema of the 2020-12 dialect."""

OPEN_OBJECT = {"type": "object", "additionalProperties": True}
SCALARS = {
    "int": {"type": "integer"}, "float": {"type": "number"}, "str": {"type": "string"}, "bool": {"type": "boolean"},
    "None": {"type": "null"}, "Any": {}, "object": {}, "dict": OPEN_OBJECT, "Dict": OPEN_OBJECT, "Mapping": OPEN_OBJECT,
    "list": {"type": "array"}, "List": {"type": "array"}, "Sequence": {"type": "array"},
}
ARRAYS = {"list", "List", "Sequence", "Iterable", "Collection"}
MAX_DEPTH = 20
ast.unparse(ast.Name("warm"))  # imports what it needs only now, which later nothing can


def read_signature(tree, main):
    if main is None:
        return {"signature": {"input_schema": OPEN_OBJECT}}
    signature = {"input_schema": OPEN_OBJECT}
    first = getattr(main.body[0], "value", None)
    text = getattr(first, "value", None) if isinstance(first, ast.Constant) else None
    if isinstance(text, str) and text.strip():
        signature["description"] = " ".join(text.strip().split("\n\n")[0].split())
    classes = {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}
    try:
        signature["input_schema"] = input_schema(main, classes)
        if main.returns is not None:
            signature["output_schema"] = schema_of(main.returns, classes, 0)
    except Unsupported as error:
        return {"signature": {**signature, "input_schema": OPEN_OBJECT}, "schema_fault": str(error)[:200]}
    return {"signature": signature}


def input_schema(main, classes):
    args = main.args
    if takes_object(main):
        hint = (args.posonlyargs + args.args)[0].annotation
        schema = OPEN_OBJECT if hint is None else schema_of(hint, classes, 0)
        if schema.get("type") != "object":
            raise Unsupported("The argument of main is an object.")
        return schema
    if args.vararg:
        raise Unsupported("The parameters of main are given by name.")
    given = args.posonlyargs + args.args
    optional = {each.arg for each in given[len(given) - len(args.defaults):]}
    optional |= {each.arg for each, value in zip(args.kwonlyargs, args.kw_defaults) if value is not None}
    every = given + args.kwonlyargs
    properties = {each.arg: {} if each.annotation is None else schema_of(each.annotation, classes, 1) for each in every}
    return closed(properties, [name for name in properties if name not in optional], args.kwarg is not None)


def closed(properties, required, is_open=False):
    wanted = {"required": required} if required else {}
    return {"type": "object", "properties": properties, **wanted, "additionalProperties": is_open}


def schema_of(hint, classes, depth):
    if depth > MAX_DEPTH:
        raise Unsupported("The types contain themselves, or are nested too deeply.")
    if isinstance(hint, ast.Constant):
        if hint.value is None:
            return {"type": "null"}
        if isinstance(hint.value, str):
            return schema_of(quoted(hint.value), classes, depth + 1)
    if isinstance(hint, ast.BinOp) and isinstance(hint.op, ast.BitOr):
        return any_of([hint.left, hint.right], classes, depth)
    name = name_of(hint)
    if name in SCALARS:
        return SCALARS[name]
    if name in classes:
        return typed_dict(classes[name], classes, depth)
    if isinstance(hint, ast.Subscript):
        return generic(hint, classes, depth)
    raise Unsupported(f"The type {ast.unparse(hint)[:80]} has no counterpart in JSON Schema.")


def quoted(text):
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise Unsupported(f"The type {text[:80]} cannot be read.") from None


def generic(hint, classes, depth):
    name = name_of(hint.value)
    inner = hint.slice.elts if isinstance(hint.slice, ast.Tuple) else [hint.slice]
    if name in ARRAYS and len(inner) == 1:
        return {"type": "array", "items": schema_of(inner[0], classes, depth + 1)}
    if name in {"tuple", "Tuple"} and len(inner) == 2 and isinstance(inner[1], ast.Constant) and inner[1].value is ...:
        return {"type": "array", "items": schema_of(inner[0], classes, depth + 1)}
    if name in {"dict", "Dict", "Mapping"} and len(inner) == 2 and name_of(inner[0]) == "str":
        return {"type": "object", "additionalProperties": schema_of(inner[1], classes, depth + 1)}
    if name == "Optional":
        return any_of([*inner, ast.Constant(None)], classes, depth)
    if name == "Union":
        return any_of(inner, classes, depth)
    if name == "Literal" and all(isinstance(each, ast.Constant) for each in inner):
        return {"enum": [each.value for each in inner]}
    if name in {"Required", "NotRequired", "ReadOnly", "Final"}:
        return schema_of(inner[0], classes, depth + 1)
    if name == "Annotated":
        schema = schema_of(inner[0], classes, depth + 1)
        note = next((each.value for each in inner[1:] if isinstance(each, ast.Constant) and isinstance(each.value, str)), None)
        return schema if note is None else {**schema, "description": note}
    raise Unsupported(f"The type {ast.unparse(hint)[:80]} has no counterpart in JSON Schema.")


def any_of(hints, classes, depth):
    schemas = []
    for hint in hints:
        schema = schema_of(hint, classes, depth + 1)
        schemas += schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {"anyOf": schemas}


def typed_dict(node, classes, depth):
    if not any(name_of(base) in {"TypedDict", *classes} for base in node.bases):
        raise Unsupported(f"{node.name} is no TypedDict.")
    properties, required = {}, []
    for base in node.bases:
        if name_of(base) in classes:
            schema = typed_dict(classes[name_of(base)], classes, depth + 1)
            properties.update(schema["properties"])
            required += schema.get("required", [])
    total = not any(key.arg == "total" and getattr(key.value, "value", True) is False for key in node.keywords)
    for i, field in enumerate(node.body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        name, marker = field.target.id, name_of(getattr(field.annotation, "value", None))
        properties[name] = schema_of(field.annotation, classes, depth + 1)
        after = node.body[i + 1] if i + 1 < len(node.body) else None
        if isinstance(after, ast.Expr) and isinstance(getattr(after.value, "value", None), str):
            properties[name] = {**properties[name], "description": " ".join(after.value.value.split())}
        if marker == "Required" or total and marker != "NotRequired":
            required.append(name)
    return closed(properties, required)
