import { consoleRoutes } from './console-routes.js';
import type { Route } from './route.js';
import { pageRoutes } from './routes.js';

/**
 * Every route of `/api/v1`, once: the controllers validate with it, the OpenAPI document is made from it, the web apps
 * call through its parts.
 */
export const routes = { ...pageRoutes, ...consoleRoutes } as const satisfies Record<string, Route>;
export type RouteName = keyof typeof routes;
