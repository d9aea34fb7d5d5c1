import { parseEvent } from '@bakeloop/contracts';
import { Receipts } from '@bakeloop/identity';
import { contentHash } from '@bakeloop/record';
import { Controller } from '@nestjs/common';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';

/** For whoever was shown a receipt. */
@Controller()
export class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  @Endpoint('receiptKeys')
  async keys(): Promise<AnswerOf<'receiptKeys'>> {
    return { keys: await this.receipts.keys() };
  }

  @Endpoint('checkReceipt')
  async check(@Input('checkReceipt') { body }: RequestOf<'checkReceipt'>): Promise<AnswerOf<'checkReceipt'>> {
    const { receipt, event } = body;
    if (!(await this.receipts.isGenuine(receipt)))
      return {
        genuine: false,
        detail: 'No key of this Bakeloop signed it: it was changed, or is of another.',
      };
    if (event !== undefined && !isOf(event, receipt))
      return {
        genuine: false,
        detail: 'The receipt is genuine, but of another event or of another content.',
      };
    const which = event === undefined ? `event ${receipt.id}` : 'this very event';
    return { genuine: true, detail: `Bakeloop has stored ${which} since ${receipt.storedAt}.` };
  }
}

function isOf(event: Record<string, unknown>, receipt: { id: string; contentHash: string }): boolean {
  const parsed = parseEvent(event);
  return (
    parsed.ok &&
    parsed.event.id === receipt.id &&
    contentHash(parsed.event).toString('hex') === receipt.contentHash
  );
}
