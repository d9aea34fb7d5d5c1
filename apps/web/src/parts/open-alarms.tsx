import type { KitchenSummary } from '@bakeloop/contracts';
import { Link } from 'react-router';
import { alarmsPath } from '../data/addresses.js';
import { useMay } from '../data/use-session.js';
import './rows.css';

/** How many alarms of a kitchen are open, as the way to them; nothing where there are none, or for who may not see them. */
export function OpenAlarms({ kitchen: { id, openAlarms } }: { kitchen: KitchenSummary }) {
  const may = useMay('alarm.see', id);
  const { active, unacknowledged, worst } = openAlarms;
  if (!may || worst === null) return null;
  const count = Math.max(active, unacknowledged);
  return (
    <Link to={alarmsPath(id)} className={worst === 'critical' ? 'tag tag-bad' : 'tag'}>
      {count === 1 ? '1 alarm' : `${count} alarms`}
      {unacknowledged > 0 ? ', not acknowledged' : ''}
    </Link>
  );
}
