/** `history`: what a daemon remembers. */
import { readFile } from 'node:fs/promises';

import { askHistory } from '../../adapters/history/remote.ts';
import { readHistory, unreadable } from '../../adapters/history/open.ts';
import { isDamage } from '../../adapters/history/sqlite.ts';
import type { Store } from '../../adapters/history/store.ts';
import { matchesAddress } from '../../core/address.ts';
import type { Address, Problem } from '../../core/model.ts';
import { quoted } from '../../core/spec/words.ts';
import type { DriftJson } from '../../render/daemon/drift-types.ts';
import { historyDocument } from '../../render/daemon/documents.ts';
import { pastDocument, renderPast } from '../../render/history.ts';
import type { Past } from '../../render/history.ts';
import { journalDocument, renderJournal } from '../../render/journal.ts';
import { jsonText } from '../../render/json-text.ts';
import { reading } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import type { Output } from '../output.ts';
import { problemText, Refusal } from '../trouble.ts';
import { viewOf } from './view.ts';

/** More than anybody reads; a program asks for less time at once. */
const mostFromFile = 10_000;
/** What the API gives at most. */
const mostFromApi = 1_000;
const usualSpan = 30 * 86_400;

export async function showHistory(input: Input): Promise<number> {
  const { options, output } = input;
  const { database, url } = options;
  if ((database === undefined) === (url === undefined))
    throw wrong('history is read from one place', '--database FILE, or --url URL');
  if (options.journal !== undefined && database === undefined)
    throw wrong('the API has no journal', '--journal goes with --database FILE');
  if (sinceOf(options) > now().toISOString())
    throw wrong('--since is a moment that is still to come', 'a span such as 7d, or a moment of the past');
  const isJson = options.format === 'json';
  const view = viewOf(input);
  if (database !== undefined && options.journal !== undefined) {
    const document = await journalIn(database, input);
    output.result(`${isJson ? jsonText(document) : renderJournal(document, view)}\n`);
    return 0;
  }
  const past = database === undefined ? await pastAt(url ?? '', options) : await pastIn(database, input);
  output.result(`${isJson ? jsonText(pastDocument(past)) : renderPast(past, view)}\n`);
  return 0;
}

const now = (): Date => reading.clock.now();

function sinceOf({ since = usualSpan }: Options): string {
  return typeof since === 'string' ? since : new Date(now().getTime() - since * 1000).toISOString();
}

/** Those of any pattern. */
function isMeant({ target = [] }: Options, address: string | null): boolean {
  return (
    target.length === 0 || (address !== null && target.some(pattern => matchesAddress(pattern, address as Address)))
  );
}

async function opened(path: string) {
  const store = await readHistory(path);
  if ('code' in store) throw new Refusal('error', store);
  return store;
}

async function journalIn(path: string, { options, output }: Input) {
  const store = await opened(path);
  try {
    tellIdle(store, options, output);
    const entries = store.journal({ since: sinceOf(options), limit: mostFromFile });
    return journalDocument(entries.filter(({ address }) => isMeant(options, address)));
  } catch (error) {
    throw damaged(path, error);
  } finally {
    store.close();
  }
}

async function pastIn(path: string, { options, output }: Input): Promise<Past> {
  const store = await opened(path);
  const [since, limit] = [sinceOf(options), mostFromFile];
  try {
    tellIdle(store, options, output);
    const drifts = store.drifts({ since, limit: limit + 1, ...statusOf(options) });
    const { drifts: shown, more } = historyDocument(drifts, { kept: true, since, limit });
    const meant = shown.filter(({ address }) => isMeant(options, address));
    return { ...spanOf(since), drifts: meant, notKept: null, more, partial: isPartial(options) };
  } catch (error) {
    throw damaged(path, error);
  } finally {
    store.close();
  }
}

/** A database may open and be damaged all the same. What else goes wrong is no fault of it. */
function damaged(path: string, error: unknown): unknown {
  return isDamage(error) ? new Refusal('error', unreadable(path, error)) : error;
}

async function pastAt(url: string, options: Options): Promise<Past> {
  const since = sinceOf(options);
  const token = options.tokenFile === undefined ? undefined : await tokenIn(options.tokenFile);
  const [one, ...others] = options.target ?? [];
  const target = one === undefined || others.length > 0 ? {} : { target: one };
  const answer = await askHistory(url, { since, limit: mostFromApi, ...statusOf(options), ...target }, token);
  if (isProblem(answer)) throw new Refusal('error', answer);
  // a daemon of this format answers this; what else it says is shown as it is
  const document = answer as ReturnType<typeof historyDocument>;
  const drifts = document.drifts.filter(({ address }: DriftJson) => isMeant(options, address));
  return { ...spanOf(since), drifts, notKept: document.not_kept, more: document.more, partial: isPartial(options) };
}

const spanOf = (since: string) => ({ since, until: now().toISOString() });

const statusOf = ({ status }: Options) => (status === undefined || status === 'both' ? {} : { status });

const isPartial = ({ status, target }: Options): boolean =>
  target !== undefined || status === 'open' || status === 'closed';

/** Says which patterns mean nothing that the history knows: a misspelt one would look like a quiet time. */
function tellIdle(store: Store, { target = [] }: Options, output: Output): void {
  if (target.length === 0) return;
  const known = new Set(
    [...store.drifts({ limit: Infinity }), ...store.journal({ limit: Infinity })].flatMap(
      ({ address }) => address ?? [],
    ),
  );
  const problems = target
    .filter(pattern => ![...known].some(address => matchesAddress(pattern, address)))
    .map(pattern => ({
      code: 'matches-nothing' as const,
      severity: 'warning' as const,
      message: `${quoted(pattern)} of --target means no resource that this history knows: none of its drifts and none of its calls`,
      hint: 'KIND/KEY@ACCOUNT/REGION, with * in any part: trailwarden show prints the addresses',
    }));
  if (problems.length > 0) output.note(`${problemText(problems, output)}\n`);
}

const isProblem = (answer: object | Problem): answer is Problem => 'code' in answer && 'message' in answer;

async function tokenIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw wrong(
      `the token could not be read: ${error instanceof Error ? error.message : String(error)}`,
      '--token-file FILE',
    );
  }
}

function wrong(message: string, hint: string): Refusal {
  return new Refusal('invalid', { code: 'wrong-arguments', message, hint });
}
