import { useConnection } from '@bakeloop/ui';
import { CloudOff, RadioTower } from 'lucide-react';
import { useFrameWords } from '../data/frame-words.js';

/** On every page that moves by itself, wherever one has scrolled to: whether what comes gets through. */
export function ConnectionMark() {
  const connection = useConnection();
  const { connection: words } = useFrameWords();
  if (connection === null) return null;
  const isLost = connection.kind === 'stale';
  const said = words[connection.kind === 'live' || isLost ? connection.kind : 'connecting'];
  const Icon = isLost ? CloudOff : RadioTower;
  return (
    <span className={isLost ? 'connection connection-lost' : 'connection'} role="status" title={said}>
      <Icon size={18} aria-hidden />
      <span className="bl-hidden">{said}</span>
    </span>
  );
}
