import { alarmRoutes } from './alarm-routes.js';
import { deviceRoutes } from './device-routes.js';
import type { Route } from './route.js';
import { pageRoutes } from './routes.js';

/**
 * Every route of `/api/v1`, once: the controllers validate with it, the OpenAPI document is made from it, the web apps
 * call through its parts.
 */
export const routes = { ...pageRoutes, ...alarmRoutes, ...deviceRoutes } as const satisfies Record<
  string,
  Route
>;
export type RouteName = keyof typeof routes;
