import { alarmRoutes } from './alarm-routes.js';
import { deskRoutes } from './desk-routes.js';
import { photoRoutes } from './photo-routes.js';
import { reportRoutes } from './report-routes.js';
import { sponsorRoutes } from './sponsor-routes.js';
import { workRoutes } from './work-routes.js';

/** The routes that only people who are signed in need: the public page does without them. */
export const consoleRoutes = {
  ...alarmRoutes,
  ...deskRoutes,
  ...photoRoutes,
  ...reportRoutes,
  ...sponsorRoutes,
  ...workRoutes,
};
