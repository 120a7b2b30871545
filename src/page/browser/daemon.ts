/** The daemon, as the page asks it. */
import type { Documents } from '../documents.ts';
import type { DriftJson } from '../../render/daemon/drift-types.ts';
import type {
  DriftsDocument,
  EstateDocument,
  HistoryDocument,
  Page,
  PlanDocument,
  RunsDocument,
  SessionDocument,
  StatusDocument,
  TrailsDocument,
} from '../../render/daemon/types.ts';

/** Why an answer is none: the daemon wants a token, or says in words what is wrong. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether another token would help. */
  get needsToken(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** As many items as the daemon gives at once. */
const most = 1_000;
const day = 24 * 60 * 60_000;

/** Milliseconds after which an answer is not waited for. */
const patience = 20_000;

async function request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, {
    ...init,
    method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(patience),
  });
  if (response.ok) return response;
  const told: unknown = await response.json().catch(() => null);
  throw new Refused(response.status, problemWords(told) ?? `The daemon answered ${response.status}.`);
}

function problemWords(told: unknown): string | null {
  if (typeof told !== 'object' || told === null) return null;
  const { detail, title } = told as { readonly detail?: unknown; readonly title?: unknown };
  return typeof detail === 'string' ? detail : typeof title === 'string' ? title : null;
}

async function read<T>(path: string): Promise<T> {
  const response = await request('GET', path);
  return (await response.json()) as T;
}

/** A document with all of its pages. */
async function whole<T extends Page>(path: string, join: (first: T, next: T) => T): Promise<T> {
  let all = await read<T>(`${path}?limit=${most}`);
  while (all.next !== null) {
    const next = await read<T>(`${path}?limit=${most}&after=${encodeURIComponent(all.next)}`);
    all = { ...join(all, next), next: next.next };
  }
  return all;
}

/** Answers, and by how many milliseconds the daemon's clock is ahead of the browser's. */
export interface Heard {
  readonly documents: Documents;
  readonly ahead: number;
}

/** @throws Refused, and whatever `fetch` throws where nobody answers */
export async function ask(): Promise<Heard> {
  const since = new Date(Date.now() - 30 * day).toISOString();
  const asked = Date.now();
  const [[status, ahead], estate, trails, drifts, plan, runs, history, session] = await Promise.all([
    request('GET', '/api/v1/status').then(
      async response => [(await response.json()) as StatusDocument, aheadOf(response, asked)] as const,
    ),
    whole<EstateDocument>('/api/v1/coverage', (a, b) => ({ ...a, accounts: [...a.accounts, ...b.accounts] })),
    whole<TrailsDocument>('/api/v1/trails', (a, b) => ({ ...a, trails: [...a.trails, ...b.trails] })),
    openDrifts(),
    whole<PlanDocument>('/api/v1/plan', (a, b) => ({
      ...a,
      resource_changes: [...a.resource_changes, ...b.resource_changes],
    })),
    read<RunsDocument>('/api/v1/runs?limit=120'),
    read<HistoryDocument>(`/api/v1/history?status=closed&limit=${most}&since=${encodeURIComponent(since)}`),
    readSession(),
  ]);
  return { documents: { status, estate, trails, drifts, plan, runs, history, session }, ahead };
}

async function openDrifts(): Promise<readonly DriftJson[]> {
  const { drifts } = await whole<DriftsDocument>('/api/v1/drifts', (a, b) => ({
    ...a,
    drifts: [...a.drifts, ...b.drifts],
  }));
  return drifts;
}

/** The answer has whole seconds: less than two seconds apart, both clocks are taken for the same. */
function aheadOf({ headers }: Response, asked: number): number {
  const said = Date.parse(headers.get('date') ?? '');
  const between = said - (asked + Date.now()) / 2;
  return Number.isNaN(between) || Math.abs(between) < 2_000 ? 0 : between;
}

async function readSession(): Promise<SessionDocument> {
  return read<SessionDocument>('/api/v1/session');
}

/** The token is sent once and kept nowhere: a cookie that no script can read stands for it. */
export async function login(token: string): Promise<SessionDocument> {
  const response = await request('POST', '/api/v1/session', { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as SessionDocument;
}

export async function logout(): Promise<void> {
  await request('DELETE', '/api/v1/session');
}

/** @throws Refused */
export async function command(name: 'reconcile' | 'suspend' | 'resume', body: object | null): Promise<void> {
  const sent = body === null ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  await request('POST', `/api/v1/${name}`, sent);
}
