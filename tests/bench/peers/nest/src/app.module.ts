import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Reading } from './reading.entity.js';
import { TelemetryController } from './telemetry.controller.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: process.env['DATABASE_URL']!, entities: [Reading] }),
    TypeOrmModule.forFeature([Reading]),
  ],
  controllers: [TelemetryController],
})
export class AppModule {}
