/** Make before break: what is to record in the place of a trail is seen to do so before that trail goes. */
import { unreadBecause } from '../core/failure.ts';
import type { Address, Problem } from '../core/model.ts';
import type { PlannedChange } from '../core/plan.ts';
import type { ApplyPorts } from './apply.ts';
import { confirm } from './confirm.ts';
import { look } from './look.ts';

/** Reads again what these changes made, until it stands there as desired; why it does not, if it does not within a minute. */
export async function notSeen(
  changes: readonly PlannedChange[],
  { cloud, clock, kinds }: ApplyPorts,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const resources = new Map(changes.map(({ address, resource, fields }) => [address, { resource, fields }]));
  const lookAt = async (addresses: ReadonlySet<Address>) => {
    const lives = await Promise.all(
      [...addresses].map(async address => {
        const change = resources.get(address);
        const kind = kinds.find(({ name }) => name === change?.resource.kind);
        if (!change || !kind) return [];
        const { arn, target } = change.resource;
        const fields = change.fields.map(({ field }) => field);
        const { asked } = await look({ kind, target }, [{ arn, fields }], cloud.memory());
        return [...asked.values()].map(live => [address, live] as const);
      }),
    );
    return new Map(lives.flat());
  };
  try {
    const [first] = await confirm({ changes, kinds, clock, signal, look: lookAt });
    if (first === undefined) return undefined;
    const [address, { message }] = first;
    return { code: 'waits-for-change', message: `It comes after ${address}, which was not seen to stand: ${message}` };
  } catch (error) {
    return unreadBecause(error);
  }
}
