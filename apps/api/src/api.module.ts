import {
  AuditRepository,
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
  PeopleRepository,
  PlatformRepository,
  PrivacyRepository,
  ReferenceRepository,
  RetentionRepository,
  ScopeRepository,
  SeriesRepository,
  TallyRepository,
  TotalsRepository,
  type createDataSource,
} from '@bakeloop/db';
import { Accounts, DemoAccounts, People, Sessions } from '@bakeloop/identity';
import { CommandDesk, DeadLetterDesk, Recorder } from '@bakeloop/record';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BatchesController } from './batches/batches.controller.js';
import { CommandsController } from './commands/commands.controller.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { Authors } from './events/authors.js';
import { EventsController } from './events/events.controller.js';
import { PermissionGuard } from './http/permission.js';
import { RateLimits } from './http/rate-limits.js';
import { AccountController } from './identity/account.controller.js';
import { AuditController } from './identity/audit.controller.js';
import { PeopleController } from './identity/people.controller.js';
import { SessionController } from './identity/session.controller.js';
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
import { ViewerRights } from './live/viewer-rights.js';
import { Figures } from './metrics/figures.js';
import { MethodController } from './metrics/method.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ReferenceController } from './reference/reference.controller.js';
import { PrivacyController } from './retention/privacy.controller.js';
import { RetentionController } from './retention/retention.controller.js';
import { SeriesController } from './series/series.controller.js';
import { ApiSettings } from './settings.js';
import { StatusController } from './status/status.controller.js';
import { StatusView } from './status/status-view.js';
import { TotalsController } from './totals/totals.controller.js';

const REPOSITORIES = [
  AuditRepository,
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
  PeopleRepository,
  PlatformRepository,
  PrivacyRepository,
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
  static with(dataSource: ReturnType<typeof createDataSource>, settings: ApiSettings): DynamicModule {
    const recorder = new Recorder(dataSource, { maxKitchens: settings.maxKitchens });
    return {
      module: ApiModule,
      controllers: [
        AccountController,
        AuditController,
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
        PeopleController,
        PrivacyController,
        ReferenceController,
        RetentionController,
        SeriesController,
        SessionController,
        StatusController,
        TotalsController,
      ],
      providers: [
        { provide: ApiSettings, useValue: settings },
        { provide: Recorder, useValue: recorder },
        { provide: CommandDesk, useValue: new CommandDesk(dataSource) },
        { provide: DeadLetterDesk, useValue: new DeadLetterDesk(dataSource, recorder) },
        ...REPOSITORIES.map((Repository) => ({ provide: Repository, useValue: new Repository(dataSource) })),
        { provide: Accounts, useValue: new Accounts(dataSource) },
        { provide: DemoAccounts, useValue: new DemoAccounts(dataSource) },
        { provide: People, useValue: new People(dataSource) },
        { provide: Sessions, useValue: new Sessions(dataSource) },
        { provide: APP_GUARD, useClass: PermissionGuard },
        Announcements,
        Authors,
        Canary,
        CanaryWatch,
        Figures,
        KitchenViews,
        LineView,
        LiveGateway,
        LiveRooms,
        RateLimits,
        ScaleDrift,
        Snapshots,
        StatusView,
        ViewerRights,
      ],
    };
  }
}
