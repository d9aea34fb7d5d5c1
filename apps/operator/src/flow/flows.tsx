import type { BatchSummary, KitchenDetail } from '@bakeloop/contracts';
import type { FlowName } from '../route.js';
import { ProcessPage } from './process-page.js';
import { DispatchPage, ReturnPage } from './product-pages.js';
import { HandoverPage, IncidentPage, MaintenancePage, ScalePage } from './site-pages.js';

/** Everything that is logged besides deliveries and batches. */
export function Flows({
  page,
  kitchenId,
  step,
  kitchen,
  recent,
}: {
  page: FlowName;
  kitchenId: string;
  step: string | null;
  kitchen: KitchenDetail | null;
  recent: readonly BatchSummary[];
}) {
  const asked = { kitchenId, step };
  switch (page) {
    case 'sort':
    case 'shred':
    case 'wash':
    case 'dry':
    case 'blend':
      return <ProcessPage key={page} {...asked} process={page} />;
    case 'dispatch':
      return <DispatchPage {...asked} />;
    case 'return':
      return <ReturnPage {...asked} />;
    case 'incident':
      return <IncidentPage {...asked} />;
    case 'maintenance':
      return <MaintenancePage {...asked} kitchen={kitchen} recent={recent} />;
    case 'scale':
      return <ScalePage {...asked} kitchen={kitchen} />;
    case 'handover':
      return <HandoverPage {...asked} recent={recent} />;
  }
}
