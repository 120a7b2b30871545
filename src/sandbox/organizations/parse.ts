import { type Shape, type Structure, ShapeError, list, record, strings, structure, text } from '../shape.ts';
import type { Organization, Unit } from './organization.ts';

/** A unit holds units, so its shape names itself. */
const unit: Shape<Unit> = {
  plain: (value, at, wire) => named(unitMembers.plain(value, at, wire), at),
  xml: (elements, at) => named(unitMembers.xml(elements, at), at),
};
const beneath = { members: list(text), units: list(unit), tags: strings };
const unitMembers = structure({ name: text, id: text, ...beneath });

function named(
  { name, ...rest }: Structure<typeof beneath & { name: typeof text; id: typeof text }>,
  at: string,
): Unit {
  return { ...rest, name: required(name, `${at}.name`) };
}

const organization = structure({
  id: text,
  management: text,
  ...beneath,
  accounts: record(structure({ name: text, email: text, status: text, tags: strings })),
  featureSet: text,
  trustedAccess: list(text),
  delegatedAdministrators: record(list(text)),
});

/**
 * Reads the description of an organization from JSON.
 *
 * @throws ShapeError for a member that is missing, not known, or of another type
 */
export function parseOrganization(value: unknown): Organization {
  const { id, management, ...rest } = organization.plain(value, 'organization', 'json');
  return { ...rest, id: required(id, 'organization.id'), management: required(management, 'organization.management') };
}

function required(value: string | undefined, at: string): string {
  if (value === undefined) throw new ShapeError('type', `${at} is missing`);
  return value;
}
