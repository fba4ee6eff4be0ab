import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';

/** How the host signs in at a server that asks for it: by OAuth, with a person or a program at the browser. */
export interface HttpAuthorization {
  /** Keeps the registration and the tokens, and opens the page on which access is granted. */
  readonly provider: OAuthClientProvider;
  /** The code that the page came back with. */
  code(signal: AbortSignal): Promise<string>;
}
