import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { keptAnswer, sendKept, type KeptAnswer } from './kept-answer.js';
import { PublicFigures, type PublicMoment } from './public-figures.js';

/** Kitchens as everybody may know them: read and written once for everybody, like all that is public. */
@Controller()
export class PublicKitchensController {
  private readonly kept = new WeakMap<PublicMoment, Promise<KeptAnswer>>();

  constructor(private readonly figures: PublicFigures) {}

  @Endpoint('publicKitchens')
  async kitchens(@Req() request: Request, @Res() response: Response): Promise<void> {
    const moment = await this.figures.read();
    const known = this.kept.get(moment);
    const kept = known ?? keptOf(moment);
    if (!known) {
      this.kept.set(moment, kept);
      // What failed is tried again by whoever asks next.
      kept.catch(() => this.kept.delete(moment));
    }
    sendKept(request, response, await kept);
  }
}

const keptOf = ({ kitchens }: PublicMoment): Promise<KeptAnswer> =>
  keptAnswer(
    'application/json; charset=utf-8',
    JSON.stringify({ items: kitchens } satisfies AnswerOf<'publicKitchens'>),
  );
