/** What is wrong with a policy as a whole. */
import type { Problem } from '../model.ts';
import type { PolicyLimits, PolicyState } from './state.ts';
import { heldProblems } from './held.ts';
import { isSorted } from './sorting.ts';
import { unneededProblems } from './unneeded.ts';
import { byteLength, policyText } from './statement.ts';
import type { PolicyDocument } from './statement.ts';

/** Whether AWS takes the document: its JSON as sent is what counts. */
export function fitsIn(document: PolicyDocument, { bytes, statements }: PolicyLimits): boolean {
  return byteLength(policyText(document)) <= bytes && document.statements.length <= statements;
}

/** One policy, completed, to be judged. */
export interface Judged {
  readonly state: PolicyState;
  /** The whole document that the state makes. */
  readonly document: PolicyDocument;
  readonly limits: PolicyLimits;
}

/**
 * What stands in the way of a completed policy, and what people should know of it: it is too large, rests on an
 * organization that is not known, lets in a whole organization because nothing narrower fits, goes on letting in whom nobody
 * needs, or keeps statements of old times for now.
 */
export function policyProblems({ state, document, limits }: Judged): readonly Problem[] {
  const { unneeded = [] } = state.grants;
  const { otherStatements: others } = state;
  const held = isSorted(others) ? (others.held ?? []) : [];
  return [...size(state, document, limits), ...rung(state), ...unneededProblems(unneeded), ...heldProblems(held)];
}

function size({ grants: { by } }: PolicyState, document: PolicyDocument, limits: PolicyLimits): readonly Problem[] {
  if (fitsIn(document, limits)) return [];
  const { bytes, statements } = limits;
  const found = `${byteLength(policyText(document))} bytes and ${document.statements.length} statements`;
  return [
    {
      code: 'policy-too-large',
      message: `The policy would have ${found}; AWS takes ${bytes} bytes${Number.isFinite(statements) ? ` and ${statements} statements` : ''}`,
      hint: hints[by ?? 'organization'],
    },
  ];
}

const hints = {
  trails: 'Write policy.grants: accounts, which takes a tenth of the room, or leave policy.grants away.',
  accounts:
    'Use one organization trail, write policy.grants: organization with the organization known, or give the accounts more than one resource.',
  organization: 'Take statements away: policy.statements, or those of others with policy.unmanaged: remove.',
} as const;

function rung({ grants: { pin, by } }: PolicyState): readonly Problem[] {
  if (pin === 'organization' && by === 'trails')
    return [
      {
        code: 'grants-organization-unknown',
        message: 'policy.grants: organization needs the id of the organization, which is not known',
        hint: 'Make sure that it can be read, or write policy.grants: accounts.',
      },
    ];
  if (pin !== null || by !== 'organization') return [];
  return [
    {
      code: 'grants-by-organization',
      severity: 'warning',
      message: 'The policy lets in the whole organization, because its accounts do not fit one by one',
      hint: 'Accounts outside of the organization cannot deliver: give them a resource of their own. policy.grants: organization says that this is meant.',
    },
  ];
}
