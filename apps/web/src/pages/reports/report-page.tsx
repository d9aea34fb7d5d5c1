import { REPORT_LANGUAGES } from '@bakeloop/domain';
import { reportRoutes, type ReportAnswer } from '@bakeloop/contracts';
import { ApiProblem, fileHref } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMay } from '../../data/use-session.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { NotFoundPage } from '../not-found-page.js';
import { MailIt } from './report-mails.js';
import '../../parts/rows.css';
import './reports.css';
import { callConsole } from '../../data/call-console.js';

const LANGUAGE_NAMES = { en: 'English', nl: 'Nederlands' } as const;

/** One report as it was written; what was learned since is told below it. */
export function ReportPage() {
  const { reportId = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const language = REPORT_LANGUAGES.find((one) => one === search.get('language')) ?? 'en';
  const report = useQuery({
    queryKey: ['report', reportId, language],
    queryFn: ({ signal }) => callConsole('report', { params: { reportId }, query: { language } }, { signal }),
  });
  useTitle(report.data ? `${report.data.subject.name}, ${report.data.from}` : 'Report');
  const { error } = report;
  if (!report.data && error instanceof ApiProblem && (error.status === 404 || error.status === 400))
    return <NotFoundPage what="report" detail={error.message} />;
  return (
    <div className="page report-page">
      <p className="crumb">
        <Link to="/reports">Reports</Link>
      </p>
      {report.data ? (
        <Written report={report.data}>
          <div className="report-tools">
            <div role="group" aria-label="Language" className="pills">
              {REPORT_LANGUAGES.map((one) => (
                <button
                  key={one}
                  type="button"
                  lang={one}
                  aria-pressed={one === language}
                  onClick={() => setSearch(one === 'en' ? {} : { language: one }, { replace: true })}
                >
                  {LANGUAGE_NAMES[one]}
                </button>
              ))}
            </div>
            <a
              className="button button-quiet"
              href={fileHref(reportRoutes.reportDocument, { params: { reportId }, query: { language } })}
            >
              <FileText size={17} aria-hidden /> PDF
            </a>
            <MailIt report={report.data} language={language} />
          </div>
        </Written>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void report.refetch()} />
      ) : (
        <Loading label="Loading the report" blocks={[48, 120, 120]} />
      )}
    </div>
  );
}

function Written({ report, children }: { report: ReportAnswer; children: React.ReactNode }) {
  return (
    <article lang={report.language}>
      <h1>{report.subject.name}</h1>
      <p className="lead">
        {report.title}
        <br />
        {report.days}
      </p>
      {children}
      {report.sections.map(({ key, title, sentences }) => (
        <section key={key} className="report-section" aria-labelledby={`report-${key}`}>
          <h2 id={`report-${key}`}>{title}</h2>
          {sentences.map((sentence) => (
            <p key={sentence.key}>
              {sentence.parts.map(({ text, href }, place) => (
                <Piece key={`${String(place)} ${text}`} text={text} href={href} />
              ))}
            </p>
          ))}
        </section>
      ))}
      <section className="report-after" aria-label={report.restated.words}>
        <p>{report.restated.words}</p>
        {report.restated.items.length === 0 ? null : (
          <ul>
            {report.restated.items.map(({ name, text, href }) => (
              <li key={name}>
                {name}: <Piece text={text} href={href} />
              </li>
            ))}
          </ul>
        )}
        <p className="quiet">{report.lead}</p>
        <p className="quiet">
          {report.methodVersion}
          {report.factorSets.length === 0 ? '' : ` · ${report.factorSets.join(' · ')}`}
        </p>
      </section>
    </article>
  );
}

/** Words, or a number that leads to where it is answered again, if who looks may go there. */
function Piece({ text, href }: { text: string; href: string | null }) {
  const maySeeQuality = useMay('quality.see');
  if (href === null || (href.startsWith('/quality') && !maySeeQuality)) return text;
  return <Link to={href}>{text}</Link>;
}
