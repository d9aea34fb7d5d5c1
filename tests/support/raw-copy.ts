import { once } from 'node:events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS_A_COPY = 8_000;

/**
 * Readings of these channels by text COPY into the table of readings: one connection, text that was made beforehand.
 * @param startS of the first reading of each channel, s since the epoch; the others follow each `everyS`
 * @returns ms from the first byte to the last commit
 */
export async function copyReadings(
  url: string,
  channelIds: readonly number[],
  {
    rowsAChannel,
    startS,
    everyS = 1,
    skip = () => false,
  }: { rowsAChannel: number; startS: number; everyS?: number; skip?: (atS: number) => boolean },
): Promise<number> {
  const received = Math.floor(Date.now() / 1_000);
  const lines: string[] = [];
  for (let step = 0; step < rowsAChannel; step++) {
    const atS = startS + step * everyS;
    if (skip(atS)) continue;
    const at = new Date(atS * 1_000).toISOString();
    for (const id of channelIds)
      lines.push(
        `${at}\t${Math.round(1_800 + 200 * Math.sin(step / 50 + id))}\t${received}\t\\N\t${id}\t1\n`,
      );
  }
  const texts: string[] = [];
  for (let from = 0; from < lines.length; from += ROWS_A_COPY)
    texts.push(lines.slice(from, from + ROWS_A_COPY).join(''));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const beganMs = performance.now();
    for (const text of texts) {
      const stream = client.query(
        copyFrom('COPY reading_raw (device_time, digits, received_s, odd, channel_id, decimals) FROM STDIN'),
      );
      stream.end(text);
      await once(stream, 'finish');
    }
    return performance.now() - beganMs;
  } finally {
    await client.end();
  }
}

/** Ids of the channels of the generator's kitchens with this prefix. */
export async function channelIdsOf(reader: pg.Client, prefix: string): Promise<number[]> {
  const { rows } = await reader.query<{ id: number }>(
    `SELECT id FROM channel WHERE kitchen_id LIKE $1 || '-%' ORDER BY id`,
    [prefix],
  );
  return rows.map(({ id }) => id);
}
