import type { CredentialRule } from '@bakeloop/contracts';
import type { EmqxApi } from './emqx-access.js';

/** What the API needs to know of the broker's credentials. A class, so that it can be injected. */
export class DeviceSettings {
  constructor(
    /** Whether a kitchen without a credential is let in, where the broker asks us. */
    readonly rule: CredentialRule,
    /** What a broker that asks us proves itself with; none: no broker does. */
    readonly hookSecret: string | undefined,
    /** Of the administrator of a Mosquitto's dynamic security; none: it has none. */
    readonly dynsec: { username: string; password: string } | undefined,
    /** Of an EMQX that is told to end connections; none: they end with the next that they do. */
    readonly emqx: EmqxApi | undefined,
  ) {}
}
