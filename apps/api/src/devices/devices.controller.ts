import { DeviceDesk, DeviceError, type DeviceFault } from '@bakeloop/identity';
import { Controller, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { ProblemError } from '../http/problem-error.js';
import { BrokerUnreachable } from './broker-unreachable.js';
import { ClaimLimit } from './claim-limit.js';

@Controller()
export class DevicesController {
  constructor(
    private readonly desk: DeviceDesk,
    private readonly limit: ClaimLimit,
  ) {}

  @Endpoint('credentials')
  async list(@Input('credentials') { params }: RequestOf<'credentials'>): Promise<AnswerOf<'credentials'>> {
    return { items: await this.desk.list(params.kitchenId) };
  }

  @Endpoint('issueCredential')
  async issue(
    @Input('issueCredential') { params, body }: RequestOf<'issueCredential'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'issueCredential'>> {
    return answered(this.desk.issue(params.kitchenId, body, actor));
  }

  @Endpoint('revokeCredential')
  async revoke(
    @Input('revokeCredential') { params }: RequestOf<'revokeCredential'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'revokeCredential'>> {
    return answered(this.desk.revoke(params.kitchenId, params.credentialId, actor));
  }

  @Endpoint('makeClaim')
  async makeClaim(
    @Input('makeClaim') { params, body }: RequestOf<'makeClaim'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'makeClaim'>> {
    return answered(this.desk.makeClaim(params.kitchenId, body, actor));
  }

  @Endpoint('claimCredential')
  async claim(
    @Input('claimCredential') { body }: RequestOf<'claimCredential'>,
    @Req() request: Request,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'claimCredential'>> {
    await this.limit.spend(request.ip ?? 'unknown');
    return answered(this.desk.claim(body, actor));
  }
}

const ANSWERS: Record<DeviceFault, Pick<ProblemError['problem'], 'type' | 'title' | 'status'>> = {
  'no-credential': { type: '/problems/not-found', title: 'Not found', status: 404 },
  'claim-over': { type: '/problems/claim-over', title: 'The code is not good', status: 410 },
  reserved: { type: '/problems/reserved-kitchen', title: 'This id is reserved', status: 409 },
};

async function answered<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    if (error instanceof DeviceError)
      throw new ProblemError({ ...ANSWERS[error.fault], detail: error.message });
    if (error instanceof BrokerUnreachable)
      throw new ProblemError(
        {
          type: '/problems/broker-away',
          title: 'The broker does not answer',
          status: 503,
          detail: `${error.message} Nothing was changed, and a claim code is not used up: try again in a minute. If it stays so, see that the broker runs, and that DYNSEC_USERNAME and DYNSEC_PASSWORD of the API are those of the administrator of its dynamic security.`,
        },
        { 'retry-after': '60' },
      );
    throw error;
  }
}
