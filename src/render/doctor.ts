/** What an examination found, for people and as data. */
import type { Check, CheckStatus, Examination, Examined } from '../core/doctor.ts';
import type { Verdict } from '../core/report.ts';
import { problemJson } from './change-document.ts';
import type { Json } from './change-document.ts';
import { flow, line } from './flow.ts';
import type { Part } from './flow.ts';
import { lookOf } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { joinBlocks } from './plan.ts';
import { table } from './table.ts';
import { counted, pathsText, some } from './words.ts';

/** A block for each account, and the verdict in the last line. */
export function renderDoctor({ daemon, owner, paths, accounts }: Examination, options: ViewOptions): string {
  const look = lookOf(options);
  const where =
    owner === null
      ? 'There is no spec to examine.'
      : `${owner}: ${counted(accounts.length, 'account')}. Spec ${pathsText(paths)}.`;
  return joinBlocks([
    flow([[look.paint.dim, where]], { width: look.width, indent: 2 }),
    ...(daemon ? [block(`daemon ${daemon.name}`, daemon.checks, look), hintLines(daemon, look)] : []),
    ...accounts.flatMap(one => [accountBlock(one, look), hintLines(one, look), missingLines(one)]),
    [ending(accounts, daemon)],
  ]);
}

const words: Readonly<Record<Check['check'], string>> = {
  reachable: 'reachable',
  credentials: 'credentials',
  identity: 'account id',
  clock: 'clock',
  permission: 'permission',
  key: 'key',
  features: 'features',
  'trusted-access': 'trusted access',
  administrator: 'administrator',
  source: 'source',
  events: 'queue of events',
  reports: 'bucket of reports',
};

function accountBlock({ key, id, checks }: Examined, look: Look): readonly string[] {
  const named = id === null || id === key ? '' : ` (${id})`;
  const who = key === id || id !== null ? `account ${key}${named}` : 'the account of the credentials in force';
  return block(who, checks, look);
}

function block(title: string, checks: readonly Check[], look: Look): readonly string[] {
  return [
    line([look.paint.bold, title]),
    ...table(
      rowsOf(checks).map(row => cells(row, look)),
      { indent: 2, width: look.width },
    ),
  ];
}

interface Row {
  readonly status: CheckStatus;
  readonly what: string;
  readonly found: string;
}

/** What may be done is one row a service; everything else is a row by itself. */
function rowsOf(checks: readonly Check[]): readonly Row[] {
  const permissions = checks.filter(({ check }) => check === 'permission');
  const others = checks.filter(({ check }) => check !== 'permission');
  const services = Map.groupBy(permissions, ({ about, status }) => `${about?.split(':', 1)[0] ?? ''} ${status}`);
  return [
    ...others.filter(({ check }) => !late.has(check)).map(rowOf),
    ...[...services.values()].map(permissionRow),
    ...others.filter(({ check }) => late.has(check)).map(rowOf),
  ];
}

const late: ReadonlySet<Check['check']> = new Set(['key', 'features', 'trusted-access', 'administrator']);

const rowOf = ({ check, about, status, found }: Check): Row => ({
  status,
  what: about === null ? words[check] : `${words[check]} ${about}`,
  found,
});

function permissionRow(checks: readonly Check[]): Row {
  const [{ about, status, found }] = checks as readonly [Check];
  const service = about?.split(':', 1)[0] ?? '';
  const operations = checks.map(one => one.about?.split(':')[1] ?? '');
  const listed = some(operations, 10);
  const reasons = new Set(checks.map(one => one.found));
  const told: Readonly<Record<CheckStatus, string>> = {
    ok: counted(operations.length, 'question'),
    warning: listed,
    failed: `may not ask ${listed}`,
    unknown: reasons.size === 1 ? `${found}: ${listed}` : listed,
  };
  return { status, what: `reading ${service}`, found: told[status] };
}

function cells({ status, what, found }: Row, { paint, ascii }: Look): readonly Part[] {
  const [sign, word, style] = signs[status];
  return [[paint[style], ascii ? word : `${sign} ${word}`], what, found];
}

const signs = {
  ok: ['✓', 'ok', 'green'],
  warning: ['!', 'look', 'yellow'],
  failed: ['✗', 'FAILED', 'red'],
  unknown: ['?', 'not known', 'magenta'],
} as const;

/** What to do, each once. Permissions have their statements. */
function hintLines({ checks }: Pick<Examined, 'checks'>, { width }: Look): readonly string[] {
  const hints = checks.flatMap(({ check, problem }) =>
    check === 'permission' || problem?.hint === undefined ? [] : [problem.hint],
  );
  return [...new Set(hints)].flatMap(hint => flow([hint], { width, lead: ['mend: '], indent: 6 }));
}

function missingLines({ key, missing }: Examined): readonly string[] {
  if (missing.Statement.length === 0) return [];
  return [
    line(`Missing in account ${key}; add to the policy of the role or user:`),
    ...JSON.stringify(missing.Statement, null, 2)
      .split('\n')
      .map(one => line(one)),
  ];
}

function ending(accounts: readonly Examined[], daemon: Examination['daemon']): string {
  const all = [...accounts, ...(daemon ? [daemon] : [])].flatMap(({ checks }) => checks);
  const of = (status: CheckStatus) => all.filter(one => one.status === status).length;
  const [failed, unknown, warnings] = [of('failed'), of('unknown'), of('warning')];
  const where = [
    ...(daemon ? ['the daemon'] : []),
    ...(accounts.length > 0 ? [counted(accounts.length, 'account')] : []),
  ].join(' and ');
  const more = [
    ...(warnings > 0 ? [`${counted(warnings, 'warning')}.`] : []),
    ...(unknown > 0 ? [`${unknown} not known.`] : []),
  ];
  const verdict = failed > 0 ? `Failed: ${counted(failed, 'check')} in ${where}.` : `Nothing failed in ${where}.`;
  return [verdict, ...more].join(' ');
}

/** An examination as JSON, as doctor.schema.json describes it. */
export function doctorDocument(
  { daemon, owner, paths, accounts }: Examination,
  verdict: Pick<Verdict, 'exitCode' | 'reason'>,
): Json {
  return {
    format_version: '1.0',
    kind: 'doctor',
    owner,
    spec: { paths },
    verdict: { exit_code: verdict.exitCode, reason: verdict.reason },
    daemon: daemon && { name: daemon.name, checks: daemon.checks.map(checkJson) },
    accounts: accounts.map(({ key, id, checks, missing }) => ({
      key,
      id,
      checks: checks.map(checkJson),
      missing_statements: missing.Statement,
    })),
  };
}

function checkJson({ check, about, status, found, problem }: Check): Json {
  return { check, about, status, found, problem: problem === undefined ? null : problemJson(problem) };
}
