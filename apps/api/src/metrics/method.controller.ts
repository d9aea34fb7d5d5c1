import { Controller } from '@nestjs/common';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { methodView } from './method-view.js';

/** The method: what each figure means, how it comes about, where that comes from and how it misleads. */
@Controller()
export class MethodController {
  private readonly answer = methodView();

  @Endpoint('method')
  method(): AnswerOf<'method'> {
    return this.answer;
  }
}
