import type { FleetSnapshot, KitchenSnapshot, LiveRoom, PublicSnapshot } from '@bakeloop/contracts';
import { BatchRepository, ChannelRepository, TotalsRepository } from '@bakeloop/db';
import { Injectable } from '@nestjs/common';
import { summaryOf } from '../batches/batch-view.js';
import { KitchenViews } from '../kitchens/kitchen-views.js';
import { channelOf } from '../kitchens/kitchens.controller.js';
import { publicKitchenOf } from '../kitchens/public-kitchen.js';
import { StatusView } from '../status/status-view.js';

/** Batches that the snapshot of a kitchen shows. */
const SHOWN_BATCHES = 20;

type Unplaced<T> = Omit<T, 'epoch' | 'seq'>;

/** What a viewer that joins a room is shown first. */
@Injectable()
export class Snapshots {
  constructor(
    private readonly kitchens: KitchenViews,
    private readonly channels: ChannelRepository,
    private readonly batches: BatchRepository,
    private readonly totals: TotalsRepository,
    private readonly status: StatusView,
  ) {}

  /** @returns null for a kitchen that is not known */
  async read(
    room: LiveRoom,
  ): Promise<Unplaced<FleetSnapshot> | Unplaced<PublicSnapshot> | Unplaced<KitchenSnapshot> | null> {
    if (room !== 'fleet' && room !== 'public') return this.kitchen(room.slice('kitchen:'.length));
    return room === 'fleet' ? this.fleet() : this.public();
  }

  /** All kitchens as everybody may know them. */
  async public(): Promise<Unplaced<PublicSnapshot>> {
    const fleet = await this.fleet();
    return { ...fleet, kitchens: fleet.kitchens.map(publicKitchenOf) };
  }

  private async fleet(): Promise<Unplaced<FleetSnapshot>> {
    const [kitchens, allTime, status] = await Promise.all([
      this.kitchens.summaries(null),
      this.totals.sum(),
      this.status.read(),
    ]);
    return { kitchens, allTime, status };
  }

  private async kitchen(kitchenId: string): Promise<Unplaced<KitchenSnapshot> | null> {
    const [[kitchen], channels, batches] = await Promise.all([
      this.kitchens.details([kitchenId]),
      this.channels.ofKitchen(kitchenId),
      this.batches.page({ kitchenIds: [kitchenId], limit: SHOWN_BATCHES }),
    ]);
    if (!kitchen) return null;
    return { kitchen, channels: channels.map(channelOf), batches: batches.map(summaryOf) };
  }
}
