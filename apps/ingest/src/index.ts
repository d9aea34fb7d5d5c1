import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { startTracing, tracingOf } from '@bakeloop/runtime/tracing';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IngestService } from './ingest.service.js';
import type { z } from 'zod';
import { INGEST_SETTINGS, ingestEnv, type IngestSettings } from './settings.js';

export { ingestEnv, type IngestSettings } from './settings.js';

@Module({})
class IngestModule {
  static with(settings: IngestSettings): DynamicModule {
    return {
      module: IngestModule,
      providers: [{ provide: INGEST_SETTINGS, useValue: settings }, IngestService],
    };
  }
}

/**
 * Starts taking messages. Resolves when subscribed.
 * @throws when the database or the broker cannot be reached at start
 */
export async function startIngest(settings: z.input<typeof ingestEnv>): Promise<{ stop(): Promise<void> }> {
  const parsed = ingestEnv.parse(settings);
  const target = tracingOf(parsed);
  const stopTracing = target && (await startTracing('bakeloop-ingest', programVersion(), target));
  const context = await NestFactory.createApplicationContext(IngestModule.with(parsed), {
    logger: false,
    abortOnError: false,
  });
  return {
    async stop() {
      await context.close();
      await stopTracing?.();
    },
  };
}

function programVersion(): string {
  // Both `src` and `dist` lie one below `apps/ingest`.
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
