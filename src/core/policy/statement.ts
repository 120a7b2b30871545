/** AWS policy documents as data. A statement is what AWS stores: it may be anybody's, and odd. */
import type { Problem } from '../model.ts';

/** One statement, as written. Members that AWS does not know are kept. */
export type Statement = {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Principal;
  readonly NotPrincipal?: Principal;
  readonly Action?: Strings;
  readonly NotAction?: Strings;
  readonly Resource?: Strings;
  readonly NotResource?: Strings;
  readonly Condition?: Condition;
};
export type Strings = string | readonly string[];
export type Principal = string | { readonly [kind: string]: Strings };
type Scalar = string | number | boolean;
/** Operator to key to values. */
export type Condition = { readonly [operator: string]: { readonly [key: string]: Scalar | readonly Scalar[] } };

/** The version and the id of a document: what it says besides its statements. */
export type PolicyHeader = { readonly version: string; readonly id: string | null };

export interface PolicyDocument {
  readonly header: PolicyHeader;
  readonly statements: readonly Statement[];
}

/** What documents of ours say. */
export const ourHeader: PolicyHeader = { version: '2012-10-17', id: null };

/** What a resource without a policy says: nothing. */
export const noStatements: PolicyDocument = { header: ourHeader, statements: [] };

/** A scalar as the list of one that AWS takes it for. */
export function listed<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** Each value once, in order of code units. */
export function distinct<T extends string>(values: readonly T[]): readonly T[] {
  return [...new Set(values)].toSorted();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** AWS stores nothing else; what is anything else can be held against nothing. */
function isStatement(value: unknown): value is Statement {
  if (!isRecord(value) || (value['Effect'] !== 'Allow' && value['Effect'] !== 'Deny')) return false;
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = value;
  return (
    [Action, NotAction, Resource, NotResource].every(given => given === undefined || areStrings(given)) &&
    [Principal, NotPrincipal].every(given => given === undefined || isPrincipal(given)) &&
    (Condition === undefined || isCondition(Condition))
  );
}

function areStrings(value: unknown): boolean {
  return listed(value).every(one => typeof one === 'string');
}

function isPrincipal(value: unknown): boolean {
  return typeof value === 'string' || (isRecord(value) && Object.values(value).every(areStrings));
}

function isCondition(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(keys => isRecord(keys) && Object.values(keys).every(areScalars));
}

function areScalars(value: unknown): boolean {
  return listed(value).every(one => ['string', 'number', 'boolean'].includes(typeof one));
}

/**
 * Reads the JSON text of a policy. A single statement is a list of one; a missing version is AWS's default, 2008-10-17.
 *
 * @returns a problem where the text is not a policy; it never throws
 */
export function parsePolicy(text: string): PolicyDocument | Problem {
  const document = parsed(text);
  const statements = isRecord(document) ? listed(document['Statement']) : undefined;
  if (!isRecord(document) || !statements?.every(isStatement))
    return { code: 'policy-unreadable', message: 'AWS answered with a policy that cannot be read as one' };
  const { Version, Id } = document;
  return {
    header: { version: typeof Version === 'string' ? Version : '2008-10-17', id: typeof Id === 'string' ? Id : null },
    statements,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON text of a policy, as short as it gets: AWS counts its bytes. Statements are written as they are. */
export function policyText({ header: { version, id }, statements }: PolicyDocument): string {
  return JSON.stringify({ Version: version, ...(id === null ? {} : { Id: id }), Statement: statements });
}

/** Length in bytes of UTF-8, which is what AWS limits. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
