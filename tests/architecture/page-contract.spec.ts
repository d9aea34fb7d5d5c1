import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('../support/page-contract.mjs', import.meta.url));

type Told = Record<string, unknown>;

const ofAnswer = ({ summary: _, params: _params, query: _query, body: _body, ...route }: Told): Told => route;
/** Of a few tables that are made of other routes a page keeps what they take. */
const asking = (routes: Told[]): Told[] => routes.filter(({ query, body }) => query ?? body);

it('a page knows where each route is and what it answers, as the contract says, and nothing of what it takes', async () => {
  // In a process of its own: the builder knows no patterns that were made in a test's.
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT], { maxBuffer: 32 * 1024 * 1024 });
  const { whole, ofPage } = JSON.parse(stdout) as Record<'whole' | 'ofPage', Told[]>;
  expect(ofPage.map(ofAnswer)).toEqual(whole.map(ofAnswer));
  expect(asking(ofPage).length).toBeLessThan(asking(whole).length / 20);
}, 30_000);
