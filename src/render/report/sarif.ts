/** A report as SARIF 2.1.0: what code scanning shows beside the lines of a spec. */
import { runbookOfDrift } from '../../core/alerts/runbooks.ts';
import { catalogue } from '../../core/catalogue/index.ts';
import type { Gravity } from '../../core/call.ts';
import type { Position, Problem } from '../../core/model.ts';
import type { Json } from '../change-document.ts';
import { jsonText } from '../json-text.ts';
import { digits } from '../words.ts';
import { blockPositions, factsOf, problemsIn } from './facts.ts';
import type { Fact, Reporting } from './facts.ts';
import { factLines, problemWords, short, titleWords } from './words.ts';

/** Readers show so many results of a run; the first are kept. */
export const mostResults = 5_000;

type Level = 'error' | 'warning' | 'note';

interface Rule {
  readonly id: string;
  readonly title: string;
  /** Of all its results alike: what one of them means is its own. */
  readonly help: string;
  /** The page that says more, from `docs/`. */
  readonly page: string;
  readonly level: Level;
}

interface Result {
  readonly rule: Rule;
  readonly level: Level;
  readonly text: string;
  readonly position: Position | undefined;
  readonly address: string | undefined;
  readonly fingerprint: string;
  /** Of 10, as CVSS counts. */
  readonly severity: string;
}

const levels: Readonly<Record<Gravity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

const severities: Readonly<Record<Gravity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.1',
};

/** A report as SARIF, with a newline at the end. */
export function renderSarif(reporting: Reporting): string {
  const { report, verdict, version, digest } = reporting;
  const somewhere = firstPlace(reporting);
  const problems = problemsIn(report).map(one => ofProblem(one, { digest, owner: report.owner }));
  const all = [
    ...problems.filter(({ level }) => level === 'error'),
    ...factsOf(reporting).map(ofFact),
    ...problems.filter(({ level }) => level !== 'error'),
  ];
  return log(
    all.map(one => ({ ...one, position: one.position ?? somewhere })),
    {
      version,
      id: `trailwarden/${report.owner}/${report.command}/`,
      invocation: {
        executionSuccessful: verdict.complete && report.refused.length === 0 && !report.interrupted,
        exitCode: verdict.exitCode,
        startTimeUtc: report.startedAt,
        endTimeUtc: report.finishedAt,
      },
    },
  );
}

/** Problems that no report could be made for. */
export function renderSarifProblems(
  problems: readonly Problem[],
  { version, digest }: Pick<Reporting, 'version' | 'digest'>,
): string {
  const results = problems.map(one => ofProblem(one, { digest, owner: '' }));
  const executionSuccessful = results.every(({ level }) => level !== 'error');
  return log(results, { version, id: 'trailwarden/spec/', invocation: { executionSuccessful } });
}

/** Where a result stands that the spec has no line for: readers want a file of each. */
function firstPlace({ report }: Reporting): Position | undefined {
  const [first] = blockPositions(report).values();
  return first && { file: first.file, line: 1, column: 1 };
}

const unreadRule: Rule = {
  id: 'not-known',
  title: 'It could not be read',
  help: 'What could not be read is neither in order nor gone. Nothing of it is changed. trailwarden doctor says what is missing.',
  page: 'runbooks/unreadable.md',
  level: 'error',
};

function ruleOf(fact: Fact): Rule {
  const { kind, field, address, gravity } = fact;
  const resource = address.replace(/\/.*$/su, '');
  if (kind === 'unread') return unreadRule;
  const what = kind === 'changed' ? (field ?? 'changed') : kind;
  const titles = {
    missing: 'does not exist',
    stray: 'has left the spec',
    undelivered: 'does not deliver',
    unproven: 'has log files that prove nothing',
  } as const;
  const title = kind === 'changed' ? `differs in its ${what}` : titles[kind];
  return {
    id: `${resource}/${what}`,
    title: `A ${resource} ${title}`,
    help: `A ${resource} ${title}. Each result says what stands there, and what that means for the evidence. trailwarden apply makes it as the spec says, or the spec is changed to what stands there.`,
    page: `runbooks/${runbookOfDrift({ kind, field, address, status: 'open' })}.md`,
    level: levels[gravity],
  };
}

function ofFact(fact: Fact): Result {
  return {
    rule: ruleOf(fact),
    level: fact.kind === 'unread' ? 'error' : levels[fact.gravity],
    text: [
      `${fact.kind === 'unread' ? 'NOT KNOWN' : fact.gravity.toUpperCase()}: ${titleWords(fact)}.`,
      ...factLines(fact),
    ].join('\n'),
    position: fact.position,
    address: short(fact.address),
    fingerprint: fact.fingerprint,
    severity: fact.kind === 'unread' ? severities.medium : severities[fact.gravity],
  };
}

function ofProblem(
  problem: Problem,
  { digest, owner }: Pick<Reporting, 'digest'> & { readonly owner: string },
): Result {
  const { code, severity = 'error', at } = problem;
  const { title, text } = Object.hasOwn(catalogue, code) ? catalogue[code] : { title: code, text: problem.message };
  const place = typeof at === 'object' ? at.file : (at ?? '');
  return {
    rule: { id: code, title, help: text, page: `problems.md#${code}`, level: severity },
    level: severity,
    text: problemWords(problem),
    position: typeof at === 'object' ? at : undefined,
    address: typeof at === 'string' ? short(at) : undefined,
    fingerprint: `p-${digest(JSON.stringify([owner, code, place, problem.message])).slice(0, 12)}`,
    severity: severities[severity === 'error' ? 'high' : 'medium'],
  };
}

interface About {
  readonly version: string;
  readonly id: string;
  readonly invocation: Json;
}

function log(all: readonly Result[], { version, id, invocation }: About): string {
  const results = all.slice(0, mostResults);
  const rules = [...new Map(results.map(({ rule }) => [rule.id, rule])).values()];
  const index = new Map(rules.map((rule, at) => [rule.id, at]));
  const severe = new Map(results.toReversed().map(({ rule, severity }) => [rule.id, severity]));
  const left = all.length - results.length;
  const cut = `${digits(left)} lighter results are left out: readers take ${digits(mostResults)}. The report as JSON has all.`;
  const run = {
    tool: {
      driver: {
        name: 'trailwarden',
        version,
        rules: rules.map(rule => ruleJson(rule, severe.get(rule.id) ?? '')),
      },
    },
    automationDetails: { id },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        ...invocation,
        ...(left > 0 ? { toolExecutionNotifications: [{ level: 'warning', message: { text: cut } }] } : {}),
      },
    ],
    results: results.map(one => resultJson(one, index.get(one.rule.id) ?? 0)),
  };
  return `${jsonText({ $schema: schema, version: '2.1.0', runs: [run] })}\n`;
}

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const docs = 'https://github.com/trailwarden/trailwarden/blob/main/docs';

function ruleJson({ id, title, help, page, level }: Rule, severity: string): Json {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: help },
    help: { text: help },
    helpUri: `${docs}/${page}`,
    defaultConfiguration: { level },
    properties: { tags: ['security', 'audit', 'cloudtrail'], 'security-severity': severity },
  };
}

function resultJson({ rule, level, text, position, address, fingerprint }: Result, ruleIndex: number): Json {
  const physicalLocation = position && {
    artifactLocation: { uri: uriOf(position.file) },
    region: {
      startLine: position.line,
      startColumn: position.column,
      endColumn: position.column + (position.length ?? 1),
    },
  };
  const logicalLocations = address === undefined ? undefined : [{ fullyQualifiedName: address, kind: 'resource' }];
  const location = {
    ...(physicalLocation ? { physicalLocation } : {}),
    ...(logicalLocations ? { logicalLocations } : {}),
  };
  return {
    ruleId: rule.id,
    ruleIndex,
    level,
    message: { text: text.replaceAll('](', '] (') }, // nothing that a name says is a link
    ...(physicalLocation || logicalLocations ? { locations: [location] } : {}),
    partialFingerprints: { 'trailwardenDrift/v1': fingerprint },
  };
}

/** A path as a reference within the repository; one that is absolute stays so. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/u, '');
  const segments = path.split('/').map(segment => encodeURIComponent(segment.toWellFormed()));
  return path.startsWith('/') ? `file://${segments.join('/')}` : segments.join('/');
}
