import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';

/** Has a client answer the questions of the server in this order. @returns The questions, as they come. */
export function elicitingClient(client: Client, answers: readonly ElicitResult[]): readonly string[] {
  const asked: string[] = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    const answer = answers[asked.length];
    if (answer === undefined) throw new Error(`Nobody expected the question "${params.message}".`);
    asked.push(params.message);
    return answer;
  });
  return asked;
}
