import { useConnection } from '@bakeloop/ui';
import { CloudOff, RadioTower } from 'lucide-react';

/** On every page that moves by itself, wherever one has scrolled to: whether what comes gets through. */
export function ConnectionMark() {
  const connection = useConnection();
  if (connection === null) return null;
  const isLost = connection.kind === 'stale';
  const words =
    connection.kind === 'live' ? 'Live connection' : isLost ? 'Connection lost, reconnecting' : 'Connecting';
  const Icon = isLost ? CloudOff : RadioTower;
  return (
    <span className={isLost ? 'connection connection-lost' : 'connection'} role="status" title={words}>
      <Icon size={18} aria-hidden />
      <span className="bl-hidden">{words}</span>
    </span>
  );
}
