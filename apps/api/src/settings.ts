import type { ExternalDoor } from '@bakeloop/identity';
import type { Logger } from '@bakeloop/runtime';

/** What the API is started with. A class, so that it can be injected. */
export class ApiSettings {
  constructor(
    readonly mqttUrl: string,
    readonly mqttUsername: string | undefined,
    readonly mqttPassword: string | undefined,
    /** The simulated kitchens are running: the numbers are not real. */
    readonly demo: boolean,
    /** Origins besides the page's own host whose pages may open a live connection, for example `https://a.example`. */
    readonly allowedOrigins: readonly string[],
    readonly version: string,
    /** How often a canary pack is sent, and how old the newest may be before that is an alarm, s. */
    readonly canary: { everySeconds: number; lateAfterSeconds: number },
    /** Kitchens of the fleet at most. */
    readonly maxKitchens: number,
    /** Requests a minute of one address, and of one person or token, at most. */
    readonly requestsAMinute: { ofPublic: number; ofPeople: number },
    /** Proxies that are believed about where a request came from; null: none are. */
    readonly trustedProxies: string | null,
    /** Organisations' own doors. */
    readonly doors: readonly ExternalDoor[],
    /** The origin that people type, for example `https://bakeloop.example`. */
    readonly publicUrl: string,
    /** Connections of viewers that one address may have open. */
    readonly connectionsOfAddress: number,
    /** Whom to tell of a hole: `mailto:` or `https:`; null: nobody was named. */
    readonly securityContact: string | null,
    readonly logger: Logger,
  ) {}
}
