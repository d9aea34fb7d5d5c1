import { Controller } from '@nestjs/common';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { PublicFigures } from './public-figures.js';

/** Kitchens as everybody may know them: read once for everybody, like all that is public. */
@Controller()
export class PublicKitchensController {
  constructor(private readonly figures: PublicFigures) {}

  @Endpoint('publicKitchens')
  async kitchens(): Promise<AnswerOf<'publicKitchens'>> {
    const { kitchens } = await this.figures.read();
    return { items: kitchens };
  }
}
