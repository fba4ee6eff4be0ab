export type { StoredTask, TaskStore } from './tasks/task-store.ts';
export type { Context, Access, ConnectedClient, LongCall, Principal, Tool } from './tool.ts';
export { toolFor } from './tool.ts';
export type { SourcedTool, ToolSource } from './tool-source.ts';
export type { Completer, FixedResource, ListedResource, Resource, ResourceBody, TemplateResource } from './resource.ts';
export { resourceFor } from './resource.ts';
export { type Route, type RouteAnswer, routeFor } from './route.ts';
export { promptFor, type Prompt } from './prompt.ts';
export {
  defineServer,
  type Command,
  type CommandContext,
  type CommandInput,
  type CommandOption,
  type OpenContext,
  type ServerSpec,
} from './server-spec.ts';
export type { PlatformConfig } from './platform-config.ts';
export { fitAnswer, pageInput, pageOf, pageOutput, type Page } from './paging.ts';
export { logger, silentLogger, type Logger, type LogFields, type LogLevel } from './log.ts';
export { ERROR_CODE_META } from './fault.ts';
export { buildServer, type Runtime } from './build-server.ts';
export { catalogue, type Catalogue } from './catalogue.ts';
