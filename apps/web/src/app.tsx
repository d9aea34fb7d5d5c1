import type { ComponentType } from 'react';
import { BrowserRouter, matchPath, Route, Routes } from 'react-router';
import { later } from './parts/later.js';
import { LoadingPage } from './parts/notices.js';
import { Shell } from './parts/shell.js';

const waiting = (
  <div className="page">
    <LoadingPage />
  </div>
);
const page = (path: string, load: () => Promise<ComponentType>) => ({ path, Page: later(load, waiting) });

/** Together, since they share most of what they are made of: as forty files they take longer to ask for than to read. */
const staff = () => import('./pages/staff-pages.js');

// Pages load when they are first visited, those for everybody each by itself. The router is the plain one:
// its bigger sibling with loaders would add 15 kB to the public page, and the query cache does that work here.
const PAGES = [
  page('/', async () => (await import('./pages/home/home-page.js')).HomePage),
  page('/fleet', async () => (await staff()).FleetPage),
  page('/kitchens/:kitchenId', async () => (await staff()).KitchenPage),
  page('/kitchens/:kitchenId/credentials', async () => (await staff()).CredentialsPage),
  page('/kitchens/:kitchenId/stories', async () => (await staff()).StoriesPage),
  page('/kitchens/:kitchenId/batches/:batchId', async () => (await staff()).BatchPage),
  page('/kitchens/:kitchenId/machines/:machineId', async () => (await staff()).MachinePage),
  page('/compare', async () => (await staff()).ComparePage),
  page('/kitchens/:kitchenId/lots/:lotId', async () => (await staff()).LotPage),
  page('/events/:eventId', async () => (await staff()).EventPage),
  page('/metrics/:metric', async () => (await import('./pages/metric/metric-page.js')).MetricPage),
  page('/photos', async () => (await staff()).PhotosPage),
  page('/alarms/*', async () => (await staff()).AlarmPages),
  page('/refused', async () => (await staff()).RefusedPage),
  page('/quality', async () => (await staff()).QualityPage),
  page('/quality/corrections', async () => (await staff()).CorrectionsPage),
  page('/reports', async () => (await staff()).ReportsPage),
  page('/reports/:reportId', async () => (await staff()).ReportPage),
  page('/line', async () => (await staff()).LinePage),
  page('/method', async () => (await import('./pages/method/method-page.js')).MethodPage),
  page('/reference/*', async () => (await import('./pages/reference/reference-pages.js')).ReferencePages),
  page('/sign-in', async () => (await import('./pages/sign-in/sign-in-page.js')).SignInPage),
  page('/link', async () => (await import('./pages/link/link-page.js')).LinkPage),
  page('/account', async () => (await staff()).AccountPage),
  page('/sponsors', async () => (await staff()).SponsorsPage),
  page('/sponsors/:organisationId', async () => (await staff()).SponsorPage),
  page('/shared-links', async () => (await staff()).SharedLinksPage),
  page('/people', async () => (await staff()).PeoplePage),
  page('/permissions', async () => (await import('./pages/permissions/permissions-page.js')).PermissionsPage),
  page('/audit', async () => (await staff()).AuditPage),
  page('*', async () => (await import('./pages/not-found-page.js')).NotFoundPage),
];

/** Asks for the page of an address before anything is drawn, so that it comes while it is found out who looks. */
export async function startPage(pathname: string): Promise<void> {
  await PAGES.find(({ path }) => matchPath(path, pathname))?.Page.start();
}

export function App() {
  // A choice in the address (range, channels) shows at once, not when React finds time between live numbers.
  return (
    <BrowserRouter useTransitions={false}>
      <Shell>
        <Routes>
          {PAGES.map(({ path, Page }) => (
            <Route key={path} path={path} element={<Page />} />
          ))}
        </Routes>
      </Shell>
    </BrowserRouter>
  );
}
