import { Facts1764000000001 } from './1-facts.js';
import { Projections1764000000002 } from './2-projections.js';
import { Rollups1764000000003 } from './3-rollups.js';
import { Ledger1764000000004 } from './4-ledger.js';
import { PackCounts1764000000005 } from './5-pack-counts.js';
import { DeadLetterActions1764000000006 } from './6-dead-letter-actions.js';
import { Method1764000000007 } from './7-method.js';
import { RoomForCurrentValues1764000000008 } from './8-room-for-current-values.js';
import { GapsByTopic1764000000009 } from './9-gaps-by-topic.js';
import { ProductsSent1764000000010 } from './10-products-sent.js';
import { Tally1764000000011 } from './11-tally.js';
import { CurrentByKitchen1764000000012 } from './12-current-by-kitchen.js';
import { Limits1764000000013 } from './13-limits.js';
import { ReadingsByTime1764000000014 } from './14-readings-by-time.js';
import { RollupsUpTo1764000000015 } from './15-rollups-up-to.js';
import { Commands1764000000016 } from './16-commands.js';
import { Retention1764000000017 } from './17-retention.js';
import { NewsOfHours1764000000020 } from './20-news-of-hours.js';
import { CommandConnections1764000000021 } from './21-command-connections.js';
import { ReadingsAsDigits1764000000022 } from './22-readings-as-digits.js';
import { RollupsCompressed1764000000023 } from './23-rollups-compressed.js';
import { OverdueCommands1764000000024 } from './24-overdue-commands.js';
import { BirthsByTime1764000000025 } from './25-births-by-time.js';
import { Identity1764000000026 } from './26-identity.js';
import { Devices1764000000027 } from './27-devices.js';
import { PersonalData1764000000028 } from './28-personal-data.js';
import { ExternalIdentities1764000000030 } from './30-external-identities.js';
import { Passkeys1764000000031 } from './31-passkeys.js';
import { SecondFactors1764000000032 } from './32-second-factors.js';
import { BroughtKitchens1764000000033 } from './33-brought-kitchens.js';
import { Receipts1764000000034 } from './34-receipts.js';
import { SharedPhones1764000000035 } from './35-shared-phones.js';
import { Photos1764000000036 } from './36-photos.js';
import { Alarms1764000000039 } from './39-alarms.js';
import { Allocations1764000000042 } from './42-allocations.js';
import { SharedLinks1764000000043 } from './43-shared-links.js';
import { Stories1764000000044 } from './44-stories.js';
import { Console1764000000045 } from './45-console.js';
import { Quality1764000000046 } from './46-quality.js';
import { Reports1764000000047 } from './47-reports.js';
import { BroughtAllocations1764000000048 } from './48-brought-allocations.js';
import { LateReadings1764000000050 } from './50-late-readings.js';
import { ReportMail1764000000051 } from './51-report-mail.js';
import { PhotosBegun1764000000052 } from './52-photos-begun.js';
import { AmendedLetters1764000000055 } from './55-amended-letters.js';
import { Proofs1764000000057 } from './57-proofs.js';
import { ProofsAtDoors1764000000060 } from './60-proofs-at-doors.js';
import { SummariesByUpkeep1764000000061 } from './61-summaries-by-upkeep.js';

/** In order. Hand-written SQL; never edited once released. */
export const MIGRATIONS = [
  Facts1764000000001,
  Projections1764000000002,
  Rollups1764000000003,
  Ledger1764000000004,
  PackCounts1764000000005,
  DeadLetterActions1764000000006,
  Method1764000000007,
  RoomForCurrentValues1764000000008,
  GapsByTopic1764000000009,
  ProductsSent1764000000010,
  Tally1764000000011,
  CurrentByKitchen1764000000012,
  Limits1764000000013,
  ReadingsByTime1764000000014,
  RollupsUpTo1764000000015,
  Commands1764000000016,
  Retention1764000000017,
  NewsOfHours1764000000020,
  CommandConnections1764000000021,
  ReadingsAsDigits1764000000022,
  RollupsCompressed1764000000023,
  OverdueCommands1764000000024,
  BirthsByTime1764000000025,
  Identity1764000000026,
  Devices1764000000027,
  PersonalData1764000000028,
  ExternalIdentities1764000000030,
  Passkeys1764000000031,
  SecondFactors1764000000032,
  BroughtKitchens1764000000033,
  Receipts1764000000034,
  SharedPhones1764000000035,
  Photos1764000000036,
  Alarms1764000000039,
  Allocations1764000000042,
  SharedLinks1764000000043,
  Stories1764000000044,
  Console1764000000045,
  Quality1764000000046,
  Reports1764000000047,
  BroughtAllocations1764000000048,
  LateReadings1764000000050,
  ReportMail1764000000051,
  PhotosBegun1764000000052,
  AmendedLetters1764000000055,
  Proofs1764000000057,
  ProofsAtDoors1764000000060,
  SummariesByUpkeep1764000000061,
];
