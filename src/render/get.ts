/** Live resources as a table, or block by block, and as data. */
import type { Got, GotResource } from '../core/got.ts';
import type { AnyState } from '../core/kind.ts';
import type { Reading } from '../core/model.ts';
import type { Verdict } from '../core/report.ts';
import { problemJson, resourceJson, unknownJson } from './change-document.ts';
import type { Json } from './change-document.ts';
import { line, room } from './flow.ts';
import type { Part } from './flow.ts';
import { healthRows } from './health.ts';
import { isRecord, labelOf, settingsIn } from './leaves.ts';
import { lookOf, withSign } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { joinBlocks } from './plan.ts';
import { settingLines } from './settings-rows.ts';
import type { SettingRow } from './settings-rows.ts';
import { table } from './table.ts';
import { unknownBlocks } from './unknown.ts';
import { counted, valueText } from './words.ts';

/** What can be got: kinds, and views of trails. */
export const views = ['trails', 'status', 'selectors', 'buckets', 'topics'] as const;
export type View = (typeof views)[number];

export interface GetView {
  readonly what: View;
  /** The time that ages are counted to. */
  readonly now: Date;
}

/** As text, without a newline at the end: what is there, what could not be read, and how many there are. */
export function renderGet(got: Got, { what, now }: GetView, options: ViewOptions): string {
  const look = lookOf(options);
  const { resources, unknown } = got;
  const body =
    what === 'status' || what === 'selectors'
      ? resources.map(one => [addressLine(one, look), ...detailsOf(one, { what, now }, look)])
      : [tableOf(resources, what, look)];
  return joinBlocks([
    ...body.filter(lines => lines.length > 0),
    ...unknownBlocks(unknown, look, 'shown'),
    [ending(got, what)],
  ]);
}

type Row = readonly Part[];
type Columns = Readonly<Record<string, (state: Readable, look: Look) => Part>>;

/** The value of a field, or why there is none. */
type Readable = (field: string) => unknown;

const columns: Readonly<Record<'trails' | 'buckets' | 'topics', Columns>> = {
  trails: {
    RECORDS: (read, look) => told(read('logging'), look, on => (on === true ? yes(look) : off(look))),
    REACH: (read, look) => told(read('scope'), look, scope => reach(scope, read('organization'))),
    'DELIVERS TO': (read, look) => told(read('destination'), look, folder),
    OWNER: (read, look) => told(read('owner'), look, valueText),
  },
  buckets: {
    ENCRYPTION: (read, look) => told(read('encryption'), look, it => memberText(it, 'algorithm')),
    VERSIONING: (read, look) =>
      told(read('versioning'), look, it => (it === 'enabled' ? 'on' : [look.paint.red, 'off'])), // suspended or never on
    'PUBLIC ACCESS': (read, look) => told(read('publicAccessBlock'), look, it => blocked(it, look)),
    POLICY: (read, look) => policy(read, look),
    EXPIRES: (read, look) => told(read('lifecycle'), look, it => expiry(it, look)),
    LOCK: (read, look) => told(read('objectLock'), look, lock),
    COPIES: (read, look) => told(read('replication'), look, copies),
    OWNER: (read, look) => told(read('owner'), look, valueText),
  },
  topics: {
    'SHOWN AS': (read, look) => told(read('displayName'), look, valueText),
    'KMS KEY': (read, look) => told(read('kmsKey'), look, valueText),
    POLICY: (read, look) => policy(read, look),
    SUBSCRIBED: (read, look) => told(read('subscriptions'), look, it => subscribed(it, look)),
    OWNER: (read, look) => told(read('owner'), look, valueText),
  },
};

/** How many statements it has: without any, nobody lets CloudTrail in. */
function policy(read: (field: string) => unknown, look: Look): Part {
  const [grants, statements, tlsOnly] = [read('grants'), read('statements'), read('tlsOnly')]; // topics have no tlsOnly
  if (grants === unreadField || statements === unreadField) return told(unreadField, look, valueText);
  const lists = [isRecord(grants) ? grants['statements'] : [], statements];
  const count = lists.flatMap(list => (Array.isArray(list) ? list : [])).length + (isRecord(tlsOnly) ? 1 : 0);
  return count === 0 ? [text => look.paint.bold(look.paint.red(text)), 'NONE'] : counted(count, 'statement');
}

/** How long new objects stay, unless whoever writes one asks for more. */
function lock(value: unknown): string {
  if (!isRecord(value)) return 'off';
  const { mode, days, years } = value;
  if (typeof mode !== 'string') return 'on request';
  const time = typeof days === 'number' ? counted(days, 'day') : counted(Number(years), 'year');
  return `${mode} ${time}`;
}

function copies(buckets: unknown): string {
  const names = Array.isArray(buckets)
    ? buckets.map((arn: unknown) => valueText(arn).replace(/^arn:[^:]+:s3:::/u, ''))
    : [];
  return names.length === 0 ? 'none' : names.join(', ');
}

/** How many are told, and how many of them nobody confirmed. */
function subscribed(subscriptions: unknown, { paint }: Look): Part {
  const all = isRecord(subscriptions) ? Object.values(subscriptions) : [];
  const pending = all.filter(one => isRecord(one) && one['arn'] === null).length;
  return pending === 0 ? `${all.length}` : [paint.yellow, `${all.length}, ${pending} pending`];
}

/** When the first objects of it are deleted, by the rules that are on. */
function expiry(lifecycle: unknown, { paint }: Look): Part {
  const rules = isRecord(lifecycle) && Array.isArray(lifecycle['rules']) ? lifecycle['rules'] : [];
  const ends = rules.flatMap((rule: unknown): unknown[] =>
    isRecord(rule) && rule['Status'] === 'Enabled' && isRecord(rule['Expiration']) ? [rule['Expiration']] : [],
  );
  const days = ends.flatMap(end => (isRecord(end) && typeof end['Days'] === 'number' ? [end['Days']] : []));
  const dates = ends.flatMap(end => (isRecord(end) && typeof end['Date'] === 'string' ? [end['Date']] : []));
  if (days.length > 0) return [paint.yellow, `after ${counted(Math.min(...days), 'day')}`];
  const [date] = dates.toSorted();
  return date === undefined ? 'never' : [paint.yellow, `on ${date.slice(0, 10)}`];
}

const unreadField = Symbol('unread');

function told(value: unknown, { paint, ascii }: Look, say: (value: unknown) => Part): Part {
  return value === unreadField ? [paint.magenta, withSign('?', 'not known', { ascii })] : say(value);
}

const yes = ({ paint }: Look): Part => [paint.green, 'yes'];
const off = ({ paint }: Look): Part => [text => paint.bold(paint.red(text)), 'NO'];

function reach(scope: unknown, organization: unknown): string {
  const regions = isRecord(scope) && scope['multiRegion'] === true ? 'all regions' : 'one region';
  return organization === true ? `${regions}, organization` : regions;
}

function folder(destination: unknown): string {
  if (!isRecord(destination)) return valueText(destination);
  const { bucket, prefix } = destination;
  return typeof prefix === 'string' ? `${valueText(bucket)}/${prefix}` : valueText(bucket);
}

function memberText(value: unknown, name: string): string {
  return isRecord(value) ? valueText(value[name]) : valueText(value);
}

function blocked(block: unknown, { paint }: Look): Part {
  const parts = isRecord(block) ? Object.values(block) : [];
  const shut = parts.filter(part => part === true).length;
  return shut === parts.length ? 'blocked' : [paint.red, `${shut} of ${parts.length} blocked`];
}

function tableOf(resources: readonly GotResource[], what: keyof typeof columns, look: Look): readonly string[] {
  if (resources.length === 0) return [];
  const { dim } = look.paint;
  const wanted = Object.entries(columns[what]);
  const head: Row = [[dim, nouns[what].toUpperCase()], ...wanted.map(([name]): Part => [dim, name])];
  const rows = [head, ...resources.map(one => rowOf(one, wanted, look))];
  const { width } = look;
  const fits = width === undefined || rows.every(row => widthIn(rows, row) <= width);
  if (fits) return table(rows, { widest: widestCell });
  return joinBlocks(resources.map(one => blockOf(one, wanted, look))).split('\n');
}

const widestCell = 60;

/** How wide a row comes to be among all of them. */
function widthIn(rows: readonly Row[], row: Row): number {
  const before = row.slice(0, -1).map((cell, index) => {
    const others = rows.flatMap(other => (index < other.length - 1 ? [room([other[index] ?? ''])] : []));
    return Math.max(room([cell]), ...others.filter(width => width <= widestCell)) + 2;
  });
  return before.reduce((sum, width) => sum + width, 0) + room(row.slice(-1));
}

/** What no window has room for as columns: one setting below the other. */
function blockOf(one: GotResource, wanted: Wanted, look: Look): readonly string[] {
  const [, ...cells] = rowOf(one, wanted, look);
  if (one.live.is !== 'present') return [addressLine(one, look)];
  const rows = wanted.map(([name], index): Row => [`  ${name.toLowerCase()}:`, cells[index] ?? '']);
  return [addressLine(one, look), ...table(rows)];
}

type Wanted = readonly (readonly [string, Columns[string]])[];

function rowOf(one: GotResource, wanted: Wanted, look: Look): Row {
  const address: Part = [look.paint.bold, one.address];
  const { live } = one;
  if (live.is !== 'present') return [address, standing(one, look)];
  const read: Readable = field => valueOf(live.fields[field]);
  return [address, ...wanted.map(([, cell]) => cell?.(read, look) ?? '')];
}

function valueOf(reading: Reading<unknown> | undefined): unknown {
  return reading === undefined || 'unread' in reading ? unreadField : reading.value;
}

/** What is said of one that does not stand there to be shown. */
function standing({ live, target }: GotResource, { paint, ascii }: Look): Part {
  if (live.is === 'absent') return [text => paint.bold(paint.red(text)), 'does not exist'];
  if (live.is === 'elsewhere') return [paint.dim, `belongs to account ${target.account}`];
  return [paint.magenta, withSign('?', 'not known', { ascii })];
}

function addressLine(one: GotResource, look: Look): string {
  const { bold } = look.paint;
  return one.live.is === 'present' ? line([bold, one.address]) : line([bold, one.address], '  ', standing(one, look));
}

function detailsOf(one: GotResource, { what, now }: GetView, look: Look): readonly string[] {
  if (one.live.is !== 'present') return [];
  const { fields, health } = one.live;
  if (what === 'status') {
    const on = valueOf(fields['logging']);
    const logging: Row = ['records:', told(on, look, it => (it === true ? yes(look) : off(look)))];
    const rows = on === unreadField ? [] : healthRows(health, { now, records: on === true }, look); // one answer tells both
    return table([logging, ...rows], { indent: 2 });
  }
  return settingLines(
    selectorFields.flatMap(field => settingRows(field, fields[field], look)),
    look,
  );
}

const selectorFields: readonly string[] = ['eventSelectors', 'insights'];

function settingRows(field: string, reading: Reading<unknown> | undefined, look: Look): readonly SettingRow[] {
  const value = valueOf(reading);
  if (value === unreadField) return [{ label: field, value: null, said: told(value, look, valueText) }];
  return settingsIn({ kind: 'trail', field, value }).map(leaf => {
    const nothing = Array.isArray(leaf.value) && leaf.value.length === 0 ? { said: 'none' } : {};
    return { label: labelOf(leaf), value: leaf.value, ...nothing };
  });
}

const nouns: Readonly<Record<View, string>> = {
  trails: 'trail',
  status: 'trail',
  selectors: 'trail',
  buckets: 'bucket',
  topics: 'topic',
};

function ending({ resources, accounts, region, unknown }: Got, what: View): string {
  const only = region === undefined ? '' : ` for ${region}, the one region that was asked for,`;
  const where = `${counted(resources.length, nouns[what])}${only} in ${counted(accounts, 'account')}.`;
  const blind = new Set(unknown.map(({ address }) => address)).size;
  return blind === 0 ? where : `${where} ${blind} not known.`;
}

/** As JSON, as get.schema.json describes it. */
export function getDocument(
  { accounts, region, resources, unknown }: Got,
  { what, now }: GetView,
  verdict: Pick<Verdict, 'exitCode' | 'reason'>,
): Json {
  return {
    format_version: '1.0',
    kind: 'get',
    what,
    looked_at: now.toISOString(),
    accounts,
    region: region ?? null,
    verdict: { exit_code: verdict.exitCode, reason: verdict.reason },
    resources: resources.map(resourceDocument),
    unreadable: unknown.map(unknownJson),
  };
}

function resourceDocument({ address, kind, name, arn, target, declared, live }: GotResource): Json {
  const present = live.is === 'present' ? live : undefined;
  return {
    address,
    ...resourceJson({ kind, name, arn, target }),
    declared: declared !== null,
    is: live.is,
    owner: present?.owner ?? null,
    fields: fieldsJson(present?.fields ?? {}),
    health: present?.health ?? {},
  };
}

function fieldsJson(fields: Readonly<Record<keyof AnyState, Reading<unknown>>>): Json {
  return Object.fromEntries(
    Object.entries(fields).map(([field, reading]) => [
      field,
      'unread' in reading
        ? { value: null, unread: problemJson(reading.unread) }
        : { value: reading.value ?? null, unread: null },
    ]),
  );
}
