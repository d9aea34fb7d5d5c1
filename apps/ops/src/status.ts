import { platformStatus, routes, type PlatformStatus, type PublicKitchen } from '@bakeloop/contracts';
import { UserError } from './user-error.js';

export interface Status {
  platform: PlatformStatus;
  /** As everybody may know them: the command signs nobody in. */
  kitchens: PublicKitchen[];
}

/** Asks a running Bakeloop how it is. @throws UserError when nothing answers at `web` */
export async function readStatus(web: string): Promise<Status> {
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(new URL(path, web), { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (!answer?.ok)
      throw new UserError(
        `Nothing answers at ${web}. Start it with "npm start", or name its address with --url.`,
      );
    return answer.json();
  };
  return {
    platform: platformStatus.parse(await get('/api/v1/status')),
    kitchens: routes.publicKitchens.answer.parse(await get('/api/v1/public/kitchens')).items,
  };
}

/** @returns lines for a terminal */
export function describeStatus({ platform, kitchens }: Status): string[] {
  const { database, history, canary } = platform;
  return [
    `Bakeloop ${platform.version}${platform.demo ? ', with simulated kitchens' : ''}`,
    `${database.version}, rollups as ${database.rollups}`,
    ...(history && history.done < history.total
      ? [`History: ${history.done} of ${history.total} days loaded`]
      : []),
    ...(canary.state === 'late'
      ? [`Nothing arrives since ${canary.sentAt ?? 'it started'}: broker or ingest does not work.`]
      : []),
    '',
    ...kitchens.map((kitchen) =>
      [
        kitchen.id.padEnd(24),
        (kitchen.running ? 'baking' : 'at rest').padEnd(8),
        kitchen.lastMessageAt ?? 'never',
      ].join(' '),
    ),
    ...(kitchens.length === 0 ? ['No kitchen has reported yet.'] : []),
  ];
}
