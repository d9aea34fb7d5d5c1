import {
  BatchRepository,
  CanaryRepository,
  ChannelRepository,
  CommandRepository,
  ContributionRepository,
  DeadLetterRepository,
  EventRepository,
  KitchenRepository,
  LedgerRepository,
  LineageRepository,
  PlatformRepository,
  ReferenceRepository,
  RetentionRepository,
  ScopeRepository,
  SeriesRepository,
  TallyRepository,
  TotalsRepository,
  type createDataSource,
} from '@bakeloop/db';
import { CommandDesk, DeadLetterDesk, Recorder } from '@bakeloop/record';
import { Module, type DynamicModule } from '@nestjs/common';
import { BatchesController } from './batches/batches.controller.js';
import { CommandsController } from './commands/commands.controller.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeviceSettings } from './devices/device-settings.js';
import { DevicesModule } from './devices/devices.module.js';
import { DocsController } from './docs/docs.controller.js';
import { EventsController } from './events/events.controller.js';
import { KitchenViews } from './kitchens/kitchen-views.js';
import { KitchensController } from './kitchens/kitchens.controller.js';
import { Canary } from './line/canary.js';
import { CanaryWatch } from './line/canary-watch.js';
import { LineController } from './line/line.controller.js';
import { LineView } from './line/line-view.js';
import { BalanceController } from './lineage/balance.controller.js';
import { LineageController } from './lineage/lineage.controller.js';
import { ScaleDrift } from './lineage/scale-drift.js';
import { Announcements } from './live/announcements.js';
import { LiveGateway } from './live/live.gateway.js';
import { LiveRooms } from './live/live-rooms.js';
import { Snapshots } from './live/snapshots.js';
import { Figures } from './metrics/figures.js';
import { MethodController } from './metrics/method.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ReferenceController } from './reference/reference.controller.js';
import { RetentionController } from './retention/retention.controller.js';
import { SeriesController } from './series/series.controller.js';
import { ApiSettings } from './settings.js';
import { StatusController } from './status/status.controller.js';
import { StatusView } from './status/status-view.js';
import { TotalsController } from './totals/totals.controller.js';

const REPOSITORIES = [
  BatchRepository,
  CanaryRepository,
  ChannelRepository,
  CommandRepository,
  ContributionRepository,
  DeadLetterRepository,
  EventRepository,
  KitchenRepository,
  LedgerRepository,
  LineageRepository,
  PlatformRepository,
  ReferenceRepository,
  RetentionRepository,
  ScopeRepository,
  SeriesRepository,
  TallyRepository,
  TotalsRepository,
];

@Module({})
export class ApiModule {
  /** @param dataSource initialized; whoever opened it closes it */
  static with(
    dataSource: ReturnType<typeof createDataSource>,
    settings: ApiSettings,
    devices: DeviceSettings,
  ): DynamicModule {
    const recorder = new Recorder(dataSource, { maxKitchens: settings.maxKitchens });
    return {
      module: ApiModule,
      imports: [DevicesModule.with(dataSource, settings, devices)],
      controllers: [
        BalanceController,
        BatchesController,
        CommandsController,
        DeadLettersController,
        DocsController,
        EventsController,
        KitchensController,
        LineageController,
        LineController,
        MethodController,
        MetricsController,
        ReferenceController,
        RetentionController,
        SeriesController,
        StatusController,
        TotalsController,
      ],
      providers: [
        { provide: ApiSettings, useValue: settings },
        { provide: Recorder, useValue: recorder },
        { provide: CommandDesk, useValue: new CommandDesk(dataSource) },
        { provide: DeadLetterDesk, useValue: new DeadLetterDesk(dataSource, recorder) },
        ...REPOSITORIES.map((Repository) => ({ provide: Repository, useValue: new Repository(dataSource) })),
        Announcements,
        Canary,
        CanaryWatch,
        Figures,
        KitchenViews,
        LineView,
        LiveGateway,
        LiveRooms,
        ScaleDrift,
        Snapshots,
        StatusView,
      ],
    };
  }
}
