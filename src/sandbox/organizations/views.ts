import { partitionOf } from '../places.ts';
import type { Directory, Member, Parent } from './organization.ts';

/** How the Organizations API shows what stands in an organization, to a caller in a region. */
export interface Views {
  organization(): object;
  account(member: Member): object;
  root(): object;
  unit(unit: Parent): object;
  parent(of: Parent): object;
}

export function viewsOf(directory: Directory, region: string): Views {
  const { id, management, featureSet, root, since } = directory;
  const arn = (resource: string): string => `arn:${partitionOf(region)}:organizations::${management}:${resource}`;
  const path = (parent: Parent): string => `${parent.parent ? path(parent.parent) : `${id}/`}${parent.id}/`;
  return {
    organization: () => ({
      Id: id,
      Arn: arn(`organization/${id}`),
      FeatureSet: featureSet,
      MasterAccountArn: arn(`account/${id}/${management}`),
      MasterAccountId: management,
      MasterAccountEmail: directory.accounts.get(management)?.email,
      AvailablePolicyTypes: [],
    }),
    account: member => ({
      Id: member.id,
      Arn: arn(`account/${id}/${member.id}`),
      Email: member.email,
      Name: member.name,
      Status: member.status,
      State: member.status,
      Paths: [`${path(member.parent)}${member.id}/`],
      JoinedMethod: member.id === management ? 'INVITED' : 'CREATED',
      JoinedTimestamp: since,
    }),
    root: () => ({ Id: root.id, Arn: arn(`root/${id}/${root.id}`), Name: root.name, PolicyTypes: [] }),
    unit: unit => ({ Id: unit.id, Arn: arn(`ou/${id}/${unit.id}`), Name: unit.name, Path: path(unit) }),
    parent: of => ({ Id: of.id, Type: of.parent ? 'ORGANIZATIONAL_UNIT' : 'ROOT' }),
  };
}
