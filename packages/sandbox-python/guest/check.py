"""Reads a tool without running it: every reason not to run it, and what its signature says. For good errors, not the boundary."""

import ast
import builtins
import re

ALLOWED_MODULES = {
    "math", "statistics", "datetime", "re", "collections", "itertools", "functools", "json", "decimal", "fractions",
    "collections.abc", "typing", "__future__",
}
# Names of the language that reach further than a computation does, or run text as code.
FORBIDDEN_NAMES = {
    "eval", "exec", "compile", "open", "input", "breakpoint", "globals", "locals", "vars", "getattr", "setattr",
    "delattr", "memoryview", "help", "exit", "quit", "copyright", "credits", "license",
}
BUILTIN_NAMES = {name for name in dir(builtins) if name not in FORBIDDEN_NAMES}
# Attributes through which code reaches frames, and through frames whoever called it.
FORBIDDEN_MEMBERS = {
    "gi_frame", "gi_code", "gi_yieldfrom", "cr_frame", "cr_code", "cr_await", "cr_origin", "ag_frame", "ag_code",
    "tb_frame", "tb_next", "f_back", "f_globals", "f_builtins", "f_locals", "f_code", "mro", "format_map", "sys",
    "_sys", "os", "_os", "modules",
}
ALLOWED_DUNDERS = {"__init__", "__name__", "__doc__"}
DUNDER = re.compile(r"^__\w*__$")
FIELD = re.compile(r"\{[^{}]*__\w+__")
MAX_NODES = 20_000
MAX_VIOLATIONS = 50


class Unsupported(Exception):
    """A type that has no counterpart in JSON Schema."""


def parse(code):
    """The tree, or the violation for which there is none."""
    try:
        return ast.parse(code, "tool.py"), None
    except SyntaxError as error:
        at = {"line": max(error.lineno or 1, 1), "column": max(error.offset or 1, 1)}
        return None, {"rule": "syntax", "message": f"{str(error.msg)[:200]}.", **at}
    except (ValueError, RecursionError, MemoryError):
        message = "The source is nested too deeply, or has characters that Python does not take."
        return None, {"rule": "syntax", "message": message, "line": 1, "column": 1}


def main_of(tree):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return next((each for each in reversed(tree.body) if isinstance(each, functions) and each.name == "main"), None)


def takes_object(main):
    """Whether main takes the argument as one mapping; else its parameters are the properties."""
    args = main.args
    if len(args.posonlyargs) + len(args.args) != 1 or args.kwonlyargs or args.vararg or args.kwarg:
        return False
    hint = (args.posonlyargs + args.args)[0].annotation
    return hint is None or not (is_plain(hint) or isinstance(hint, (ast.Subscript, ast.BinOp)) and not is_mapping(hint))


def is_plain(hint):
    return isinstance(hint, ast.Name) and hint.id in {"int", "float", "str", "bool", "list", "List"}


def is_mapping(hint):
    return isinstance(hint, ast.Subscript) and name_of(hint.value) in {"dict", "Dict", "Mapping"}


def name_of(node):
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def check(code):
    """Violations in the order of the source, and the signature."""
    tree, fault = parse(code)
    if tree is None:
        return {"violations": [fault], "signature": {"input_schema": {"type": "object", "additionalProperties": True}}}
    lines = code.split("\n")
    found = []

    def add(node, rule, message):
        line = getattr(node, "lineno", 1)
        text = lines[line - 1] if line <= len(lines) else ""
        column = len(text.encode("utf-8", "surrogatepass")[: getattr(node, "col_offset", 0)].decode("utf-8", "replace"))
        found.append({"rule": rule, "message": message, "line": line, "column": column + 1})

    main = main_of(tree)
    if main is None:
        add(tree, "entry", "There is no function named main at the top level.")
    elif main.args.posonlyargs and not takes_object(main):
        add(main, "entry", "The parameters of main are given by name.")
    nodes = []
    for node in ast.walk(tree):
        nodes.append(node)
        if len(nodes) > MAX_NODES:
            add(tree, "size", f"The source has more than {MAX_NODES} parts.")
            break
    else:
        bound = bound_names(nodes)
        for node in nodes:
            look_at(node, bound, add)
    found.sort(key=lambda each: (each["line"], each["column"]))
    return {"violations": found[:MAX_VIOLATIONS], **read_signature(tree, main)}


def bound_names(nodes):
    names = set()
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        elif isinstance(node, (ast.TypeVar, ast.TypeVarTuple, ast.ParamSpec)):
            names.add(node.name)
    return names


def look_at(node, bound, add):
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name not in ALLOWED_MODULES:
                add(alias, "import", f"The module {alias.name[:80]} is not available.")
    elif isinstance(node, ast.ImportFrom):
        if node.level or node.module not in ALLOWED_MODULES:
            add(node, "import", f"The module {(node.module or '.')[:80]} is not available.")
        for alias in node.names:
            if alias.name in FORBIDDEN_MEMBERS or alias.name.startswith("_"):
                add(alias, "import", f"The name {alias.name[:80]} is not available.")
    elif isinstance(node, ast.Name):
        if node.id in FORBIDDEN_NAMES or DUNDER.match(node.id) and node.id != "__name__":
            add(node, "global", f"{node.id[:80]} is not available.")
        elif isinstance(node.ctx, ast.Load) and node.id not in bound and node.id not in BUILTIN_NAMES:
            add(node, "global", f"{node.id[:80]} is not declared, and not available.")
    elif isinstance(node, ast.Attribute):
        if node.attr in FORBIDDEN_MEMBERS or node.attr.startswith("__") and node.attr not in ALLOWED_DUNDERS:
            add(node, "member", f"The attribute {node.attr[:80]} is not available.")
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if FIELD.search(node.value):
            add(node, "member", "A format with attributes of two underscores is not available.")
    elif isinstance(node, ast.MatchClass):
        for attr in node.kwd_attrs:
            if attr in FORBIDDEN_MEMBERS or attr.startswith("__"):
                add(node, "member", f"The attribute {attr[:80]} is not available.")
