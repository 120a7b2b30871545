/** Plans a written spec before anybody sees it, from the answers at hand, and says what it could not say at first. */
import { blockAt, specText } from '../../core/import/document.ts';
import type { Draft, LeftAlone } from '../../core/import/document.ts';
import type { ImportedBlock } from '../../core/import/found.ts';
import type { AnyKind } from '../../core/kind.ts';
import type { Address, Problem } from '../../core/model.ts';
import type { FieldChange, Plan, PlannedChange } from '../../core/plan.ts';
import { noConsent } from '../../core/rules/settings.ts';
import { plural } from '../../core/spec/schema.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { spellingOf } from '../../core/spelling.ts';
import type { Cloud, Memory, Ports } from '../ports.ts';
import { reconcile } from '../reconcile.ts';
import { isError } from '../validate.ts';

export interface Proved {
  readonly draft: Draft;
  /** Settings that the spec leaves alone, because it could not say them. */
  readonly leftAlone: readonly Problem[];
  /** What a plan has to do besides adopting. */
  readonly differs: readonly Problem[];
  /** How many resources a plan adopts. */
  readonly adopts: number;
  /** Of how many something differs that no apply mends. */
  readonly byHand: number;
}

interface Proving {
  /** The other files of the spec. */
  readonly files: readonly SourceFile[];
  /** Nothing is asked twice. */
  readonly memory: Memory;
  readonly ports: Ports;
}

/** The path of the written spec while it has none. */
const path = 'import.yaml';

/** Each turn leaves out at least one block, or adds what was not said. */
const mostTurns = 20;

/** The draft with all that its plan showed to be missing in it. */
export async function proved(draft: Draft, proving: Proving, turn = 1): Promise<Proved> {
  const result = await planOf(draft, proving);
  if ('invalid' in result) {
    const mended = mend(draft, result.invalid.filter(isError));
    if (mended === undefined || turn > mostTurns)
      return { draft, leftAlone: toldOf(draft), differs: result.invalid, adopts: 0, byHand: 0 };
    return proved(mended, proving, turn + 1);
  }
  const { plan } = result.report;
  const ignore = ignoring(draft, plan, proving.ports.kinds);
  if (ignore.length > 0 && turn <= mostTurns)
    return proved({ ...draft, ignore: [...draft.ignore, ...ignore] }, proving, turn + 1);
  return {
    draft,
    leftAlone: toldOf(draft),
    differs: plan.changes.filter(change => !isAdoption(change)).flatMap(toldAs),
    adopts: plan.changes.filter(({ action }) => action === 'adopt').length,
    byHand: plan.changes.filter(isForPeople).length,
  };
}

async function planOf(draft: Draft, { files, memory, ports }: Proving): ReturnType<typeof reconcile> {
  const text = specText(draft, 'yaml');
  return reconcile(
    {
      command: 'plan',
      paths: [path],
      targets: [],
      consent: { ...noConsent, overLimits: true },
      skipRefused: false,
      approve: () => Promise.resolve(true),
      signal: new AbortController().signal,
    },
    {
      ...ports,
      load: () => Promise.resolve({ files: [...files, { path, text }], problems: [] }),
      cloud: remembering(ports.cloud, memory),
    },
  );
}

/** The same cloud with a memory that is shared. */
function remembering(cloud: Cloud, memory: Memory): Cloud {
  return {
    identity: () => cloud.identity(),
    enter: account => cloud.enter(account),
    memory: () => memory,
    send: (call, target, signal) => cloud.send(call, target, signal),
    counts: () => cloud.counts(),
    close: () => cloud.close(),
  };
}

/** Undefined: nothing of the draft is to blame. */
function mend(draft: Draft, errors: readonly Problem[]): Draft | undefined {
  if (!draft.elsewhere && errors.some(({ code }) => code === 'keeper-loses-events'))
    return { ...draft, elsewhere: true };
  const text = specText(draft, 'yaml');
  const blamed = new Map(
    errors.flatMap(({ at, message }) => {
      if (typeof at !== 'object' || at.file !== path) return [];
      const block = blockAt(text, at.line);
      return block ? [[`${block.section} ${block.key}`, message] as const] : [];
    }),
  );
  const isBlamed = ({ kind, key }: ImportedBlock): boolean => blamed.has(`${plural(kind.name)} ${key}`);
  const out = draft.blocks.filter(isBlamed);
  if (out.length === 0) return undefined;
  const leftOut = out.flatMap(({ kind, key, members }) =>
    members.map(({ arn }): Problem => ({
      code: 'import-left-out',
      severity: 'warning',
      message: `${arn}: ${blamed.get(`${plural(kind.name)} ${key}`) ?? ''}`,
    })),
  );
  return { ...draft, blocks: draft.blocks.filter(block => !isBlamed(block)), leftOut: [...draft.leftOut, ...leftOut] };
}

/** What the draft must leave alone so that nothing of these blocks changes but what adopting them means. */
function ignoring({ blocks }: Draft, { changes }: Plan, kinds: readonly AnyKind[]): readonly LeftAlone[] {
  const written = new Map(blocks.map(block => [`${block.kind.name}/${block.key}`, block]));
  const open = changes.flatMap(change => {
    const block = written.get(blockIn(change.address));
    return block ? unsaid(change, kinds).map(field => ({ ...field, block, address: change.address })) : [];
  });
  const alike = Map.groupBy(open, ({ block, pointer, meaning }) =>
    [block.kind.name, block.key, pointer, meaning].join('\n'),
  );
  return [...alike.values()].flatMap(same => {
    const [first] = same;
    if (first === undefined) return [];
    const { block, pointer, meaning } = first;
    const everywhere = same.length === block.members.length;
    const resources = everywhere ? [blockIn(first.address)] : same.map(({ address }) => address);
    return resources.map(resource => ({ resource, fields: [pointer], reason: `Imported as it stood: ${meaning}` }));
  });
}

const blockIn = (address: Address): string => address.slice(0, address.indexOf('@'));

interface Unsaid {
  readonly pointer: string;
  readonly meaning: string;
}

/** Settings that a plan would change, though nobody asked for it. Permissions are never left alone. */
function unsaid({ action, resource, fields }: PlannedChange, kinds: readonly AnyKind[]): readonly Unsaid[] {
  if (action !== 'adopt' && action !== 'update') return [];
  const kind = kinds.find(({ name }) => name === resource.kind);
  return fields
    .filter(({ field, withheld }) => field !== 'owner' && kind?.fields[field]?.derived !== true && isToDo(withheld))
    .flatMap(change => pointersTo(change, resource.kind).map(pointer => ({ pointer, meaning: change.meaning })));
}

const isToDo = (withheld: FieldChange['withheld']): boolean => withheld === undefined || withheld.by === 'refused';

/** The members that differ, where both values have the same; else the whole field. */
function pointersTo({ field, before, after }: FieldChange, kind: string): readonly string[] {
  const { at } = spellingOf({ kind, field });
  const [from, to] = [membersOf(before), membersOf(after)];
  const alike = from !== undefined && to !== undefined && [...from.keys()].join() === [...to.keys()].join();
  if (!alike) return [`/${field}`];
  const start = at.map(step => `/${step}`).join('');
  return [...from].flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(to.get(name)) ? [] : [`${start}/${name}`],
  );
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? new Map<string, unknown>(Object.entries(value)) : undefined;
}

function isForPeople({ withheld, fields }: PlannedChange): boolean {
  return [withheld, ...fields.map(field => field.withheld)].some(one => one?.by === 'fixed');
}

/** Whether nothing is done but to adopt: our tag, and our statements in a policy. */
function isAdoption({ action, fields, withheld }: PlannedChange): boolean {
  if (withheld && withheld.by !== 'refused') return true;
  return action === 'adopt' || fields.every(field => !isToDo(field.withheld));
}

function toldAs({ address, action, fields }: PlannedChange): readonly Problem[] {
  const what = fields.filter(({ withheld }) => isToDo(withheld)).map(({ meaning }) => meaning);
  const message = what.length === 0 ? `it would ${action}` : what.join(' ').replace(/\.$/u, '');
  return [{ code: 'import-plan-differs', severity: 'warning', message: `${address}: ${message}` }];
}

const toldOf = ({ ignore }: Draft): readonly Problem[] =>
  ignore.map(({ resource, fields, reason }) => ({
    code: 'import-left-alone',
    severity: 'warning',
    message: `${resource} ${fields.join(', ')}: ${reason.replace(/\.$/u, '')}`,
  }));
