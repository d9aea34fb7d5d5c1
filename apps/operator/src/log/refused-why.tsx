import { rare } from '../language/rare.js';
import { whyRefused } from './refusal.js';

/** Why the server did not take an entry; its own words, in English, are for whoever wants to know exactly. */
export function RefusedWhy({ reason, detail }: { reason: string; detail: string }) {
  return (
    <div className="refused-why">
      <p>{whyRefused({ reason, detail })}</p>
      <details>
        <summary>{rare('refused.details')}</summary>
        <p className="detail" lang="en" dir="ltr">
          {detail}
        </p>
      </details>
    </div>
  );
}
