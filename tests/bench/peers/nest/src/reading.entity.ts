import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('reading')
export class Reading {
  @PrimaryColumn({ name: 'kitchen_id', type: 'text' })
  kitchenId: string;

  @PrimaryColumn({ type: 'text' })
  channel: string;

  @PrimaryColumn({ name: 'device_time', type: 'timestamptz' })
  deviceTime: Date;

  @Column({ type: 'double precision' })
  value: number;

  @CreateDateColumn({ name: 'received_at', type: 'timestamptz' })
  receivedAt: Date;
}
