/** What could not be read: shown where it would have stood, never as in order and never as gone. */
import { catalogue } from '../core/catalogue/index.ts';
import type { Address, Problem } from '../core/model.ts';
import type { Unknown } from '../core/plan.ts';
import { mendLines } from './fields.ts';
import { flow } from './flow.ts';
import { notKnownPart } from './look.ts';
import type { Look } from './look.ts';
import { addressLines } from './blocks.ts';
import { accountKey } from './titles.ts';
import { some } from './words.ts';

type Some = readonly [Unknown, ...Unknown[]];

/**
 * One block for each reason; resources and fields that share it stand together.
 *
 * @param rest what was done with what could be read
 */
export function unknownBlocks(
  unknown: readonly Unknown[],
  look: Look,
  rest: 'compared' | 'shown' = 'compared',
): readonly (readonly string[])[] {
  const groups = Map.groupBy(unknown, ({ address, field, problem }) =>
    JSON.stringify([
      ...(look.fold ? [accountKey(address)] : [address]),
      field === undefined,
      reasonOf(problem.message),
    ]),
  );
  // a group has a member, which the type of groupBy does not say
  return [...groups.values()].map(group => unknownBlock(group as unknown as Some, look, rest));
}

/** AWS's words without where and in which request: the same refusal in every region is one. */
function reasonOf(message: string): string {
  return message.replace(/ in [a-z0-9-]+(?:, request [^:\s]+)?: /u, ': ');
}

function unknownBlock(group: Some, look: Look, rest: string): readonly string[] {
  const [{ address, problem }] = group;
  const { bold } = look.paint;
  const addresses = [...new Set(group.map(one => one.address))].map(one => ({ address: one }));
  const title = `${accountKey(address)}: ${titleOf(problem)}`;
  const { width } = look;
  return [
    ...flow([[bold, title]], { width, lead: [notKnownPart(look), '  '], indent: 2 }),
    ...addressLines(addresses, look),
    ...flow([[bold, whatIsOpen(group, rest)]], { width, lead: ['  '], indent: 2 }),
    ...flow([problem.message], { width, lead: ['  '], indent: 2 }),
    ...(problem.hint === undefined ? [] : mendLines(problem.hint, look, 2)),
  ];
}

/** A stored plan of a later version may have codes that this one does not know. */
function titleOf({ code }: Problem): string {
  return Object.hasOwn(catalogue, code) ? catalogue[code].title : 'It could not be read';
}

function whatIsOpen(group: Some, rest: string): string {
  if (group.every(isUndecided)) return `Delivery may be denied. All of it was read; the rest was ${rest}.`;
  const fields = [...new Set(group.flatMap(({ field }) => field ?? []))];
  if (fields.length > 0) return `Not known: ${some(fields, 6)}. The rest was ${rest}.`;
  return group.every(({ address }) => isWatch(address))
    ? 'Whether anything else records there is not known.'
    : 'It may be in order or not; nothing is known about it.';
}

/** Whether all was read, and it is not known what that means for CloudTrail. */
export function isUndecided({ problem }: Unknown): boolean {
  return problem.code === 'policy-undecided';
}

/** `trail/*@…` stands for what the spec does not name. */
export function isWatch(address: Address): boolean {
  return address.includes('/*@');
}
