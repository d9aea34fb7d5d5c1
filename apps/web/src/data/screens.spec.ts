import {
  kitchensWithin,
  PERMISSION_NAMES,
  ROLES,
  SCREENS,
  type Role,
  type SessionAnswer,
} from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { barOf, landingOf, menuOf, screenAt } from './screens.js';

const KITCHENS = ['ke-nbo-01'];

/** The session of somebody with one role, as the table has it; null: nobody. */
function sessionOf(role: Role | null): SessionAnswer {
  const organisationId = '00000000-0000-4000-8000-000000000001';
  const standings = role === null ? [] : [{ organisationId, role, own: KITCHENS, attributed: KITCHENS }];
  const reaches = PERMISSION_NAMES.flatMap((permission) => {
    const kitchens = kitchensWithin(standings, permission);
    return kitchens === null ? [] : [[permission, kitchens === 'all' ? kitchens : [...kitchens]] as const];
  });
  return {
    person: role && {
      id: organisationId,
      name: role,
      email: `${role}@bakeloop.example`,
      memberships: [{ organisationId, organisation: 'One', role }],
      comesBy: { password: true, passkey: false, doors: [] },
    },
    reaches: Object.fromEntries(reaches),
    lacksFactor: null,
    doors: [],
    demo: false,
  };
}

describe('the screens', () => {
  it.each(SCREENS)('at $path is found by its address and those below it', ({ path, permission }) => {
    expect(screenAt(path)?.permission).toBe(permission);
    if (path !== '/') expect(screenAt(`${path}/x`)?.permission).toBe(permission);
  });

  it('are not found by an address that only begins alike', () => {
    expect(screenAt('/fleets')).toBeNull();
    expect(screenAt('/nowhere')).toBeNull();
  });

  it.each([null, ...ROLES])('shown to %s are those that the table gives them, and no other', (role) => {
    const session = sessionOf(role);
    const shown = [...barOf(session), ...menuOf(session)].map(({ path }) => path);
    for (const path of shown) {
      const permission = SCREENS.find((screen) => screen.path === path)?.permission;
      expect({ path, reach: permission && session.reaches[permission] }).toMatchObject({
        path,
        reach: expect.anything(),
      });
    }
    // Pages of one thing are reached from lists, and in and out have buttons of their own.
    const elsewhere = ['/metrics', '/kitchens', '/events', '/sign-in', '/link'];
    const may = SCREENS.filter(({ permission }) => session.reaches[permission] !== undefined);
    expect([...shown].sort()).toEqual(
      may
        .map(({ path }) => path)
        .filter((path) => !elsewhere.includes(path))
        .sort(),
    );
  });

  it('are the public ones as long as it is not known who looks', () => {
    expect(barOf(undefined)).toEqual(barOf(sessionOf(null)));
  });

  it('lead an operator to the phone, who sees kitchens to these, and others to their account', () => {
    expect(landingOf(sessionOf('operator'))).toBe('/operator/');
    expect(landingOf(sessionOf('lead'))).toBe('/fleet');
    expect(landingOf({ ...sessionOf(null), person: sessionOf('lead').person })).toBe('/account');
  });
});
