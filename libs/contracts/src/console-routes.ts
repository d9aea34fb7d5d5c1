import { alarmRoutes } from './alarm-routes.js';
import { deskRoutes } from './desk-routes.js';
import { figureRoutes } from './figure-routes.js';
import { peopleRoutes } from './people-routes.js';
import { photoRoutes } from './photo-routes.js';
import { reportRoutes } from './report-routes.js';
import { sponsorRoutes } from './sponsor-routes.js';
import { tableRoutes } from './table-routes.js';
import { workRoutes } from './work-routes.js';

/** The routes that come with a page of their own: the public's first page does without them. */
export const consoleRoutes = {
  ...alarmRoutes,
  ...deskRoutes,
  ...figureRoutes,
  ...peopleRoutes,
  ...photoRoutes,
  ...reportRoutes,
  ...sponsorRoutes,
  ...tableRoutes,
  ...workRoutes,
};
