import type { Channel, ReferenceView, ScheduledBatch } from '@bakeloop/contracts';
import { call, type CallAnswer } from '@bakeloop/ui';
import type { LimitBand } from '@bakeloop/ui/charts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { callConsole } from './call-console.js';

const DAY_MS = 86_400_000;
/** The server answers no longer time, and more bars than that nobody tells apart. */
const LONGEST_MS = 92 * DAY_MS;
/** The window of an open range moves with the clock; batches are read anew by the minute. */
const MINUTE_MS = 60_000;

/** Batches with their stages over a time; null: not read yet, or the time is too long. */
export function useSchedule(
  kitchenId: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): CallAnswer<'schedule'> | null {
  const [from, to] = [Math.floor(fromMs / MINUTE_MS) * MINUTE_MS, Math.ceil(toMs / MINUTE_MS) * MINUTE_MS];
  const { data } = useQuery({
    queryKey: ['schedule', kitchenId, from, to],
    queryFn: ({ signal }) =>
      callConsole(
        'schedule',
        {
          params: { kitchenId },
          query: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
        },
        { signal },
      ),
    enabled: to - from <= LONGEST_MS,
    // A minute later the same batches are asked for by another key; none is kept beside the newest.
    gcTime: MINUTE_MS,
    placeholderData: (before) => (before?.kitchenId === kitchenId ? before : undefined),
  });
  return data ?? null;
}

export interface RecipeLimits {
  version: number;
  name: string;
  limitsCel: { min: number; max: number } | null;
}

/** Names and limits of recipes by their code, as they hold now. */
export function useRecipes(): ReadonlyMap<string, RecipeLimits> {
  const { data } = useQuery({
    queryKey: ['recipe-limits'],
    queryFn: ({ signal }) => call('references', { params: { kind: 'recipe' } }, { signal }),
    staleTime: MINUTE_MS,
  });
  return useMemo(() => new Map(data?.items.map((record) => [record.id, limitsOf(record)])), [data]);
}

/** The versions of recipes that batches name, newest first, by their code. Older ones are asked for where one ran by them. */
export function useRecipeVersions(
  batches: readonly Pick<ScheduledBatch, 'recipeId' | 'recipeVersion'>[] | undefined,
): ReadonlyMap<string, readonly RecipeLimits[]> {
  const newest = useRecipes();
  const ids = useMemo(
    () =>
      new Set(
        batches?.flatMap(({ recipeId, recipeVersion }) => {
          const known = recipeId === null ? undefined : newest.get(recipeId);
          return known === undefined || known.version === recipeVersion ? [] : [recipeId ?? ''];
        }),
      ),
    [batches, newest],
  );
  const older = useQueries({
    queries: [...ids].sort().map((id) => ({
      queryKey: ['recipe-versions', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        callConsole('reference', { params: { kind: 'recipe', id } }, { signal }),
      staleTime: MINUTE_MS,
    })),
    combine: byCode,
  });
  return useMemo(
    () => new Map([...newest].map(([id, recipe]) => [id, ids.has(id) ? (older.get(id) ?? []) : [recipe]])),
    [newest, ids, older],
  );
}

const byCode = (
  asked: { data: CallAnswer<'reference'> | undefined }[],
): ReadonlyMap<string, readonly RecipeLimits[]> =>
  new Map(
    asked.flatMap(({ data }) => {
      const [first] = data?.items ?? [];
      return data && first ? [[first.id, data.items.map(limitsOf)] as const] : [];
    }),
  );

function limitsOf({ id, version, body }: ReferenceView): RecipeLimits {
  const { name, limitsCel } = body;
  const { min, max } = (limitsCel ?? {}) as { min?: unknown; max?: unknown };
  return {
    version,
    name: typeof name === 'string' && name !== '' ? name : id,
    limitsCel: typeof min === 'number' && typeof max === 'number' ? { min, max } : null,
  };
}

/** Where the melt is: what else has a temperature (water, air) is in no recipe. */
const MELT = /barrel|melt|nozzle|die\b/;

/**
 * The limits of the recipes that ran on the machine of these channels, each over its batch and as that version of the recipe
 * has them; of a version that was never published, as the newest has them, which is what alarms go by. None for channels
 * that no recipe speaks of.
 */
export function recipeBands(
  channels: readonly Pick<Channel, 'channel' | 'unit'>[],
  batches: readonly ScheduledBatch[] | undefined,
  recipes: ReadonlyMap<string, readonly RecipeLimits[]>,
  nowMs: number,
): LimitBand[] {
  const [first] = channels;
  if (!first || !batches || !channels.every(({ channel, unit }) => unit === 'Cel' && MELT.test(channel)))
    return [];
  const machine = first.channel.split('/')[0];
  return batches.flatMap(({ batchId, machine: on, recipeId, recipeVersion, startedAt, finishedAt }) => {
    const versions = recipeId === null ? [] : (recipes.get(recipeId) ?? []);
    const recipe = versions.find(({ version }) => version === recipeVersion) ?? versions[0];
    if (!recipe?.limitsCel || startedAt === null || on !== machine) return [];
    return [
      {
        key: batchId,
        fromMs: Date.parse(startedAt),
        toMs: finishedAt === null ? nowMs : Date.parse(finishedAt),
        low: recipe.limitsCel.min,
        high: recipe.limitsCel.max,
        label: `${recipe.name}, version ${String(recipe.version)}`,
      },
    ];
  });
}
