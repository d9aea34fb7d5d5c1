import type { createDataSource } from '@bakeloop/db';
import { DeviceDesk, KitchenDoor } from '@bakeloop/identity';
import { Module, type DynamicModule } from '@nestjs/common';
import { ApiSettings } from '../settings.js';
import { ClaimLimit } from './claim-limit.js';
import { DeviceSettings } from './device-settings.js';
import { DevicesController } from './devices.controller.js';
import { DynsecKeeper } from './dynsec/keeper.js';
import { EmqxAccess } from './emqx-access.js';
import { EmqxController } from './emqx.controller.js';

/** Credentials of kitchens, and brokers that are told of them or ask. */
@Module({})
export class DevicesModule {
  static with(
    dataSource: ReturnType<typeof createDataSource>,
    settings: ApiSettings,
    devices: DeviceSettings,
  ): DynamicModule {
    const { mqttUrl: url, mqttUsername = '', mqttPassword = '', logger } = settings;
    const keeper =
      devices.dynsec &&
      new DynsecKeeper({
        url,
        admin: devices.dynsec,
        platform: { username: mqttUsername, password: mqttPassword },
        database: dataSource,
        logger,
      });
    const emqx = devices.emqx && new EmqxAccess(devices.emqx, logger);
    const reserved = new Set(['platform', mqttUsername, devices.dynsec?.username ?? '']);
    return {
      module: DevicesModule,
      controllers: [DevicesController, EmqxController],
      providers: [
        { provide: ApiSettings, useValue: settings },
        { provide: DeviceSettings, useValue: devices },
        { provide: DeviceDesk, useValue: new DeviceDesk(dataSource, keeper ?? emqx, reserved) },
        { provide: KitchenDoor, useValue: new KitchenDoor(dataSource, devices.rule) },
        ...(keeper ? [{ provide: DynsecKeeper, useValue: keeper }] : []),
        ...(emqx ? [{ provide: EmqxAccess, useValue: emqx }] : []),
        ClaimLimit,
      ],
    };
  }
}
