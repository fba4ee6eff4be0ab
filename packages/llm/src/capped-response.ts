import { NexusError } from '@nexus/models';

/** Of a body, streamed or whole: many times what a longest answer takes with everything around it. */
const MAX_BYTES = 8_000_000;

/** The response, with a body that fails once it is longer than any answer: a server may send for ever. */
export function cappedResponse(response: Response, maxBytes: number = MAX_BYTES): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes <= maxBytes) controller.enqueue(piece);
      else controller.error(tooLong(maxBytes));
    },
  });
  return new Response(response.body.pipeThrough(counter), response);
}

function tooLong(maxBytes: number): NexusError {
  return new NexusError('limit_exceeded', `The model server sent more than ${maxBytes / 1e6} MB for one answer.`, {
    hint: 'Ask again; if it recurs, see the log of the model server.',
  });
}
