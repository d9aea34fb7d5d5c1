import type { BatchSummary, KitchenDetail } from '@bakeloop/contracts';
import { Flame, CircleDot, CloudFog, Droplet, HeartPulse, OctagonX, TriangleAlert } from 'lucide-react';
import { runningBatches } from '../batch/facts.js';
import { PvcStop } from '../intake/pvc-stop.js';
import { readKept, writeKept } from '../kept.js';
import { doubtAbout } from '../doubt.js';
import { parseCount, parseKg } from '../kg.js';
import { kg, locale, name, t } from '../language/language.js';
import { machineName } from '../language/rare.js';
import { factsOf } from '../log/entries.js';
import { phone, useLog } from '../log/use-log.js';
import { named } from '../photos/photo.js';
import { go } from '../route.js';
import { FlowPage, photosIn, useForm } from './flow-page.js';
import { counterOf, TASK_NAMES, TASKS, type Task } from './upkeep.js';

interface Asked {
  kitchenId: string;
  step: string | null;
}

const KINDS = {
  fume: CloudFog,
  fire: Flame,
  injury: HeartPulse,
  'emergency-stop': OctagonX,
  spill: Droplet,
  'pvc-found': TriangleAlert,
  other: CircleDot,
} as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];
const SEVERITIES = ['1', '2', '3', '4'] as const;

/** What went wrong, and how badly. People come before the form, and it says so. */
export function IncidentPage({ kitchenId, step }: Asked) {
  const form = useForm({ kitchenId, step }, 'incident');
  const { draft, setDraft } = form;
  const kind = KIND_NAMES.find((known) => known === draft['kind']);
  const severity = SEVERITIES.find((known) => known === draft['severity']);
  const note = (draft['note'] ?? '').trim();
  if (kind === 'pvc-found' && step !== null)
    return (
      <PvcStop
        kitchenId={kitchenId}
        onLogged={() => {
          setDraft(null);
          go({}, 'replace');
        }}
      />
    );
  return (
    <FlowPage
      {...form}
      flow={{
        page: 'incident',
        steps: [
          {
            id: 'kind',
            title: t('incident.title'),
            kind: 'choice',
            field: 'kind',
            label: t('incident.first'),
            options: KIND_NAMES.map((value) => {
              const Icon = KINDS[value];
              return { value, label: name('code', value), icon: <Icon aria-hidden className="tile-icon" /> };
            }),
          },
          {
            id: 'severity',
            title: t('incident.howBad'),
            kind: 'choice',
            field: 'severity',
            label: t('field.severity'),
            columns: 1,
            options: SEVERITIES.map((value) => ({ value, label: `${value} · ${t(`incident.s${value}`)}` })),
          },
        ],
        facts: [
          [t('field.kind'), kind ? name('code', kind) : ''],
          [t('field.severity'), severity ? t(`incident.s${severity}`) : ''],
        ],
        note: t('form.note'),
        photos: true,
        save: t('form.save'),
        saved: t('tell.incident', { what: kind ? name('code', kind) : '' }),
        event:
          kind && severity
            ? {
                type: 'incident.recorded',
                data: {
                  kind,
                  severity: Number(severity),
                  ...(note === '' ? {} : { note }),
                  ...named(photosIn(draft)),
                },
              }
            : null,
      }}
    />
  );
}

/** Upkeep, with how long ago each was done and what is due. */
export function MaintenancePage({
  kitchenId,
  step,
  kitchen,
  recent,
}: Asked & { kitchen: KitchenDetail | null; recent: readonly BatchSummary[] }) {
  const { entries } = useLog();
  const form = useForm({ kitchenId, step }, 'maintenance');
  const { draft } = form;
  const nowMs = phone.nowMs();
  const runs = recent.flatMap(({ startedAt, finishedAt }) =>
    startedAt === null
      ? []
      : [{ fromMs: Date.parse(startedAt), toMs: finishedAt === null ? nowMs : Date.parse(finishedAt) }],
  );
  const facts = factsOf(entries, kitchenId);
  const machines = kitchen?.birth?.machines ?? [];
  const task = TASK_NAMES.find((known) => known === draft['task']);
  const machine = draft['machine'] ?? '';
  const note = (draft['note'] ?? '').trim();
  const used = (of: Task): string => {
    const { lastMs, ranHours, due } = counterOf(of, facts, runs, nowMs);
    const { hours } = TASKS[of];
    const ago = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
    const parts = [
      due ? t('upkeep.due') : '',
      lastMs === null ? '' : ago.format(-Math.floor((nowMs - lastMs) / 86_400_000), 'day'),
      hours === null ? '' : t('upkeep.hours', { ran: Math.round(ranHours), most: hours }),
    ];
    return parts.filter((part) => part !== '').join(' · ');
  };
  return (
    <FlowPage
      {...form}
      flow={{
        page: 'maintenance',
        steps: [
          {
            id: 'task',
            title: t('upkeep.title'),
            kind: 'choice',
            field: 'task',
            label: t('field.task'),
            options: TASK_NAMES.map((value) => ({
              value,
              label: name('code', value),
              hint: used(value),
            })),
          },
          {
            id: 'machine',
            title: t('upkeep.onWhat'),
            kind: 'choice',
            field: 'machine',
            label: t('start.machine'),
            options: machines.map(({ id, type }) => ({
              value: id,
              label: id,
              hint: machineName(type),
            })),
            typed: {
              label: t('start.machine'),
              accept: (text) => text.slice(0, 80),
              wrong: (text) => (text.trim() === '' ? t('form.type') : null),
            },
          },
        ],
        facts: [
          [t('field.task'), task ? name('code', task) : ''],
          [t('start.machine'), machine],
        ],
        note: t('form.note'),
        save: t('form.save'),
        saved: t('tell.maintenance', { machine, task: task ? name('code', task) : '' }),
        event:
          task && machine
            ? {
                type: 'maintenance.recorded',
                data: { machine, task, ...(note === '' ? {} : { note }) },
              }
            : null,
      }}
    />
  );
}

/** A scale against a test weight, and what that means in plain words. */
export function ScalePage({ kitchenId, step, kitchen }: Asked & { kitchen: KitchenDetail | null }) {
  const form = useForm({ kitchenId, step }, 'scale');
  const { draft, setDraft } = form;
  const reference = draft['reference'] ?? readKept<string>(`reference.${kitchenId}`) ?? '';
  const referenceGrams = parseKg(reference);
  const readGrams = parseKg(draft['read'] ?? '');
  const uncertainty = draft['uncertainty'] ?? '0.1';
  const uncertaintyGrams = parseKg(uncertainty);
  const scaleId = draft['scale'] ?? '';
  const scales = (kitchen?.birth?.machines ?? []).filter(({ type }) => type.includes('scale'));
  const off = (readGrams ?? 0) - (referenceGrams ?? 0);
  const missing = !referenceGrams
    ? t('scale.needReference')
    : !readGrams
      ? t('scale.needRead')
      : uncertaintyGrams === null
        ? t('form.type')
        : null;
  const fair = Math.abs(off) <= (uncertaintyGrams ?? 0);
  const { sureOf = '' } = draft;
  const [doubted] = [['reference', referenceGrams] as const, ['read', readGrams] as const].flatMap(
    ([field, grams]) => {
      const doubt = doubtAbout('testWeight', grams, { sureOf });
      return doubt ? [{ doubt, field }] : [];
    },
  );
  return (
    <FlowPage
      {...form}
      setDraft={(next) => {
        if (next === null) writeKept(`reference.${kitchenId}`, reference);
        setDraft(next);
      }}
      flow={{
        page: 'scale',
        steps: [
          {
            id: 'scale',
            title: t('scale.which'),
            kind: 'choice',
            field: 'scale',
            label: t('field.scaleId'),
            columns: 1,
            options: (scales.length > 0 ? scales : [{ id: 'scale-1', type: 'scale' }]).map(({ id }) => ({
              value: id,
              label: id,
            })),
            typed: {
              label: t('field.scaleId'),
              accept: (text) => text.replaceAll(/[^A-Za-z0-9\-_.:]/g, '').slice(0, 64),
              wrong: (text) => (/^[A-Za-z0-9]/.test(text) ? null : t('form.type')),
            },
          },
          {
            id: 'weights',
            title: t('scale.put'),
            kind: 'numbers',
            fields: [
              {
                name: 'reference',
                label: t('field.referenceGrams'),
                unit: 'kg',
                text: reference,
                decimals: 1,
              },
              {
                name: 'read',
                label: t('field.readGrams'),
                unit: 'kg',
                text: draft['read'] ?? '',
                decimals: 1,
              },
              { name: 'uncertainty', label: '±', unit: 'kg', text: uncertainty, decimals: 1 },
            ],
            missing,
            doubted: doubted ?? null,
          },
        ],
        verdict: (
          <p className={`notice notice-${fair ? 'good' : 'check'}`}>
            {fair
              ? t('scale.fair')
              : t(off > 0 ? 'scale.tooMuch' : 'scale.tooLittle', { kg: kg(Math.abs(off)) })}
          </p>
        ),
        facts: [
          [t('field.scaleId'), scaleId],
          [t('field.referenceGrams'), kg(referenceGrams ?? 0)],
          [t('field.readGrams'), kg(readGrams ?? 0)],
        ],
        save: t('form.save'),
        saved: t('tell.scale', { scale: scaleId }),
        event:
          scaleId !== '' && referenceGrams && readGrams && uncertaintyGrams !== null
            ? {
                type: 'scale.calibrated',
                data: { scaleId, referenceGrams, readGrams, uncertaintyGrams },
              }
            : null,
      }}
    />
  );
}

/** Who worked how long, and what the next shift must know. */
export function HandoverPage({ kitchenId, step, recent }: Asked & { recent: readonly BatchSummary[] }) {
  const { entries, counts } = useLog();
  const form = useForm({ kitchenId, step }, 'handover');
  const { draft } = form;
  const people = parseCount(draft['people'] ?? '');
  // The pad's tenths of an hour are six minutes, as its tenths of a kilogram are a hundred grams.
  const hours = parseKg(draft['hours'] ?? '');
  const minutes = hours === null ? null : (hours / 1_000) * 60;
  const kind = draft['kind'] === 'training' ? 'training' : 'work';
  const note = (draft['note'] ?? '').trim();
  const running = runningBatches(recent, factsOf(entries, kitchenId));
  const missing = !people
    ? t('handover.needPeople')
    : !minutes
      ? t('handover.needHours')
      : minutes > 24 * 60
        ? t('handover.dayMost')
        : null;
  return (
    <FlowPage
      {...form}
      flow={{
        page: 'handover',
        steps: [
          {
            id: 'kind',
            title: t('handover.title'),
            kind: 'choice',
            field: 'kind',
            label: t('handover.what'),
            options: (['work', 'training'] as const).map((value) => ({ value, label: name('code', value) })),
            above: (
              <ul className="flags">
                <li>
                  {running.length === 0
                    ? t('handover.noBatch')
                    : t('handover.batches', { count: running.length })}
                </li>
                <li>{t('handover.unsent', { count: counts.waiting })}</li>
                {counts.refused > 0 && <li>{t('app.needsYou', { count: counts.refused })}</li>}
              </ul>
            ),
          },
          {
            id: 'hours',
            title: t('handover.howLong'),
            kind: 'numbers',
            fields: [
              {
                name: 'people',
                label: t('field.people'),
                unit: '',
                text: draft['people'] ?? '',
                decimals: 0,
              },
              {
                name: 'hours',
                label: t('handover.hours'),
                unit: 'h',
                text: draft['hours'] ?? '',
                decimals: 1,
              },
            ],
            missing,
          },
        ],
        facts: [
          [t('field.kind'), name('code', kind)],
          [t('field.people'), String(people ?? '')],
          [t('field.minutes'), String(Math.round(minutes ?? 0))],
        ],
        note: t('handover.note'),
        save: t('form.save'),
        saved: t('tell.labour', { people: people ?? 0, minutes: Math.round(minutes ?? 0) }),
        event:
          people && minutes && missing === null
            ? {
                type: 'labour.recorded',
                data: { people, minutes: Math.round(minutes), kind, ...(note === '' ? {} : { note }) },
              }
            : null,
      }}
    />
  );
}
