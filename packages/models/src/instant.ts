import * as z from 'zod';

/** An instant on the wire: RFC 3339 with an offset. Inside, an instant is Unix milliseconds (`…_ms`). */
export const Instant = z.string().meta({ format: 'date-time' });
