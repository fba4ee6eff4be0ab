// The tool registered with the SDK alone: in process, and as a stdio server when run with `--serve`.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { DESCRIPTION, input, listDevices, NAME, output, TITLE } from './tool.ts';

export function sdkServer() {
  const server = new McpServer({ name: 'bench-sdk', version: '1.0.0' });
  server.registerTool(
    NAME,
    { title: TITLE, description: DESCRIPTION, inputSchema: input, outputSchema: output },
    (args) => {
      const structuredContent = listDevices(args);
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    },
  );
  return server;
}

if (process.argv[2] === '--serve') await sdkServer().connect(new StdioServerTransport());
