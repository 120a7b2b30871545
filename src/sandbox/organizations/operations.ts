import { partitionOf } from '../places.ts';
import { Fault } from '../fault.ts';
import { organizationOf } from '../estate.ts';
import { jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { structure } from '../shape.ts';

/** As much of Organizations as tells whose organization an account belongs to. */
export const organizationsDialect = jsonDialect({
  service: 'organizations',
  listsResources: false,
  operations: {
    DescribeOrganization: jsonOperation({
      kind: 'read',
      input: structure({}),
      run(_, { call, estate }) {
        const organization = organizationOf(estate, call.principal.account);
        if (!organization)
          throw new Fault('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
        const { id, management } = organization;
        const partition = partitionOf(call.region);
        return {
          Organization: {
            Id: id,
            Arn: `arn:${partition}:organizations::${management}:organization/${id}`,
            FeatureSet: 'ALL',
            MasterAccountId: management,
            MasterAccountArn: `arn:${partition}:organizations::${management}:account/${id}/${management}`,
          },
        };
      },
    }),
  },
});
