import type { Response } from 'express';

/** A session that was renewed is for whoever asked, also beside an answer that is everybody's: no cache of many keeps that. */
export function withholdCookies(response: Response): void {
  if (response.hasHeader('set-cookie') && response.getHeader('cache-control') !== 'no-store')
    response.setHeader('cache-control', 'private, no-cache');
}
