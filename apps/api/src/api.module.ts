import {
  AlarmChannelRepository,
  AlarmRepository,
  AlarmRuleRepository,
  AnnotationRepository,
  AuditRepository,
  BatchRepository,
  CanaryRepository,
  ChannelRepository,
  CommandRepository,
  ContributionRepository,
  CorrectionRepository,
  DeadLetterRepository,
  DeliveryRepository,
  EventRepository,
  KitchenRepository,
  LedgerRepository,
  LineageRepository,
  PeopleRepository,
  PhotoRepository,
  PlanRepository,
  PlatformRepository,
  PrincipalRepository,
  PrivacyRepository,
  QualityRepository,
  ReferenceRepository,
  ReportMailRepository,
  ReportRepository,
  RetentionRepository,
  ScopeRepository,
  SeriesRepository,
  SharedLinkRepository,
  ShareRepository,
  StoryRepository,
  TallyRepository,
  TotalsRepository,
  WorkRepository,
  type createDataSource,
} from '@bakeloop/db';
import {
  Accounts,
  DemoAccounts,
  ExternalSignIn,
  Passkeys,
  People,
  Receipts,
  Sessions,
} from '@bakeloop/identity';
import { CommandDesk, DeadLetterDesk, Recorder } from '@bakeloop/record';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AlarmChannelsController } from './alarms/alarm-channels.controller.js';
import { AlarmRulesController } from './alarms/alarm-rules.controller.js';
import { AlarmSettings } from './alarms/alarm-settings.js';
import { AlarmDatabase, AlarmWatch } from './alarms/alarm-watch.js';
import { AlarmsController } from './alarms/alarms.controller.js';
import { Senders } from './alarms/ways/senders.js';
import { BatchesController } from './batches/batches.controller.js';
import { CommandsController } from './commands/commands.controller.js';
import { AnnotationsController } from './console/annotations.controller.js';
import { WorkController } from './console/work.controller.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeviceSettings } from './devices/device-settings.js';
import { DevicesModule } from './devices/devices.module.js';
import { DocsController } from './docs/docs.controller.js';
import { Authors } from './events/authors.js';
import { EventsController } from './events/events.controller.js';
import { ReceiptsController } from './events/receipts.controller.js';
import { PermissionGuard } from './http/permission.js';
import { RateLimits } from './http/rate-limits.js';
import { AccountController } from './identity/account.controller.js';
import { AuditController } from './identity/audit.controller.js';
import { DOORS_CALLBACK, DoorsController } from './identity/doors.controller.js';
import { PasskeysController } from './identity/passkeys.controller.js';
import { SessionAnswers } from './identity/session-answers.js';
import { PeopleController } from './identity/people.controller.js';
import { SessionController } from './identity/session.controller.js';
import { SessionDesk } from './identity/session-desk.js';
import { KitchenViews } from './kitchens/kitchen-views.js';
import { KitchensController } from './kitchens/kitchens.controller.js';
import { Canary } from './line/canary.js';
import { CanaryWatch } from './line/canary-watch.js';
import { LineController } from './line/line.controller.js';
import { LineView } from './line/line-view.js';
import { QueryTimes } from './line/query-times.js';
import { BalanceController } from './lineage/balance.controller.js';
import { LineageController } from './lineage/lineage.controller.js';
import { ScaleDrift } from './lineage/scale-drift.js';
import { Announcements } from './live/announcements.js';
import { LiveGateway } from './live/live.gateway.js';
import { LiveRooms } from './live/live-rooms.js';
import { Snapshots } from './live/snapshots.js';
import { ViewerRights } from './live/viewer-rights.js';
import { Figures } from './metrics/figures.js';
import { Mailer } from './mail/mailer.js';
import { MethodController } from './metrics/method.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { CheckController } from './public/check.controller.js';
import { MetricPageController } from './public/method/metric-page.controller.js';
import { PhotoRoom } from './photos/photo-room.js';
import { PhotosController } from './photos/photos.controller.js';
import { LiveLines } from './public/live-lines.js';
import { PublicFigures } from './public/public-figures.js';
import { PublicLiveController } from './public/public-live.controller.js';
import { PublicKitchensController } from './public/public-kitchens.controller.js';
import { SharedDoorController } from './public/shared-door.controller.js';
import { SharedViews } from './public/shared-views.js';
import { SignInPageController } from './public/sign-in-page.controller.js';
import { SponsorPagesController } from './public/sponsor-pages.controller.js';
import { CorrectionsController } from './quality/corrections.controller.js';
import { QualityController } from './quality/quality.controller.js';
import { QualityView } from './quality/quality-view.js';
import { ReferenceController } from './reference/reference.controller.js';
import { ReportClock } from './reports/report-clock.js';
import { ReportDesk, reportDesk } from './reports/report-desk.js';
import { ReportPost, reportPost } from './reports/report-post.js';
import { ReportReader } from './reports/report-reader.js';
import { ReportsController } from './reports/reports.controller.js';
import { PrivacyController } from './retention/privacy.controller.js';
import { RetentionController } from './retention/retention.controller.js';
import { SeriesReader } from './series/series-reader.js';
import { SeriesController } from './series/series.controller.js';
import { ApiSettings } from './settings.js';
import { SharedLinks } from './sponsors/shared-links.js';
import { SharedLinksController } from './sponsors/shared-links.controller.js';
import { SponsorViews } from './sponsors/sponsor-views.js';
import { SponsorsController } from './sponsors/sponsors.controller.js';
import { StoriesController } from './sponsors/stories.controller.js';
import { StatusController } from './status/status.controller.js';
import { StatusView } from './status/status-view.js';
import { TotalsController } from './totals/totals.controller.js';

const REPOSITORIES = [
  AlarmChannelRepository,
  AlarmRepository,
  AlarmRuleRepository,
  AnnotationRepository,
  AuditRepository,
  BatchRepository,
  CanaryRepository,
  ChannelRepository,
  CommandRepository,
  ContributionRepository,
  CorrectionRepository,
  DeadLetterRepository,
  DeliveryRepository,
  EventRepository,
  KitchenRepository,
  LedgerRepository,
  LineageRepository,
  PeopleRepository,
  PhotoRepository,
  PlanRepository,
  PlatformRepository,
  PrincipalRepository,
  PrivacyRepository,
  QualityRepository,
  ReferenceRepository,
  ReportMailRepository,
  ReportRepository,
  RetentionRepository,
  ScopeRepository,
  SeriesRepository,
  SharedLinkRepository,
  ShareRepository,
  StoryRepository,
  TallyRepository,
  TotalsRepository,
  WorkRepository,
];

@Module({})
export class ApiModule {
  /**
   * @param dataSource initialized; whoever opened it closes it
   * @param queryTimes of that data source
   */
  static with(
    dataSource: ReturnType<typeof createDataSource>,
    settings: ApiSettings,
    queryTimes: QueryTimes,
    devices: DeviceSettings,
    receipts: Receipts,
    photos: PhotoRoom,
    alarms: AlarmSettings,
  ): DynamicModule {
    const recorder = new Recorder(dataSource, { maxKitchens: settings.maxKitchens });
    const mailer = new Mailer(alarms);
    return {
      module: ApiModule,
      imports: [DevicesModule.with(dataSource, settings, devices)],
      controllers: [
        AccountController,
        AlarmChannelsController,
        AlarmRulesController,
        AlarmsController,
        AnnotationsController,
        AuditController,
        BalanceController,
        BatchesController,
        CheckController,
        CommandsController,
        CorrectionsController,
        DeadLettersController,
        DocsController,
        DoorsController,
        EventsController,
        KitchensController,
        PublicKitchensController,
        PublicLiveController,
        LineageController,
        LineController,
        MethodController,
        MetricPageController,
        MetricsController,
        PasskeysController,
        PeopleController,
        PhotosController,
        PrivacyController,
        QualityController,
        ReceiptsController,
        ReferenceController,
        ReportsController,
        RetentionController,
        SeriesController,
        SessionController,
        SharedDoorController,
        SharedLinksController,
        SignInPageController,
        SponsorPagesController,
        SponsorsController,
        StatusController,
        StoriesController,
        TotalsController,
        WorkController,
      ],
      providers: [
        { provide: ApiSettings, useValue: settings },
        { provide: AlarmSettings, useValue: alarms },
        { provide: AlarmDatabase, useValue: new AlarmDatabase(dataSource) },
        { provide: QueryTimes, useValue: queryTimes },
        { provide: Recorder, useValue: recorder },
        { provide: CommandDesk, useValue: new CommandDesk(dataSource) },
        { provide: DeadLetterDesk, useValue: new DeadLetterDesk(dataSource, recorder) },
        ...REPOSITORIES.map((Repository) => ({ provide: Repository, useValue: new Repository(dataSource) })),
        { provide: Accounts, useValue: new Accounts(dataSource) },
        { provide: DemoAccounts, useValue: new DemoAccounts(dataSource) },
        {
          provide: ExternalSignIn,
          useValue: new ExternalSignIn(dataSource, settings.doors, settings.publicUrl + DOORS_CALLBACK),
        },
        {
          provide: Passkeys,
          useValue: new Passkeys(dataSource, new Accounts(dataSource), settings.publicUrl),
        },
        { provide: People, useValue: new People(dataSource) },
        { provide: PhotoRoom, useValue: photos },
        { provide: Receipts, useValue: receipts },
        { provide: ReportDesk, useValue: reportDesk(dataSource) },
        { provide: Mailer, useValue: mailer },
        { provide: ReportPost, useValue: reportPost(dataSource, mailer, settings) },
        { provide: Sessions, useValue: new Sessions(dataSource) },
        { provide: APP_GUARD, useClass: PermissionGuard },
        AlarmWatch,
        Announcements,
        Authors,
        Canary,
        CanaryWatch,
        Figures,
        KitchenViews,
        LineView,
        LiveGateway,
        LiveLines,
        LiveRooms,
        PublicFigures,
        QualityView,
        RateLimits,
        ReportClock,
        ReportReader,
        SessionAnswers,
        SessionDesk,
        ScaleDrift,
        SeriesReader,
        SharedLinks,
        SharedViews,
        SponsorViews,
        Senders,
        Snapshots,
        StatusView,
        ViewerRights,
      ],
    };
  }
}
