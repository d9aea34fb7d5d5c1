import { PHOTO_HEADER, problem } from '@bakeloop/contracts';
import type { Photo, RefusedPhoto } from './photo.js';

/**
 * How an attempt ended. `again`: nothing is lost, it goes on later; `anew`: the server has forgotten how far it was, or took
 * something else: from the beginning.
 */
export type Sent =
  { kind: 'stored' } | RefusedPhoto | { kind: 'again'; afterSeconds: number } | { kind: 'anew' };

interface Said {
  status: number;
  body: string;
  retryAfter: string | undefined;
}

/** What the server's word makes of a photo. @param said null: no word came */
export function judged(said: Said | null): Sent {
  if (said === null || said.status === 0 || said.status >= 500) return { kind: 'again', afterSeconds: 0 };
  const known = problemIn(said.body);
  if (known?.type === '/problems/photo-known') return { kind: 'stored' };
  if (known?.type === '/problems/photo-other-hash') return { kind: 'anew' };
  // The photo itself is not taken, now or later; a sign-in, a lock or a rate limit passes.
  if ([400, 413, 422].includes(said.status))
    return {
      kind: 'refused',
      ...(known ? { type: known.type } : {}),
      detail: known?.detail ?? known?.title ?? `(${String(said.status)})`,
    };
  return { kind: 'again', afterSeconds: Number.parseInt(said.retryAfter ?? '0', 10) || 0 };
}

function problemIn(body: string) {
  try {
    return problem.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/**
 * Sends a photo by the tus protocol, from the byte on that the server has not yet.
 * @param o.headers that say who sends
 * @param o.onUrl where it can go on, known as soon as the server has begun
 */
export async function sendPhoto(
  photo: Photo,
  bytes: ArrayBuffer,
  o: {
    headers: Record<string, string>;
    onUrl: (url: string) => void;
    onPercent: (percent: number) => void;
    signal: AbortSignal;
  },
): Promise<Sent> {
  const { Upload, DetailedError } = await import('tus-js-client');
  return new Promise<Sent>((done) => {
    const upload = new Upload(new Blob([bytes]), {
      endpoint: `/api/v1/kitchens/${photo.kitchenId}/photos/uploads`,
      uploadUrl: photo.uploadUrl,
      metadata: { hash: photo.hash, eventId: photo.eventId ?? '', takenAt: photo.takenAt },
      headers: o.headers,
      // When to try again is for whoever knows the line; where it goes on is kept with the photo.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => upload.url !== null && o.onUrl(upload.url),
      onProgress: (sent, total) => o.onPercent(total === 0 ? 0 : Math.floor((100 * sent) / total)),
      // An upload that was whole before this attempt became a photo, or nothing: the server is asked anew.
      onSuccess: ({ lastResponse }) =>
        done({ kind: lastResponse.getHeader(PHOTO_HEADER) === 'stored' ? 'stored' : 'anew' }),
      onError: (error) => {
        const response = error instanceof DetailedError ? error.originalResponse : null;
        done(
          judged(
            response && {
              status: response.getStatus(),
              body: response.getBody(),
              retryAfter: response.getHeader('retry-after'),
            },
          ),
        );
      },
    });
    o.signal.addEventListener('abort', () => {
      void upload.abort();
      done({ kind: 'again', afterSeconds: 0 });
    });
    upload.start();
  });
}
