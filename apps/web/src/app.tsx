import { lazy, Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { LoadingPage } from './parts/notices.js';
import { Shell } from './parts/shell.js';

// Pages load when they are first visited; the charts come with the pages that draw them. The router is the plain one:
// its bigger sibling with loaders would add 15 kB to the public page, and the query cache does that work here.
const NotFoundPage = lazy(async () => ({
  default: (await import('./pages/not-found-page.js')).NotFoundPage,
}));
const HomePage = lazy(async () => ({ default: (await import('./pages/home/home-page.js')).HomePage }));
const FleetPage = lazy(async () => ({ default: (await import('./pages/fleet/fleet-page.js')).FleetPage }));
const KitchenPage = lazy(async () => ({
  default: (await import('./pages/kitchen/kitchen-page.js')).KitchenPage,
}));
const BatchPage = lazy(async () => ({ default: (await import('./pages/batch/batch-page.js')).BatchPage }));
const CredentialsPage = lazy(async () => ({
  default: (await import('./pages/credentials/credentials-page.js')).CredentialsPage,
}));
const MachinePage = lazy(async () => ({
  default: (await import('./pages/machine/machine-page.js')).MachinePage,
}));
const ComparePage = lazy(async () => ({
  default: (await import('./pages/compare/compare-page.js')).ComparePage,
}));
const LotPage = lazy(async () => ({ default: (await import('./pages/lot/lot-page.js')).LotPage }));
const EventPage = lazy(async () => ({ default: (await import('./pages/event/event-page.js')).EventPage }));
const MetricPage = lazy(async () => ({
  default: (await import('./pages/metric/metric-page.js')).MetricPage,
}));
const AlarmPages = lazy(async () => ({
  default: (await import('./pages/alarms/alarm-pages.js')).AlarmPages,
}));
const RefusedPage = lazy(async () => ({
  default: (await import('./pages/refused/refused-page.js')).RefusedPage,
}));
const QualityPage = lazy(async () => ({
  default: (await import('./pages/quality/quality-page.js')).QualityPage,
}));
const CorrectionsPage = lazy(async () => ({
  default: (await import('./pages/quality/corrections-page.js')).CorrectionsPage,
}));
const ReportsPage = lazy(async () => ({
  default: (await import('./pages/reports/reports-page.js')).ReportsPage,
}));
const ReportPage = lazy(async () => ({
  default: (await import('./pages/reports/report-page.js')).ReportPage,
}));
const LinePage = lazy(async () => ({ default: (await import('./pages/line/line-page.js')).LinePage }));
const MethodPage = lazy(async () => ({
  default: (await import('./pages/method/method-page.js')).MethodPage,
}));
const ReferencePages = lazy(async () => ({
  default: (await import('./pages/reference/reference-pages.js')).ReferencePages,
}));
const SignInPage = lazy(async () => ({
  default: (await import('./pages/sign-in/sign-in-page.js')).SignInPage,
}));
const LinkPage = lazy(async () => ({ default: (await import('./pages/link/link-page.js')).LinkPage }));
const AccountPage = lazy(async () => ({
  default: (await import('./pages/account/account-page.js')).AccountPage,
}));
const PeoplePage = lazy(async () => ({
  default: (await import('./pages/people/people-page.js')).PeoplePage,
}));
const PermissionsPage = lazy(async () => ({
  default: (await import('./pages/permissions/permissions-page.js')).PermissionsPage,
}));
const SponsorsPage = lazy(async () => ({
  default: (await import('./pages/sponsors/sponsors-page.js')).SponsorsPage,
}));
const SponsorPage = lazy(async () => ({
  default: (await import('./pages/sponsors/sponsor-page.js')).SponsorPage,
}));
const SharedLinksPage = lazy(async () => ({
  default: (await import('./pages/shared-links/shared-links-page.js')).SharedLinksPage,
}));
const StoriesPage = lazy(async () => ({
  default: (await import('./pages/stories/stories-page.js')).StoriesPage,
}));
const AuditPage = lazy(async () => ({ default: (await import('./pages/audit/audit-page.js')).AuditPage }));

const PhotosPage = lazy(async () => ({
  default: (await import('./pages/photos/photos-page.js')).PhotosPage,
}));

const waiting = (
  <div className="page">
    <LoadingPage />
  </div>
);

export function App() {
  // A choice in the address (range, channels) shows at once, not when React finds time between live numbers.
  return (
    <BrowserRouter useTransitions={false}>
      <Shell>
        <Suspense fallback={waiting}>
          <Routes>
            <Route index element={<HomePage />} />
            <Route path="fleet" element={<FleetPage />} />
            <Route path="kitchens/:kitchenId" element={<KitchenPage />} />
            <Route path="kitchens/:kitchenId/credentials" element={<CredentialsPage />} />
            <Route path="kitchens/:kitchenId/stories" element={<StoriesPage />} />
            <Route path="kitchens/:kitchenId/batches/:batchId" element={<BatchPage />} />
            <Route path="kitchens/:kitchenId/machines/:machineId" element={<MachinePage />} />
            <Route path="compare" element={<ComparePage />} />
            <Route path="kitchens/:kitchenId/lots/:lotId" element={<LotPage />} />
            <Route path="events/:eventId" element={<EventPage />} />
            <Route path="metrics/:metric" element={<MetricPage />} />
            <Route path="photos" element={<PhotosPage />} />
            <Route path="alarms/*" element={<AlarmPages />} />
            <Route path="refused" element={<RefusedPage />} />
            <Route path="quality" element={<QualityPage />} />
            <Route path="quality/corrections" element={<CorrectionsPage />} />
            <Route path="reports" element={<ReportsPage />} />
            <Route path="reports/:reportId" element={<ReportPage />} />
            <Route path="line" element={<LinePage />} />
            <Route path="method" element={<MethodPage />} />
            <Route path="reference/*" element={<ReferencePages />} />
            <Route path="sign-in" element={<SignInPage />} />
            <Route path="link" element={<LinkPage />} />
            <Route path="account" element={<AccountPage />} />
            <Route path="sponsors" element={<SponsorsPage />} />
            <Route path="sponsors/:organisationId" element={<SponsorPage />} />
            <Route path="shared-links" element={<SharedLinksPage />} />
            <Route path="people" element={<PeoplePage />} />
            <Route path="permissions" element={<PermissionsPage />} />
            <Route path="audit" element={<AuditPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </Shell>
    </BrowserRouter>
  );
}
