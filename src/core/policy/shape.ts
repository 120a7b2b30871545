/** What the statements of buckets and of topics have in common, and reading it back from statements as they stand. */
import type { Arn } from '../model.ts';
import { conditionTriples } from './canonical.ts';
import { accountAndName } from './grants.ts';
import { distinct } from './statement.ts';
import type { Condition, Principal, Statement } from './statement.ts';

/** CloudTrail's name is the same in every partition. */
export const cloudTrail: Principal = { Service: 'cloudtrail.amazonaws.com' };

/** Conditions, by operator: who is let in. The more they have in common, the fewer bytes. */
export const source = {
  /** Trails by their ARNs, exactly. */
  trails: (arns: readonly Arn[]) => ({ 'aws:SourceArn': distinct(arns) }),
  accounts: (ids: readonly string[]) => ({ 'aws:SourceAccount': distinct(ids) }),
  organizations: (ids: readonly string[]) => ({ 'aws:SourceOrgID': distinct(ids) }),
  /** Every trail of these names, in whatever account and region. With wildcards, so it needs `ArnLike`. */
  names: (partition: string, names: readonly string[]): Condition => ({
    ArnLike: { 'aws:SourceArn': distinct(names.map(name => `arn:${partition}:cloudtrail:*:*:trail/${name}`)) },
  }),
};

/** The trails that a statement names by ARN. What does not look like one is left out. */
export function namedTrails(statement: Statement): readonly Arn[] {
  return valuesOf(statement, 'aws:sourcearn').filter(isTrail);
}

/** The names of the trails that it lets in by pattern. */
export function namedNames(statement: Statement): readonly string[] {
  const trails = valuesOf(statement, 'aws:sourcearn').filter(isPattern);
  return distinct(trails.map(arn => accountAndName(arn).name));
}

export function namedAccounts(statement: Statement): readonly string[] {
  return valuesOf(statement, 'aws:sourceaccount').filter(id => /^\d{12}$/u.test(id));
}

export function namedOrganizations(statement: Statement): readonly string[] {
  return valuesOf(statement, 'aws:sourceorgid').filter(id => /^o-[a-z0-9]+$/u.test(id));
}

function valuesOf(statement: Statement, wanted: string): readonly string[] {
  return conditionTriples(statement)
    .filter(({ key }) => key === wanted)
    .flatMap(({ values }) => values);
}

/** The ARN of one trail. */
export function isTrail(text: string): text is Arn {
  return /^arn:[^:]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]+$/u.test(text);
}

/** All trails of one name. */
export function isPattern(text: string): text is Arn {
  return /^arn:[^:]+:cloudtrail:\*:\*:trail\/[\w.-]+$/u.test(text);
}

/** All trails. */
export function isAnyTrail(text: string): boolean {
  return /^arn:[^:]+:cloudtrail:\*:\*:trail\/\*$/u.test(text);
}
