import { config } from 'zod';

// zod compiles validators with `new Function` where it may, and tries whether it may while a schema is made. The policy
// of our pages forbids eval, and reports even the attempt; so in a page it is told before the first schema is made.
if ('document' in globalThis) config({ jitless: true });
