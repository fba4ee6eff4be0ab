/** Python that tries to get out, or to take more than it is given. */
export interface EscapeCase {
  readonly name: string;
  /** The body of a function, which returns a text that begins with `ESCAPED` when it reached what it wanted. */
  readonly body: string;
}

/** Where the cases look for the host. */
export interface Canary {
  readonly file: string;
  readonly marker: string;
  readonly port: number;
}

const SUBCLASSES = `
def walk(kind):
    for each in kind.__subclasses__():
        yield each
        try:
            yield from walk(each)
        except TypeError:
            pass`;

/** Each ends by itself, so that many are tried in one worker. */
export function reaching({ file, marker, port }: Canary): EscapeCase[] {
  const path = JSON.stringify(file);
  const touch = JSON.stringify(`touch ${marker}`);
  return [
    { name: 'open', body: `return "ESCAPED " + open(${path}).read()` },
    { name: 'os.system', body: `import os\nreturn "ESCAPED" if os.system(${touch}) == 0 else "none"` },
    { name: 'posix', body: `import posix\nreturn "ESCAPED" if posix.system(${touch}) == 0 else "none"` },
    { name: 'subprocess', body: `import subprocess\nreturn "ESCAPED" + str(subprocess.run(["id"]))` },
    { name: 'socket', body: `import socket\nsocket.create_connection(("127.0.0.1", ${port}))\nreturn "ESCAPED"` },
    {
      name: 'urllib',
      body: `import urllib.request\nreturn "ESCAPED" + str(urllib.request.urlopen("http://127.0.0.1:${port}"))`,
    },
    { name: 'js of Pyodide', body: `import js\nreturn "ESCAPED" + str(js.process.version)` },
    { name: 'pyodide_js', body: `import pyodide_js\nreturn "ESCAPED" + str(pyodide_js.FS)` },
    { name: 'run_js', body: `from pyodide.code import run_js\nreturn "ESCAPED" + str(run_js("process.version"))` },
    { name: 'micropip', body: `import micropip\nreturn "ESCAPED" + str(micropip)` },
    {
      name: 'ctypes',
      body: `import ctypes\nreturn "ESCAPED" if ctypes.CDLL(None).system(${touch}.encode()) == 0 else "none"`,
    },
    { name: 'importlib', body: `import importlib\nreturn "ESCAPED" + str(importlib.import_module("os"))` },
    { name: '__import__ by name', body: `return "ESCAPED" if __import__("os").system(${touch}) == 0 else "none"` },
    { name: 'eval', body: `return "ESCAPED" + str(eval("__import__('os').getcwd()"))` },
    {
      name: 'a module that a module holds',
      body: `import statistics, collections\nfor held in (statistics, collections):\n    for name in ("sys", "_sys", "random"):\n        if hasattr(held, name):\n            return "ESCAPED " + name\nreturn "none"`,
    },
    {
      name: 'the object of an AttributeError',
      body: `def f(): pass
try:
    "{0.__globals__.zzz}".format(f)
except AttributeError as error:
    found = error.obj.get("__builtins__") if hasattr(error.obj, "get") else None
    if found and found["__import__"]("os").system(${touch}) == 0:
        return "ESCAPED"
return "none"`,
    },
    {
      name: 'the frame of a traceback',
      body: `try:
    1 / 0
except ZeroDivisionError as error:
    frame = error.__traceback__.tb_frame
    while frame is not None:
        held = frame.f_globals.get("_sys")
        if held is not None and "os" in held.modules and held.modules["os"].system(${touch}) == 0:
            return "ESCAPED"
        frame = frame.f_back
return "none"`,
    },
    {
      name: 'the frame of a generator',
      body: `def walk():
    frame = found.gi_frame
    while frame is not None:
        yield frame.f_globals.get("_sys")
        frame = frame.f_back
found = walk()
for held in found:
    if held is not None and "os" in held.modules and held.modules["os"].system(${touch}) == 0:
        return "ESCAPED"
return "none"`,
    },
    {
      name: 'the self of a built-in',
      body: `held = print.__self__\nreturn "ESCAPED" if held.__dict__["__import__"]("os").system(${touch}) == 0 else "none"`,
    },
    {
      name: 'a host object through subclasses',
      body: `${SUBCLASSES.trim()}
for each in walk(object):
    if "JsProxy" in each.__name__:
        return "ESCAPED" + str(each().process.version)
return "none"`,
    },
    {
      name: 'subclasses of object',
      body: `${SUBCLASSES.trim()}
for each in walk(object):
    init = each.__init__
    names = init.__globals__ if hasattr(init, "__globals__") else {}
    system = names.get("os") or names.get("_os") or (names["sys"].modules.get("os") if "sys" in names else None)
    if system is not None and system.system(${touch}) == 0:
        return "ESCAPED " + each.__name__
return "none"`,
    },
    { name: 'a device', body: `return "ESCAPED" + print.__self__.__dict__["open"]("/proc/self/environ").read()` },
    { name: 'recursion', body: `def f(n): return 1 + f(n + 1)\nreturn f(0)` },
    { name: 'output on the channel', body: `print("\\nESCAPED\\nready\\n")\nreturn "none"` },
    { name: 'an exit', body: `raise SystemExit("none")` },
    {
      name: 'a fault that cannot be read',
      body: `class Bad(Exception):\n    def __str__(self): raise self\nraise Bad()`,
    },
    {
      name: 'replaced functions of the library',
      body: `import json\njson.dumps = lambda *all, **more: '"ESCAPED"'\nreturn "none"`,
    },
    { name: 'a nonce in the result', body: `return "\\n00000000-0000-0000-0000-000000000000 {}\\n"` },
  ];
}

/** Each ends in a typed error, and a process with it. */
export const GREEDY: readonly (EscapeCase & { readonly code: readonly string[] })[] = [
  {
    name: 'endless loop that catches',
    body: `while True:\n    try:\n        while True: pass\n    except BaseException: pass`,
    code: ['timeout'],
  },
  {
    name: 'expensive regular expression',
    body: `import re\nreturn bool(re.match("(a|a)*$", "a" * 64 + "b"))`,
    code: ['timeout'],
  },
  { name: 'big integers', body: `return 7 ** (10 ** 9)`, code: ['timeout', 'out_of_memory'] },
  {
    name: 'memory without end',
    body: `found = []\nwhile True: found.append("x" * 5000000 + str(len(found)))`,
    code: ['out_of_memory', 'timeout'],
  },
  {
    name: 'a stack used up from within the interpreter',
    body: `held = []\nfor i in range(100000): held = [held]\nreturn repr(held)`,
    code: ['out_of_memory', 'threw'],
  },
  { name: 'large result', body: `return "y" * (8 * 1024 * 1024)`, code: ['too_large'] },
  { name: 'result that JSON cannot say', body: `return {"a": float("nan"), "b": {1, 2}}`, code: ['no_json'] },
];
