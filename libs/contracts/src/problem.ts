import { z } from 'zod';

/** RFC 9457 problem details: every error of the HTTP API has this shape, served as `application/problem+json`. */
export const problem = z.object({
  type: z.string().describe('stable URI of the kind of problem, relative to the server'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('what is wrong with this request, for a person'),
  instance: z.string().optional().describe('id of this occurrence, to quote in a report'),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
