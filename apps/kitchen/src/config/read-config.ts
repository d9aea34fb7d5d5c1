import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError, plainHost, type TlsFiles } from '@bakeloop/runtime';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { readCredential } from './credential-file.js';
import { DRIVER_TYPES } from './driver-schemas.js';
import { checkWhole, configFile, type ConfigFile } from './schema.js';

/** A configuration that can be run: complete, checked, with what the environment said put in. */
export interface KitchenConfig extends Omit<ConfigFile, 'broker' | 'outbox'> {
  broker: {
    url: string;
    username?: string | undefined;
    password?: string | undefined;
    tls?: TlsFiles | undefined;
    deflate: boolean;
  };
  outbox: { folder: string; maxBytes: number };
}

type Environment = Readonly<Record<string, string | undefined>>;
type Path = readonly PropertyKey[];

/** A configuration is a few kilobytes: a larger file is some other file, bytes. */
const MAX_FILE_BYTES = 1024 * 1024;
/** The most faults told at once: more do not fit a screen. */
const MAX_TOLD = 40;

/**
 * Reads a kitchen's configuration file. Environment variables win over it: MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD,
 * MQTT_PASSWORD_FILE and KITCHEN_OUTBOX; an empty one counts as not set. Relative paths are relative to the file.
 * Without an `outbox.folder` the service manager's STATE_DIRECTORY holds the outbox, or `.bakeloop/kitchen`. Where neither
 * says a password, the credential that was claimed is used, which lies beside the outbox.
 *
 * @throws ConfigError naming every fault by line, with what to write instead
 */
export function readConfigFile(file: string, environment: Environment = process.env): KitchenConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The configuration ${file} cannot be read: ${reasonOf(error)}`);
  }
  if (text.length > MAX_FILE_BYTES)
    throw new ConfigError(`${file} has more than ${MAX_FILE_BYTES} bytes: is it a kitchen's configuration?`);
  const config = parseConfig(text, file);
  const env = (name: string): string | undefined => environment[name] || undefined;
  const beside = (path: string): string => resolve(dirname(file), path);
  const folder =
    env('KITCHEN_OUTBOX') ??
    (config.outbox.folder === undefined ? undefined : beside(config.outbox.folder)) ??
    env('STATE_DIRECTORY') ??
    '.bakeloop/kitchen';
  const { passwordFile, ca, cert, key, plain, ...broker } = config.broker;
  const url = env('MQTT_URL') ?? broker.url;
  const overheard = plain ? null : plainHost(url);
  if (overheard !== null)
    throw new ConfigError(
      `The line to the broker at ${overheard} is not encrypted: write mqtts:// or wss:// in ${env('MQTT_URL') === undefined ? `broker.url of ${file}` : 'MQTT_URL'}. Where nobody else is on the network between, broker.plain: true says so.`,
    );
  const secretFile =
    env('MQTT_PASSWORD_FILE') ?? (passwordFile === undefined ? undefined : beside(passwordFile));
  const password =
    env('MQTT_PASSWORD') ?? (secretFile === undefined ? broker.password : passwordIn(secretFile));
  // Whoever writes a password down means it; the name that a claimed one goes with is told with it.
  const claimed = password === undefined ? readCredential(folder, config.kitchen.id) : null;
  const pem = (path: string | undefined): Buffer | undefined =>
    path === undefined ? undefined : certificateIn(beside(path));
  return {
    ...config,
    broker: {
      ...broker,
      url,
      username: env('MQTT_USERNAME') ?? claimed?.username ?? broker.username,
      password: password ?? claimed?.password,
      ...((ca ?? cert) === undefined ? {} : { tls: { ca: pem(ca), cert: pem(cert), key: pem(key) } }),
    },
    outbox: { folder, maxBytes: Math.round(config.outbox.maxMegabytes * 1_000_000) },
  };
}

function certificateIn(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(`The certificate or key ${file} cannot be read: ${reasonOf(error)}`);
  }
}

function passwordIn(file: string): string {
  try {
    // Editors end a file with a newline, which is no part of the password.
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError(`The password file ${file} cannot be read: ${reasonOf(error)}`);
  }
}

/**
 * @param text YAML 1.2, of which JSON is a subset
 * @throws ConfigError
 */
export function parseConfig(text: string, file: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const tell = (faults: readonly { line: number; text: string }[]): never => {
    const told = faults
      .toSorted((left, right) => left.line - right.line)
      .map((fault) => `  ${file}:${fault.line} ${fault.text}`);
    if (told.length > MAX_TOLD) told.splice(MAX_TOLD, Infinity, `  and ${told.length - MAX_TOLD} more`);
    throw new ConfigError(`This configuration needs a look:\n${told.join('\n')}`);
  };
  if (document.errors.length > 0)
    tell(
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        text: `not YAML: ${error.message}`,
      })),
    );
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return tell([{ line: 1, text: reasonOf(error) }]);
  }
  const at = (path: Path, message: string): { line: number; text: string } => ({
    line: lineOf(document, lines, path),
    text: `${pathText(path)}: ${message}`,
  });
  const parsed = configFile.safeParse(content);
  if (!parsed.success)
    return tell(parsed.error.issues.map((issue) => at(issue.path, advice(issue, content))));
  const faults = checkWhole(parsed.data);
  if (faults.length > 0) return tell(faults.map(({ path, message }) => at(path, message)));
  return parsed.data;
}

/** Where a path stands in the text; for what is missing, where it would stand. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return lines.linePos(node.range[0] as number).line;
  }
  return 1;
}

const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}${text ? '.' : ''}${String(step)}`,
    '',
  ) || 'the file';

function advice(issue: z.core.$ZodIssue, content: unknown): string {
  // A secret of the wrong form stays out of what is told.
  const secret = /password|headers/i.test(issue.path.map(String).join('.'));
  const shown = (value: unknown): string => (secret ? 'what it says' : short(value));
  const given = issue.path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    content,
  );
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `"${key}"`).join(', ')} is not known here: is it a slip of the pen, or in the wrong place?`;
    case 'invalid_union':
      return `${given === undefined ? 'a type is missing' : `${shown(given)} is not known`}: write one of ${DRIVER_TYPES.join(', ')}`;
    case 'invalid_value':
      return `${given === undefined ? 'missing' : `${shown(given)} is not known`}: write one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return given === undefined
        ? `missing: ${/^Invalid input/.test(issue.message) ? `write ${article(issue.expected)}` : issue.message}`
        : `${/^Invalid input/.test(issue.message) ? `write ${article(issue.expected)}` : issue.message}, not ${shown(given)}`;
    default:
      return given === undefined || typeof given === 'object'
        ? issue.message
        : `${issue.message} (it says ${shown(given)})`;
  }
}

const article = (type: string): string =>
  type === 'array' ? 'a list' : type === 'object' ? 'fields' : type === 'string' ? 'a text' : `a ${type}`;

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
