/** What a resource policy says to a request of a service of AWS: one answer, with the statement that decides it. */
import { conditionTriples } from '../canonical.ts';
import { listed } from '../statement.ts';
import type { PolicyDocument, Principal, Statement } from '../statement.ts';
import { condition } from './conditions.ts';
import { byBeginning } from './lookup.ts';
import { isAnything, literal, matches, matchesArn, openText, pattern } from './pattern.ts';
import type { Pattern } from './pattern.ts';
import type { Expand, Request } from './request.ts';
import { isSound } from './sound.ts';
import { all, any, not, truth } from './truth.ts';
import type { Truth } from './truth.ts';
import { expander, isVariable } from './variables.ts';

export type Verdict = 'allowed' | 'denied' | 'unknown';

/** One statement of a policy: where it stands in the document, from 0, and its Sid. */
interface Deciding {
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
}

export interface Answer {
  readonly verdict: Verdict;
  /** The statement that allows, denies, or may do either; null: none allows it. */
  readonly by: Deciding | null;
  /** Whether it is allowed, whatever other statements deny. */
  readonly allows: Truth;
  /** What of the deciding statement depends on what nobody knows: condition keys, or members of the statement. */
  readonly doubts: readonly string[];
}

/** Makes a policy ready to be asked many times. Everything that is not allowed is denied, and a Deny wins. */
export function evaluator({ header, statements }: PolicyDocument): (request: Request) => Answer {
  const compiled = statements.map((statement, index) => compile(statement, index, header.version));
  const [allow, deny] = [
    compiled.filter(({ effect }) => effect === 'Allow'),
    compiled.filter(({ effect }) => effect === 'Deny'),
  ];
  return request => {
    const expand = expander(request.keys);
    const [allowing, denying] = [strongest(allow, request, expand), strongest(deny, request, expand)];
    const allows = allowing?.applies ?? 'no';
    if (denying?.applies === 'yes') return { verdict: 'denied', allows, ...decidedBy(denying) };
    if (allowing === undefined) return { verdict: 'denied', allows, by: null, doubts: [] };
    if (denying !== undefined) return { verdict: 'unknown', allows, ...decidedBy(denying) };
    return { verdict: allows === 'yes' ? 'allowed' : 'unknown', allows, ...decidedBy(allowing) };
  };
}

/** How far one statement applies to requests, in a policy of this version. */
export function applier(statement: Statement, version: string): (request: Request) => Truth {
  const { applies } = compile(statement, 0, version);
  return request => applies(request, expander(request.keys));
}

interface Compiled extends Deciding {
  applies(request: Request, expand: Expand): Truth;
  doubts(request: Request, expand: Expand): readonly string[];
}

interface Applying {
  readonly statement: Compiled;
  readonly applies: 'yes' | 'unknown';
  readonly doubts: readonly string[];
}

/** The first that applies, else the first that may; undefined: none does. */
function strongest(statements: readonly Compiled[], request: Request, expand: Expand): Applying | undefined {
  let perhaps: Compiled | undefined;
  for (const statement of statements) {
    const applies = statement.applies(request, expand);
    if (applies === 'yes') return { statement, applies, doubts: [] };
    if (applies === 'unknown') perhaps ??= statement;
  }
  return perhaps && { statement: perhaps, applies: 'unknown', doubts: perhaps.doubts(request, expand) };
}

function decidedBy({ statement: { index, sid, effect }, doubts }: Applying): Pick<Answer, 'by' | 'doubts'> {
  return { by: { index, sid, effect }, doubts };
}

/** Something that must hold for a statement to apply. */
interface Part {
  readonly name: string;
  holds(request: Request, expand: Expand): Truth;
}

function compile(statement: Statement, index: number, version: string): Compiled {
  const { Sid, Effect } = statement;
  const parts = isSound(statement) ? partsOf(statement, version) : [unsound];
  return {
    index,
    sid: Sid === undefined || Sid === '' ? null : Sid,
    effect: Effect,
    applies: (request, expand) => all(parts, part => part.holds(request, expand)),
    doubts: (request, expand) =>
      parts.filter(part => part.holds(request, expand) === 'unknown').map(({ name }) => name),
  };
}

/** A statement that AWS would refuse, or that has members which are not known here, says nothing certain. */
const unsound: Part = { name: 'what the statement means', holds: () => 'unknown' };

function partsOf(statement: Statement, version: string): readonly Part[] {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement;
  const who = Principal ?? NotPrincipal;
  const actions = listed(Action ?? NotAction).map(action => pattern(action.toLowerCase()));
  const isOn = placesOf(listed(Resource ?? NotResource), version);
  const turned = (turn: boolean, found: Truth): Truth => (turn ? not(found) : found);
  return [
    { name: 'Principal', holds: request => turned(Principal === undefined, means(who, request)) },
    {
      name: 'Action',
      holds: ({ action }) =>
        turned(
          Action === undefined,
          any(actions, wanted => matches(wanted, literal(action.toLowerCase()))),
        ),
    },
    {
      name: 'Resource',
      holds: ({ resource }, expand) => turned(Resource === undefined, isOn(openText(resource), expand)),
    },
    ...conditionTriples(statement).map((triple): Part => {
      const { key, holds } = condition(triple, version);
      return { name: key, holds: ({ keys }, expand) => holds(keys, expand) };
    }),
  ];
}

/** A place without variables is the same for every request. */
function placesOf(texts: readonly string[], version: string): (resource: Pattern, expand: Expand) => Truth {
  const close = byBeginning(texts.filter(text => !isVariable(text, version)).map(pattern));
  const open = texts.filter(text => isVariable(text, version));
  return (resource, expand) => any([...close(resource), ...open.map(expand)], place => isOn(place, resource));
}

/** A wildcard that reaches over a colon of the ARN may mean nothing to AWS. */
function isOn(wanted: Pattern | undefined, resource: Pattern): Truth {
  if (wanted === undefined) return 'unknown';
  const found = matches(wanted, resource);
  if (found === 'no' || isAnything(wanted)) return found;
  return all([found, matchesArn(wanted, resource)], one => (one === 'no' ? 'unknown' : one));
}

function means(principal: Principal | undefined, request: Request): Truth {
  if (typeof principal !== 'object') return truth(principal === '*');
  return any(Object.entries(principal), ([kind, names]) => {
    if (kind === 'Service') return any(listed(names), name => isService(name, request.service));
    return kind === 'AWS' ? any(listed(names), name => isAccount(name, request)) : 'no';
  });
}

/** What a name of a service with a region or a country in it means for one that asks without, AWS does not say. */
function isService(name: string, service: string): Truth {
  if (name === service) return 'yes';
  return name.startsWith(service.replace(/\..*/su, '.')) ? 'unknown' : 'no';
}

/** Everybody means services too. */
function isAccount(name: string, { accounts, region }: Request): Truth {
  if (name === '*') return 'yes';
  const id = /^(?:arn:[^:]*:iam::)?(?<id>\d{12})(?::root)?$/u.exec(name)?.groups?.['id'];
  if (region !== null) return truth(id !== undefined && accounts.get(region) === id);
  return [...accounts.values()].some(account => account === id) ? 'unknown' : 'no';
}
