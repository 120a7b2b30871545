import { createHash } from 'node:crypto';

import { noConsent } from '../../src/core/rules/settings.ts';
import type { Cloud, Ports } from '../../src/app/ports.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import type { Run } from '../../src/app/run.ts';
import type { PlannedChange } from '../../src/core/plan.ts';
import type { Report } from '../../src/core/report.ts';
import { kinds } from '../../src/resources/index.ts';
import { FakeClock } from '../fake-clock.ts';

/** What stands under `spec:`. */
export type SpecBody = Readonly<Record<string, unknown>>;

/** A spec as people write it, as one file of JSON. */
export function document(body: SpecBody, owner = 'acme'): string {
  return JSON.stringify(
    { apiVersion: 'trailwarden.dev/v1alpha1', kind: 'TrailSpec', metadata: { name: owner }, spec: body },
    null,
    2,
  );
}

export function portsFor(cloud: Cloud, body: SpecBody, owner?: string): Ports {
  return {
    load: async () => Promise.resolve({ files: [{ path: 'spec.json', text: document(body, owner) }], problems: [] }),
    cloud,
    clock: new FakeClock(),
    kinds,
    digest: text => createHash('sha256').update(text).digest('hex'),
    progress: { step: () => undefined },
    onChange: () => undefined,
  };
}

/** Runs the whole flow; a spec that is not valid fails the test with its problems. */
export async function run(
  cloud: Cloud,
  body: SpecBody,
  options: Partial<Run> & { readonly owner?: string; readonly onStep?: (what: string) => void } = {},
): Promise<Report> {
  const { owner, onStep, ...rest } = options;
  const asked: Run = {
    command: 'plan',
    paths: ['spec.json'],
    targets: [],
    consent: noConsent,
    skipRefused: false,
    approve: async () => Promise.resolve(true),
    signal: new AbortController().signal,
    ...rest,
  };
  const ports = portsFor(cloud, body, owner);
  const result = await reconcile(asked, onStep ? { ...ports, progress: { step: onStep } } : ports);
  if ('invalid' in result) throw new Error(`invalid: ${JSON.stringify(result.invalid, null, 2)}`);
  return result.report;
}

/** What of a report must be nothing for "in sync": what merely waits for evidence is told, and is none. */
export function leftOver({ plan }: Report): unknown {
  return {
    changes: plan.changes
      .filter(change => !waits(change))
      .map(({ address, action, fields, withheld }) => ({
        address,
        action,
        withheld,
        fields: fields.map(({ field, before, after, withheld: why }) => ({ field, before, after, why })),
      })),
    unknown: plan.unknown,
  };
}

/** Whether nothing is left of a change but to wait: for log files in a new place, or until SNS forgets what nobody confirms. */
function waits({ fields, withheld }: PlannedChange): boolean {
  return withheld === undefined && fields.every(field => waiting.has(field.withheld?.problem.code));
}

const waiting: ReadonlySet<string | undefined> = new Set(['waits-for-logs', 'subscription-unasked']);

export const nothing = { changes: [], unknown: [] };
