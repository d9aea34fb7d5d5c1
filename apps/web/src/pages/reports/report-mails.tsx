import type { ReportMails, ReportSummary } from '@bakeloop/contracts';
import type { ReportLanguage } from '@bakeloop/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { callConsole } from '../../data/call-console.js';
import { FormProblem } from '../../parts/form.js';
import { When } from '../../parts/when.js';

type Wish = Pick<ReportMails['items'][number], 'kind' | 'subjectId' | 'grain'>;
const KEY = ['report-mails'];
const EVERY = { week: 'every week', month: 'every month' } as const;
const STATE_WORDS = { waiting: 'under way', sent: 'last mailed', failed: 'could not be mailed' } as const;

const useMails = () =>
  useQuery({ queryKey: KEY, queryFn: ({ signal }) => callConsole('reportMails', {}, { signal }) });

function useWish() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ language, ...wish }: Wish & { language: ReportLanguage | null }) =>
      callConsole('setReportMail', { body: { ...wish, language } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

const isOf = (wish: Wish, { subject, grain }: ReportSummary): boolean =>
  wish.kind === subject.kind && wish.subjectId === subject.id && wish.grain === grain;

/** Has this report mailed each time it is written, in the language it is read in; where there is a mail server. */
export function MailIt({ report, language }: { report: ReportSummary; language: ReportLanguage }) {
  const mails = useMails();
  const wishing = useWish();
  if (!mails.data?.isSet) return null;
  const { subject, grain } = report;
  const asked = mails.data.items.find((one) => isOf(one, report));
  const isAsked = asked?.language === language;
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={isAsked}
        disabled={wishing.isPending}
        onClick={() => {
          wishing.mutate({
            kind: subject.kind,
            subjectId: subject.id,
            grain,
            language: isAsked ? null : language,
          });
        }}
      >
        <Mail size={17} aria-hidden />{' '}
        {isAsked ? `Mailed to you ${EVERY[grain]}: stop` : `Mail me ${EVERY[grain]}`}
      </button>
      <FormProblem error={wishing.error} />
    </>
  );
}

/** Which reports one is mailed, and whether the newest arrived. */
export function MailedToYou() {
  const mails = useMails();
  const wishing = useWish();
  const items = mails.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="mailed-heading">
      <h2 id="mailed-heading">Mailed to you</h2>
      {mails.data?.isSet ? null : (
        <p className="quiet">No mail server is set here at present, so nothing is mailed.</p>
      )}
      <ul className="rows">
        {items.map(({ name, last, language, ...wish }) => (
          <li key={`${wish.kind} ${wish.subjectId} ${wish.grain}`}>
            <div>
              <strong>{wish.kind === 'portfolio' ? 'All kitchens' : name}</strong>, {EVERY[wish.grain]}
              {language === 'nl' ? ', in Dutch' : ''}
              {last === null ? null : (
                <p className={last.state === 'failed' ? 'report-failed' : 'quiet'}>
                  {STATE_WORDS[last.state]}, <When at={last.at} />
                  {last.state === 'sent' || last.answer === null ? '' : `: ${last.answer}`}
                </p>
              )}
            </div>
            <button
              type="button"
              className="button button-quiet"
              disabled={wishing.isPending}
              aria-label={`Stop mailing ${name || 'all kitchens'}, ${EVERY[wish.grain]}`}
              onClick={() => {
                wishing.mutate({ ...wish, language: null });
              }}
            >
              Stop
            </button>
          </li>
        ))}
      </ul>
      <FormProblem error={wishing.error} />
    </section>
  );
}
