import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MqttContext, Payload } from '@nestjs/microservices';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Reading } from './reading.entity.js';

interface Pack {
  records: { bn?: string; bt?: number; n: string; t?: number; v: number }[];
}

@Controller()
export class TelemetryController {
  constructor(@InjectRepository(Reading) private readonly readings: Repository<Reading>) {}

  @EventPattern('kitchens/v1/+/telemetry')
  async store(@Payload() pack: Pack, @Ctx() context: MqttContext): Promise<void> {
    const kitchenId = context.getTopic().split('/')[2];
    let base = '';
    let baseTime = 0;
    const readings = pack.records.map((record) => {
      base = record.bn ?? base;
      baseTime = record.bt ?? baseTime;
      return this.readings.create({
        kitchenId,
        channel: base + record.n,
        deviceTime: new Date((baseTime + (record.t ?? 0)) * 1_000),
        value: record.v,
      });
    });
    if (process.argv[2] === 'each') for (const reading of readings) await this.readings.save(reading);
    else await this.readings.save(readings);
  }
}
