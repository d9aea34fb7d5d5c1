import { useQuery } from '@tanstack/react-query';
import { callConsole } from '../data/call-console.js';
import { useLanguage } from '../data/language.js';
import './alarm-count.css';

const READ_AGAIN_MS = 15_000;

const UNSEEN = { en: 'not acknowledged', nl: 'niet bevestigd' } as const;

/** How many alarms nobody has acknowledged yet, beside the name of their page; for who may see it. */
export function AlarmCount() {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['alarms', 'open'],
    queryFn: ({ signal }) => callConsole('openAlarms', {}, { signal }),
    refetchInterval: READ_AGAIN_MS,
  });
  if (!data || data.unacknowledged === 0) return null;
  return (
    <span className={data.worst === 'critical' ? 'alarm-count alarm-count-bad' : 'alarm-count'}>
      {data.unacknowledged > 99 ? '99+' : data.unacknowledged}
      <span className="alarm-count-unseen"> {UNSEEN[language]}</span>
    </span>
  );
}
