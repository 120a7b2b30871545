/** What was sent, and what became of it. */
import { canonical } from '../core/diff.ts';
import { flow, line } from './flow.ts';
import type { Part } from './flow.ts';
import { lookOf } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { table } from './table.ts';
import { counted, valueText } from './words.ts';

/** One phase of a call, as the journal has it. */
interface Written {
  readonly id: string;
  readonly run: string;
  readonly at: string;
  readonly address: string | null;
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  readonly call: string;
  readonly account: string;
  readonly region: string;
  readonly principal: string | null;
  readonly phase: 'before' | 'after';
  readonly outcome?: 'done' | 'failed' | 'unsure';
  readonly requestIds?: readonly string[];
  readonly error?: string;
}

/** One call with both its phases. */
interface SentJson {
  readonly id: string;
  readonly run: string;
  readonly begun_at: string;
  /** Null: nobody knows. */
  readonly ended_at: string | null;
  readonly address: string | null;
  readonly fields: Written['fields'];
  readonly call: string;
  readonly account: string;
  readonly region: string;
  readonly principal: string | null;
  readonly outcome: 'done' | 'failed' | 'unsure';
  readonly request_ids: readonly string[];
  readonly error: string | null;
}

interface JournalDocument {
  readonly format_version: '1.0';
  readonly kind: 'journal';
  readonly calls: readonly SentJson[];
}

/** @param entries newest first */
export function journalDocument(entries: readonly Written[]): JournalDocument {
  const calls = [...Map.groupBy(entries, ({ id }) => id).values()].flatMap(phases => {
    const ended = phases.find(({ phase }) => phase === 'after');
    const begun = phases.find(({ phase }) => phase === 'before') ?? ended;
    return begun ? [sentJson(begun, ended)] : [];
  });
  return { format_version: '1.0', kind: 'journal', calls };
}

/** What was begun and has no end was cut off. */
function sentJson({ id, run, at, ...begun }: Written, ended: Written | undefined): SentJson {
  const { address, fields, call, account, region, principal } = begun;
  return {
    id,
    run,
    begun_at: at,
    ended_at: ended?.at ?? null,
    address,
    fields,
    call,
    account,
    region,
    principal,
    outcome: ended?.outcome ?? 'unsure',
    request_ids: ended?.requestIds ?? [],
    error: ended?.error ?? null,
  };
}

/** The journal as text, without a newline at the end. */
export function renderJournal({ calls }: JournalDocument, options: ViewOptions): string {
  const look = lookOf(options);
  const { dim, bold, green, red, yellow } = look.paint;
  const colours = { done: green, failed: red, unsure: yellow };
  const head = ['SENT (UTC)', 'OUTCOME', 'CALL'].map((word): Part => [dim, word]);
  const lines = table([
    head,
    ...calls.map(({ begun_at, outcome, call, account, region }): readonly Part[] => [
      begun_at.slice(0, 19).replace('T', ' '),
      [colours[outcome], outcome],
      `${call} in ${account} ${region}`,
    ]),
  ]);
  const rows = calls.flatMap((call, index) => [lines[index + 1] ?? '', ...below(call, calls[index + 1], look)]);
  const of = (one: SentJson['outcome']): number => calls.filter(({ outcome }) => outcome === one).length;
  const counts = (['done', 'failed', 'unsure'] as const).filter(one => of(one) > 0).map(one => `${of(one)} ${one}`);
  const ending =
    calls.length === 0 ? 'Journal: no call.' : `Journal: ${counted(calls.length, 'call')}, ${counts.join(', ')}.`;
  return [...(calls.length === 0 ? [] : [...lines.slice(0, 1), ...rows, '']), line([bold, ending])].join('\n');
}

/** A policy takes a page; it is in the JSON. */
const longest = 60;

/** A resource is made, or changed, by several calls. */
function isOfOneChange(one: SentJson, other: SentJson): boolean {
  const changeOf = ({ run, address, fields }: SentJson): string => canonical([run, address, fields]);
  return changeOf(one) === changeOf(other);
}

/** What is none before and after is no change. */
function changesOf({ fields }: SentJson): readonly string[] {
  return fields
    .filter(({ before, after }) => canonical(before ?? null) !== canonical(after ?? null))
    .map(({ field, before, after }) => {
      const values = `${field}: ${valueText(before)} -> ${valueText(after)}`;
      return values.length > longest ? field : values;
    });
}

function below(call: SentJson, older: SentJson | undefined, { width, paint: { dim } }: Look): readonly string[] {
  const { address, principal, request_ids, error } = call;
  const changes = older && isOfOneChange(call, older) ? ['part of the same change as the call below'] : changesOf(call);
  const told = [address ?? 'no resource of the spec', ...(changes.length > 0 ? [changes.join(', ')] : [])].join(': ');
  const who = [principal ?? 'not known in whose name', ...request_ids.map(id => `request ${id}`)].join(', ');
  const layout = { width, lead: ['  '], indent: 4 };
  return [...flow([told], layout), ...flow([[dim, who]], layout), ...(error === null ? [] : flow([error], layout))];
}
