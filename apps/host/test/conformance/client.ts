// The host's connection as the client that the conformance suite drives; the suite adds the server's address.
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import * as z from 'zod';
import { McpConnection } from '../../src/connections/connection.ts';
import type { HttpAuthorization } from '../../src/servers/http-authorization.ts';

const Context = z.object({ client_id: z.string().optional(), client_secret: z.string().optional() });
const BUDGETS = { connectTimeoutMs: 20_000, callTimeoutMs: 20_000 };

/** Grants access at once, as a person at the browser would. */
function authorization(): HttpAuthorization {
  const given = Context.parse(JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}'));
  let client: OAuthClientInformationMixed | undefined =
    given.client_id === undefined ? undefined : { client_id: given.client_id, client_secret: given.client_secret };
  let tokens: OAuthTokens | undefined;
  let verifier = '';
  let page: URL | undefined;
  const provider: OAuthClientProvider = {
    redirectUrl: 'http://localhost:3000/callback',
    clientMetadataUrl: 'https://conformance-test.local/client-metadata.json',
    clientMetadata: {
      client_name: 'nexusiot-host',
      redirect_uris: ['http://localhost:3000/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    clientInformation: () => client,
    saveClientInformation: (information) => {
      client = information;
    },
    tokens: () => tokens,
    saveTokens: (saved) => {
      tokens = saved;
    },
    redirectToAuthorization: (url) => {
      page = url;
    },
    saveCodeVerifier: (saved) => {
      verifier = saved;
    },
    codeVerifier: () => verifier,
  };
  return {
    provider,
    async code(signal) {
      if (page === undefined) throw new Error('there is no page on which access is granted');
      const response = await fetch(page, { redirect: 'manual', signal });
      const code = new URL(response.headers.get('location') ?? page).searchParams.get('code');
      if (code === null) throw new Error(`no code came back from ${page.href}`);
      return code;
    },
  };
}

const url = process.argv.at(-1) ?? '';
const scenario = process.env['MCP_CONFORMANCE_SCENARIO'] ?? '';
const ARGUMENTS: Readonly<Record<string, Record<string, unknown>>> = { add_numbers: { a: 5, b: 3 } };

const connection = new McpConnection(
  { kind: 'http', name: 'conformance', url, headers: {}, authorization: authorization() },
  { ...BUDGETS, requests: { elicit: () => Promise.resolve({ action: 'accept', content: {} }) } },
);
await connection.connect();
if (connection.status.state !== 'ready') {
  process.stderr.write(`${scenario}: ${JSON.stringify(connection.status)}\n`);
  process.exitCode = 1;
}
for (const tool of connection.tools) await connection.call(tool, ARGUMENTS[tool.name] ?? {});
await connection.close();
