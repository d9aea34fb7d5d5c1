import { useFormat } from '@bakeloop/ui';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** An instant in the reader's own time; what people do belongs to no kitchen's clock. */
export function When({ at }: { at: string }) {
  const format = useFormat();
  return <time dateTime={at}>{format.instant(Date.parse(at), HERE, 'full')}</time>;
}
