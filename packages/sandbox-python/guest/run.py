"""Runs a tool once, and takes what reaches out of a computation away before. The boundary is what stands around the guest."""

import json as _json
import sys as _sys
import types as _types
import builtins as _builtins
import math, statistics, datetime, re, collections, collections.abc, itertools, functools, json, decimal, fractions, typing
import __future__
import _strptime, time, warnings  # see INNER

MAX_ERROR_CHARACTERS = 600
MODULES = {
    each.__name__: each
    for each in (
        math, statistics, datetime, re, collections, collections.abc, itertools, functools, json, decimal, fractions,
        typing, __future__,
    )
}
# What the library itself imports when it is first needed, in the name of the tool that calls it.
INNER = {"_strptime", "time", "warnings"}
REMOVED = {
    "js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip", "ctypes", "_ctypes", "os", "posix", "subprocess",
    "socket", "_socket", "ssl", "gc", "inspect", "importlib", "_frozen_importlib_external", "signal", "threading", "io", "_io",
    "pathlib", "shutil", "tempfile", "asyncio", "marshal", "_imp", "zipimport", "runpy", "code", "codeop", "site", "webbrowser",
}


def facade(module):
    """The public names of a module, without the modules that it holds itself."""
    copy = _types.ModuleType(module.__name__)
    for name in getattr(module, "__all__", None) or [each for each in dir(module) if not each.startswith("_")]:
        value = getattr(module, name, None)
        if not isinstance(value, _types.ModuleType) and name not in FORBIDDEN_MEMBERS:
            setattr(copy, name, value)
    return copy


def strip():
    """Leaves modules and finders only that an allowed one may still ask for."""
    for name in list(_sys.modules):
        if name.split(".")[0] in REMOVED:
            del _sys.modules[name]
    _sys.meta_path.clear()
    _sys.path_hooks.clear()
    _sys.path.clear()
    _sys.path_importer_cache.clear()


def environment():
    copies = {name: facade(module) for name, module in MODULES.items()}
    copies["collections"].abc = copies["collections.abc"]

    def allowed_import(name, globals=None, locals=None, fromlist=(), level=0):
        if name in INNER:
            return _sys.modules[name]
        if level or name not in copies:
            raise ImportError(f"the module {name[:80]} is not available")
        return copies[name] if fromlist or "." not in name else copies[name.split(".")[0]]

    names = {name: value for name, value in vars(_builtins).items() if name not in FORBIDDEN_NAMES}
    return {"__builtins__": {**names, "__import__": allowed_import}, "__name__": "tool"}


def run(code, args_json, max_bytes, dumps=_json.dumps, loads=_json.loads):
    """The answer as JSON of a list: `["value", json]`, `["threw", name, message, stack]`, or only a word."""
    try:
        tree, fault = parse(code)
        if tree is None:
            where = f"tool.py:{fault['line']}:{fault['column']}"
            return dumps(["threw", "SyntaxError", fault["message"], where])
        names = environment()
        by_name = (main := main_of(tree)) is not None and not takes_object(main)
        exec(compile(tree, "tool.py", "exec"), names)
        given = loads(args_json)
        result = names["main"](**given) if by_name else names["main"](given)
        if isinstance(result, _types.CoroutineType):
            try:
                result.send(None)
                return '["unsettled"]'
            except StopIteration as end:
                result = end.value
    except BaseException as error:
        return fault_of(error, dumps)
    try:
        text = dumps(result, allow_nan=False, ensure_ascii=False)
    except MemoryError:
        return '["out_of_memory"]'
    except BaseException:
        return '["no_json"]'
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        return '["too_large"]'
    return dumps(["value", text])


def fault_of(error, dumps):
    try:
        if isinstance(error, MemoryError):
            return '["out_of_memory"]'
        line, trace = None, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "tool.py":
                line = trace.tb_lineno
            trace = trace.tb_next
        message = str(error)[:MAX_ERROR_CHARACTERS].encode("utf-8", "replace").decode()
        return dumps(["threw", type(error).__name__[:80], message, "" if line is None else f"tool.py:{line}"])
    except BaseException:
        return '["threw", "", "an error that cannot be read", ""]'


def checked(code):
    return _json.dumps(check(code))
