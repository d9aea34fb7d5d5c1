import type { PublicLanguage } from '@bakeloop/contracts';
import { ApiProblem, useNow } from '@bakeloop/ui';
import { CircleAlert } from 'lucide-react';
import { useId, useState, type ComponentProps, type ReactNode } from 'react';
import { useFrameWords } from '../data/frame-words.js';
import { useLanguage } from '../data/language.js';
import './field.css';
import './form.css';

interface Words {
  showTyped: string;
  show: string;
  hide: string;
  code: string;
  codeHint: string;
}
const WORDS: Record<PublicLanguage, Words> = {
  en: {
    showTyped: 'Show what is typed',
    show: 'Show',
    hide: 'Hide',
    code: 'Code of your authenticator',
    codeHint: 'Six digits; they change every 30 seconds.',
  },
  nl: {
    showTyped: 'Toon wat is getypt',
    show: 'Toon',
    hide: 'Verberg',
    code: 'Code van uw authenticator',
    codeHint: 'Zes cijfers; ze veranderen elke 30 seconden.',
  },
};

interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: string;
  /** Below the field, and read out with it. */
  hint?: ReactNode;
  /** What is wrong with what is in it; null or nothing: as far as we know it is right. */
  fault?: string | null | undefined;
}

type Told = Pick<FieldProps, 'hint' | 'fault'> & { id: string };

/** What a field has said of itself by `Below`, as its attributes. */
function toldOf({ id, hint, fault }: Told) {
  const told = [fault ? `${id}-fault` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return { 'aria-invalid': fault ? true : undefined, 'aria-describedby': told === '' ? undefined : told };
}

function Below({ id, hint, fault }: Told) {
  return (
    <>
      {fault ? (
        <small id={`${id}-fault`} className="field-fault" role="alert">
          {fault}
        </small>
      ) : null}
      {hint ? <small id={`${id}-hint`}>{hint}</small> : null}
    </>
  );
}

/** One field with its name above it, and what helps or is wrong below it. */
export function Field({ label, hint, fault, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="ref-field">
      <label htmlFor={id}>{label}</label>
      <input
        // A name in Arabic letters begins at the right: so its beginning is seen.
        dir="auto"
        {...input}
        id={id}
        {...toldOf({ id, hint, fault })}
      />
      <Below id={id} hint={hint} fault={fault} />
    </div>
  );
}

/** One of a few, with its name above. @param choices what each is called, in their order */
export function SelectField<T extends string | number | null>({
  label,
  value,
  choices,
  change,
  hint,
  fault,
}: Pick<FieldProps, 'label' | 'hint' | 'fault'> & {
  value: T;
  choices: readonly (readonly [value: T, words: string])[];
  change: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className="ref-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        {...toldOf({ id, hint, fault })}
        value={choices.findIndex(([one]) => one === value)}
        onChange={({ target }) => {
          const chosen = choices[Number(target.value)];
          if (chosen) change(chosen[0]);
        }}
      >
        {choices.map(([one, words], index) => (
          <option key={String(one)} value={index}>
            {words}
          </option>
        ))}
      </select>
      <Below id={id} hint={hint} fault={fault} />
    </div>
  );
}

/** A password that can be looked at: what is typed blind on a phone is typed wrong. */
export function PasswordField(props: FieldProps) {
  const [shown, setShown] = useState(false);
  const words = WORDS[useLanguage()];
  return (
    <div className="password-field">
      <Field
        required
        maxLength={128}
        autoCapitalize="none"
        spellCheck={false}
        {...props}
        type={shown ? 'text' : 'password'}
      />
      <button
        type="button"
        className="text-button"
        aria-pressed={shown}
        aria-label={`${words.showTyped}: ${props.label}`}
        onClick={() => setShown(!shown)}
      >
        {shown ? words.hide : words.show}
      </button>
    </div>
  );
}

/** The six digits that an authenticator shows. */
export function CodeField(props: Partial<FieldProps>) {
  const words = WORDS[useLanguage()];
  return (
    <Field
      label={words.code}
      hint={words.codeHint}
      required
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      maxLength={6}
      className="code-input"
      {...props}
    />
  );
}

/** Of which kind a refusal is, `/problems/…`. */
export const kindOf = (error: unknown): string | undefined =>
  error instanceof ApiProblem ? error.problem?.type : undefined;

/** What was wrong with a field, in the server's words. @param name as the contract names it in the body */
export function faultOf(error: Error | null, name: string): string | null {
  if (!(error instanceof ApiProblem)) return null;
  return error.problem?.errors?.find(({ path }) => path === `body.${name}`)?.message ?? null;
}

/** Why a form was not taken, in the server's words, read out at once. @param fields whose faults are shown with them */
export function FormProblem({ error, fields = [] }: { error: Error | null; fields?: readonly string[] }) {
  const { problem } = useFrameWords();
  const shown = error !== null && !fields.some((name) => faultOf(error, name) !== null);
  return (
    <div role="alert" className="form-problem-place">
      {shown ? (
        <p className="form-problem">
          <CircleAlert size={18} aria-hidden />
          <span>{problem(error)}</span>
        </p>
      ) : null}
    </div>
  );
}

/** Seconds until the server wants to be asked again, ticking; 0: now. @param atMs when it said so */
export function useHeldUp(error: Error | null, atMs: number): number {
  const now = useNow();
  const waitS = error instanceof ApiProblem ? (error.retryAfterSeconds ?? 0) : 0;
  return waitS === 0 ? 0 : Math.max(0, Math.ceil((atMs + waitS * 1_000 - now) / 1_000));
}
