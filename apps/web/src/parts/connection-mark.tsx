import type { PublicLanguage } from '@bakeloop/contracts';
import { useConnection } from '@bakeloop/ui';
import { CloudOff, RadioTower } from 'lucide-react';
import { useLanguage } from '../data/language.js';

const WORDS: Record<PublicLanguage, Record<'live' | 'stale' | 'connecting', string>> = {
  en: { live: 'Live connection', stale: 'Connection lost, reconnecting', connecting: 'Connecting' },
  nl: {
    live: 'Live verbinding',
    stale: 'Verbinding kwijt, wordt hersteld',
    connecting: 'Verbinden',
  },
};

/** On every page that moves by itself, wherever one has scrolled to: whether what comes gets through. */
export function ConnectionMark() {
  const connection = useConnection();
  const words = WORDS[useLanguage()];
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
