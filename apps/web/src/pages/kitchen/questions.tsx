import { useQuery } from '@tanstack/react-query';
import { CorrectionItem } from '../../parts/correction-item.js';
import { callConsole } from '../../data/call-console.js';

/** What staff ask about corrections of this kitchen; shown only while something is asked. */
export function Questions({ kitchenId }: { kitchenId: string }) {
  const questions = useQuery({
    queryKey: ['questions', kitchenId],
    queryFn: ({ signal }) => callConsole('kitchenQuestions', { params: { kitchenId } }, { signal }),
  });
  if (!questions.data || questions.data.items.length === 0) return null;
  return (
    <section aria-labelledby="questions-heading">
      <div className="section-head">
        <h2 id="questions-heading">Questions about corrections</h2>
        <span className="quiet">Tell staff what happened, or correct the entry again.</span>
      </div>
      <ul className="rows">
        {questions.data.items.map((correction) => (
          <CorrectionItem key={correction.eventId} correction={correction} />
        ))}
      </ul>
    </section>
  );
}
