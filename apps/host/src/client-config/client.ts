import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@nexus/models/environment';

/** The desktop clients whose configuration the command knows. */
export const CLIENT_NAMES = ['claude', 'cursor', 'vscode'] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

/** How one client is told of MCP servers. */
export interface DesktopClient {
  readonly title: string;
  /** The field that holds the servers by name. */
  readonly section: 'mcpServers' | 'servers';
  /** Whether an entry says that it is a program. */
  readonly typed: boolean;
  readonly file: string;
  /** What makes it read the file again. */
  readonly next: string;
}

/** @param environment Tells where the system keeps settings, such as `APPDATA`. */
export function desktopClient(
  name: ClientName,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): DesktopClient {
  const settings = settingsFolder(environment, platform);
  switch (name) {
    case 'claude':
      return {
        title: 'Claude Desktop',
        section: 'mcpServers',
        typed: false,
        file: join(settings, 'Claude', 'claude_desktop_config.json'),
        next: 'Quit Claude Desktop and start it again.',
      };
    case 'cursor':
      return {
        title: 'Cursor',
        section: 'mcpServers',
        typed: false,
        file: join(home(environment), '.cursor', 'mcp.json'),
        next: 'Cursor reads it at once; Settings > MCP shows the servers.',
      };
    case 'vscode':
      return {
        title: 'VS Code',
        section: 'servers',
        typed: true,
        file: join(settings, 'Code', 'User', 'mcp.json'),
        next: 'In VS Code, run "MCP: List Servers" and start them.',
      };
    default:
      return name satisfies never;
  }
}

function settingsFolder(environment: Environment, platform: NodeJS.Platform): string {
  if (platform === 'win32') return environment['APPDATA'] ?? join(home(environment), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home(environment), 'Library', 'Application Support');
  return environment['XDG_CONFIG_HOME'] || join(home(environment), '.config');
}

function home(environment: Environment): string {
  return environment['HOME'] || environment['USERPROFILE'] || homedir();
}
