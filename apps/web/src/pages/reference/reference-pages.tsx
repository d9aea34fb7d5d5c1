import { REFERENCE_KINDS, type ReferenceKind } from '@bakeloop/domain';
import { Navigate, Route, Routes, useParams } from 'react-router';
import { referencePath } from '../../data/addresses.js';
import { KINDS } from '../../data/reference-words.js';
import { Needs } from '../../parts/gate.js';
import { NotFoundPage } from '../not-found-page.js';
import { ListPage } from './list-page.js';
import { PublishPage } from './publish-page.js';
import { RecordPage } from './record-page.js';
import './reference.css';

/** Reference data: what figures rest on beside the kitchens' own log. Kinds, records, versions, and the next version. */
export function ReferencePages() {
  return (
    <Routes>
      <Route index element={<Navigate to={referencePath(KINDS[0] ?? 'factor-set')} replace />} />
      <Route path=":kind" element={<OfKind page={({ kind }) => <ListPage kind={kind} key={kind} />} />} />
      <Route
        path=":kind/:id"
        element={<OfKind page={(record) => <RecordPage {...record} key={record.id} />} />}
      />
      <Route
        path=":kind/:id/publish"
        element={
          <Needs permission="reference.publish">
            <OfKind page={(record) => <PublishPage {...record} key={record.id} />} />
          </Needs>
        }
      />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function OfKind({ page: Page }: { page: (record: { kind: ReferenceKind; id: string }) => React.ReactNode }) {
  const { kind: text = '', id = '' } = useParams();
  const kind = REFERENCE_KINDS.find((known) => known === text);
  return kind === undefined ? <NotFoundPage what="kind of reference data" /> : Page({ kind, id });
}
