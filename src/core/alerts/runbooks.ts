/** Which page says what to do, by what a notice is about. The pages stand in docs/runbooks, by these names. */
import type { Drift } from '../drift/drift.ts';
import type { Notice } from './notice.ts';

export const runbooks = [
  'stopped-trail',
  'missing-resource',
  'stray-trail',
  'weakened-selectors',
  'narrowed-trail',
  'redirected-trail',
  'log-file-validation',
  'kms-key',
  'notifications',
  'cloudwatch-logs',
  'bucket-policy',
  'bucket-settings',
  'topic-policy',
  'owner-tag',
  'delivery-overdue',
  'altered-logs',
  'contested',
  'unreadable',
  'nothing-known',
  'source-broken',
  'other-settings',
] as const;
export type Runbook = (typeof runbooks)[number];

/** Null: there is nothing to do. */
export function runbookOf({ happening, drifts }: Pick<Notice, 'happening' | 'drifts'>): Runbook | null {
  if (happening === 'blind') return 'nothing-known';
  if (happening === 'source-broken') return 'source-broken';
  const [gravest] = drifts;
  if (gravest === undefined) return null;
  return happening === 'contested' || happening === 'flapping' ? 'contested' : runbookOfDrift(gravest);
}

export function runbookOfDrift(drift: Pick<Drift, 'kind' | 'status' | 'address' | 'field'>): Runbook {
  if (drift.status === 'contested') return 'contested';
  const ofKind = byKind[drift.kind];
  if (ofKind !== null) return ofKind;
  const [resource = ''] = drift.address.split('/');
  return byField[`${resource} ${drift.field ?? ''}`] ?? byResource[resource] ?? 'other-settings';
}

/** Null: the field says. */
const byKind: Readonly<Record<Drift['kind'], Runbook | null>> = {
  changed: null,
  missing: 'missing-resource',
  stray: 'stray-trail',
  undelivered: 'delivery-overdue',
  unproven: 'altered-logs',
  unread: 'unreadable',
};

const byField: Readonly<Record<string, Runbook>> = {
  'trail logging': 'stopped-trail',
  'trail eventSelectors': 'weakened-selectors',
  'trail insights': 'weakened-selectors',
  'trail scope': 'narrowed-trail',
  'trail organization': 'narrowed-trail',
  'trail destination': 'redirected-trail',
  'trail logFileValidation': 'log-file-validation',
  'trail kmsKey': 'kms-key',
  'bucket encryption': 'kms-key',
  'topic kmsKey': 'kms-key',
  'trail topic': 'notifications',
  'topic subscriptions': 'notifications',
  'trail cloudWatchLogs': 'cloudwatch-logs',
  'trail owner': 'owner-tag',
  'bucket owner': 'owner-tag',
  'topic owner': 'owner-tag',
  'bucket grants': 'bucket-policy',
  'bucket statements': 'bucket-policy',
  'bucket tlsOnly': 'bucket-policy',
  'bucket otherStatements': 'bucket-policy',
};

const byResource: Readonly<Record<string, Runbook>> = { bucket: 'bucket-settings', topic: 'topic-policy' };
