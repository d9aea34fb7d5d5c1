import 'reflect-metadata';
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
  const context = await NestFactory.createApplicationContext(IngestModule.with(ingestEnv.parse(settings)), {
    logger: false,
    abortOnError: false,
  });
  return { stop: () => context.close() };
}
