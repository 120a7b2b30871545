/** How far a statement reaches: what those whom it lets in may do to what is kept as evidence. */
import type { Arn } from '../model.ts';
import type { Gravity } from '../kind.ts';
import type { Need } from '../needs.ts';
import { overlaps, pattern } from './evaluate/pattern.ts';
import { listed } from './statement.ts';
import type { Statement } from './statement.ts';

/**
 * From the furthest. `change`: delete what is there, or change who may and how long it stays. `write`: add to it. `read`,
 * `list`: objects and their names. `look`: at settings that tell nothing worth hiding.
 */
const reaches = ['change', 'write', 'read', 'list', 'look'] as const;
type Reach = (typeof reaches)[number];

/** What is reached, by service. */
interface Reached {
  /** Actions by how far they reach, in lower case, as examples for patterns; the first class that fits counts. */
  readonly examples: Readonly<Record<Reach, readonly string[]>>;
  /** Actions that are no examples. What fits none changes something. */
  readonly others: Readonly<Record<Exclude<Reach, 'change'>, RegExp>>;
  /** How grave it is that strangers reach as far. */
  readonly gravity: Readonly<Record<Reach, Gravity>>;
  readonly words: Readonly<Record<Reach, string>>;
}

const bucket: Reached = {
  examples: {
    change: [
      's3:deleteobject',
      's3:deleteobjectversion',
      's3:deletebucket',
      's3:deletebucketpolicy',
      's3:putbucketpolicy',
      's3:putbucketacl',
      's3:putbucketversioning',
      's3:putlifecycleconfiguration',
      's3:putencryptionconfiguration',
      's3:putreplicationconfiguration',
      's3:putobjectacl',
      's3:putobjectretention',
      's3:bypassgovernanceretention',
    ],
    write: ['s3:putobject', 's3:restoreobject', 's3:abortmultipartupload', 's3:replicateobject'],
    read: ['s3:getobject', 's3:getobjectversion', 's3:getobjectacl'],
    list: ['s3:listbucket', 's3:listbucketversions'],
    look: ['s3:getbucketacl', 's3:getbucketlocation', 's3:getbucketpolicy'],
  },
  others: {
    write: /^s3:(?:putobject(?:version)?tagging|replicatetags)$/u,
    read: /^s3:getobject/u,
    list: /^s3:list/u,
    look: /^s3:(?:get|describe)/u,
  },
  gravity: { change: 'critical', write: 'high', read: 'medium', list: 'medium', look: 'low' },
  words: {
    change: 'delete log files or change the bucket',
    write: 'write log files',
    read: 'read log files',
    list: 'list log files',
    look: 'look at the bucket',
  },
};

const topic: Reached = {
  examples: {
    change: [
      'sns:settopicattributes',
      'sns:addpermission',
      'sns:removepermission',
      'sns:deletetopic',
      'sns:putdataprotectionpolicy',
    ],
    write: ['sns:publish'],
    read: ['sns:subscribe', 'sns:receive'],
    list: ['sns:listsubscriptionsbytopic'],
    look: ['sns:gettopicattributes', 'sns:getdataprotectionpolicy', 'sns:listtagsforresource'],
  },
  others: { write: /^$/u, read: /^$/u, list: /^sns:list/u, look: /^sns:get/u },
  gravity: { change: 'high', write: 'medium', read: 'medium', list: 'low', look: 'low' },
  words: {
    change: 'change or delete the topic',
    write: 'announce log files',
    read: 'receive announcements',
    list: 'list subscriptions',
    look: 'look at the topic',
  },
};

const reachedOf = (resource: Arn): Reached => (/^arn:[^:]*:sns:/u.test(resource) ? topic : bucket);

export interface Reaching {
  readonly reach: Reach;
  readonly gravity: Gravity;
  /** `read log files`. */
  readonly words: string;
}

/**
 * How far a statement of a bucket's or a topic's policy reaches. What it may do to objects in other folders than those of
 * log files is no more than medium.
 *
 * @param needs of the resource: they say under which prefixes log files stand; where there are none, any folder may hold some
 */
export function reachOf(statement: Statement, resource: Arn, needs: readonly Need[]): Reaching {
  const of = reachedOf(resource);
  const reach = furthest(statement, of);
  const gravity = of.gravity[reach];
  if (touches(statement, resource, needs)) return { reach, gravity, words: of.words[reach] };
  const elsewhere = gravity === 'critical' || gravity === 'high' ? 'medium' : gravity;
  return { reach, gravity: elsewhere, words: `${of.words[reach].replace(/ .*/su, '')} other objects` };
}

function furthest({ Action, NotAction }: Statement, of: Reached): Reach {
  const named = listed(Action ?? NotAction).map(action => action.toLowerCase());
  const fits = (example: string): boolean => named.some(action => overlaps(pattern(action), pattern(example)));
  const hasExample = (reach: Reach): boolean =>
    of.examples[reach].some(example => fits(example) === (NotAction === undefined));
  if (NotAction !== undefined) return reaches.find(hasExample) ?? 'look';
  const each = named.map(action => reachOfAction(action, of));
  return reaches.find(reach => each.includes(reach)) ?? 'look';
}

function reachOfAction(action: string, { examples, others }: Reached): Reach {
  const known = reaches.find(reach => examples[reach].some(example => overlaps(pattern(action), pattern(example))));
  return known ?? reaches.find(reach => reach !== 'change' && others[reach].test(action)) ?? 'change';
}

/** Whether it is about the resource itself, or about objects where log files stand. */
function touches({ Resource }: Statement, resource: Arn, needs: readonly Need[]): boolean {
  if (Resource === undefined) return true;
  const folders = needs.flatMap(need => (need.to === 'deliver-logs' ? [folderOf(resource, need.prefix)] : []));
  const places = [resource, ...(folders.length > 0 ? new Set(folders) : [`${resource}/*`])].map(pattern);
  return listed(Resource).some(named => places.some(place => overlaps(pattern(named), place)));
}

const folderOf = (bucketArn: Arn, prefix: string): string =>
  `${bucketArn}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/*`;

/** Whether a statement that denies is about reading log files of a bucket, and not about writing them. */
export function blinds(statement: Statement, resource: Arn, needs: readonly Need[]): boolean {
  const { Action, NotAction } = statement;
  const named = listed(Action ?? NotAction).map(action => pattern(action.toLowerCase()));
  const means = (action: string): boolean =>
    named.some(one => overlaps(one, pattern(action))) === (NotAction === undefined);
  const reads = means('s3:getobject') && !means('s3:putobject');
  return reads && reachedOf(resource) === bucket && touches(statement, resource, needs);
}

/** Whether those whom a statement lets in may write, delete or change, on whatever it is about. */
export function mayAlter(statement: Statement): boolean {
  const isTopics = listed(statement.Action ?? statement.NotAction).some(action => /^sns:/iu.test(action));
  const reach = furthest(statement, isTopics ? topic : bucket);
  return reach === 'change' || reach === 'write';
}
