export { parse, YAMLParseError } from 'yaml';
