export { pythonRuntime, type PythonOptions } from './python-runtime.ts';
