import { timingSafeEqual } from 'node:crypto';
import type { CredentialRule } from '@bakeloop/contracts';
import type { BrokerDoor } from '@bakeloop/embedded';
import { KitchenDoor } from '@bakeloop/identity';
import { KITCHENS } from '@bakeloop/kitchen';
import type { DataSource } from './database.js';

/** In place of a credential's id: that of the simulated kitchens is not in the database. */
const SIMULATED = 'simulated';

/**
 * Who may come in at the embedded broker: kitchens with their credentials, and the simulated ones with a secret of the data
 * folder, so that a demonstration goes on whatever credentials somebody tries out in it.
 */
export function kitchenDoor(
  database: DataSource,
  rule: CredentialRule,
  simulatedPassword: string,
): BrokerDoor {
  const door = new KitchenDoor(database, rule);
  const simulated = new Set(KITCHENS.map(({ id }) => id));
  const isSimulated = (username: string, password: string): boolean => {
    const [given, expected] = [Buffer.from(password), Buffer.from(simulatedPassword)];
    return simulated.has(username) && given.length === expected.length && timingSafeEqual(given, expected);
  };
  return {
    authenticate: async (username, password) =>
      isSimulated(username ?? '', password ?? '')
        ? { user: { kind: 'kitchen', id: username ?? '' }, credentialId: SIMULATED }
        : door.authenticate(username, password),
    standing: async () => {
      const { credentials, closed } = await door.standing();
      return { credentials: new Set([...credentials, SIMULATED]), closed };
    },
  };
}

/** Where only this machine reaches the broker a kitchen may do without, unless it was given one. */
export function credentialRule(chosen: CredentialRule | undefined, host: string): CredentialRule {
  return chosen ?? (/^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host) ? 'optional' : 'required');
}
