import type { KitchenSummary } from '@bakeloop/contracts';
import { Link } from 'react-router';
import { alarmsPath } from '../data/addresses.js';
import { openAlarmsOf } from '../data/trouble.js';
import { useMay } from '../data/use-session.js';
import './rows.css';

/** How many alarms of a kitchen are open, as the way to them; nothing where there are none, or for who may not see them. */
export function OpenAlarms({ kitchen }: { kitchen: KitchenSummary }) {
  const { unacknowledged, worst } = kitchen.openAlarms;
  const may = useMay('alarm.see', kitchen.id);
  if (!may || worst === null) return null;
  const count = openAlarmsOf(kitchen);
  return (
    <Link to={alarmsPath(kitchen.id)} className={worst === 'critical' ? 'tag tag-bad' : 'tag'}>
      {count === 1 ? '1 alarm' : `${count} alarms`}
      {unacknowledged > 0 ? ', not acknowledged' : ''}
    </Link>
  );
}
