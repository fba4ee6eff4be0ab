import type { ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { cleanText } from '@nexus/models';
import type { FormRequest } from '../consent/consent.ts';
import { type Field, fieldsOf, readField, valueText } from '../consent/form-fields.ts';
import { coloursFor } from './colours.ts';
import type { AskPerson } from './dialogue.ts';

const LONGEST_TEXT = 300;
const LONGEST_NAME = 80;
const HOW = 'Enter takes the default or leaves out what is optional; /decline refuses, /cancel leaves it open.';

type Answer = NonNullable<ElicitResult['content']>[string];

/** Asks the person at the terminal for each field of a server's form, and once more before it is sent. */
export async function fillForm(ask: AskPerson, { server, message, schema }: FormRequest): Promise<ElicitResult> {
  const { bold, dim, yellow } = coloursFor(process.stdout);
  console.log(yellow(`The server ${bold(line(server, LONGEST_NAME))} asks: ${message}`));
  console.log(dim(HOW));
  const content: Record<string, Answer> = {};
  const fields = fieldsOf(schema);
  for (const field of fields) {
    const value = await askField(ask, field);
    if (value === 'decline' || value === 'cancel') return { action: value };
    if (value.given !== undefined) content[field.name] = value.given;
  }
  for (const field of fields) {
    const value = content[field.name];
    console.log(
      `  ${titleOf(field)}: ${value === undefined ? dim('(left out)') : line(valueText(value), LONGEST_TEXT)}`,
    );
  }
  const answer = (await ask(`Send it to ${line(server, LONGEST_NAME)}? [y]es, [N]o: `)).trim().toLowerCase();
  if (answer === '/cancel') return { action: 'cancel' };
  return answer === 'y' || answer === 'yes' ? { action: 'accept', content } : { action: 'decline' };
}

async function askField(ask: AskPerson, field: Field): Promise<{ given: Answer | undefined } | 'decline' | 'cancel'> {
  const { dim, red } = coloursFor(process.stdout);
  if (field.description !== undefined) console.log(dim(`  ${line(field.description, LONGEST_TEXT)}`));
  for (const [i, { title }] of field.choices.entries()) console.log(`  ${i + 1}  ${line(title, LONGEST_NAME)}`);
  const standard = field.standard === undefined ? '' : ` [${line(valueText(field.standard), LONGEST_NAME)}]`;
  const optional = field.isRequired ? '' : ', optional';
  const question = `${titleOf(field)} (${field.kind}${optional})${standard}: `;
  for (;;) {
    const answer = (await ask(question)).trim();
    if (answer === '/decline') return 'decline';
    if (answer === '/cancel') return 'cancel';
    const read = readField(field, answer);
    if (!('fault' in read)) return { given: read.value };
    console.log(red(`  ${read.fault}`));
  }
}

function titleOf({ title }: Field): string {
  return line(title, LONGEST_NAME);
}

/** A server's words: on one line, without what moves a cursor. */
function line(text: string, longest: number): string {
  return cleanText(text, longest).replaceAll(/\s+/gu, ' ');
}
