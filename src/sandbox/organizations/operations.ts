import type { Context } from '../call.ts';
import { organizationOf } from '../estate.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { type Shape, type Structure, structure, text, whole } from '../shape.ts';
import type { Tag } from '../tags.ts';
import type { Directory, Member, Parent } from './organization.ts';
import { page } from './pages.ts';
import { type Views, viewsOf } from './views.ts';

interface Asked {
  readonly directory: Directory;
  readonly views: Views;
}

/** The organization of the caller. Its members may know that they are in it, and no more. */
function asMember({ call, estate }: Context): Asked {
  const directory = organizationOf(estate, call.principal.account);
  if (directory) return { directory, views: viewsOf(directory, call.region) };
  throw new Fault('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** Everything else is for the management account, and for those to whom it delegated something. */
function asAdministrator(context: Context): Asked {
  const { account } = context.call.principal;
  const asked = asMember(context);
  const { management, delegated } = asked.directory;
  if (account === management || delegated.has(account)) return asked;
  throw new Fault('AccessDeniedException', "You don't have permissions to access this resource.");
}

type Members = Readonly<Record<string, Shape<unknown>>>;
const paging = { NextToken: text, MaxResults: whole };

/** An operation that lists, page by page. */
function listing<M extends Members>(
  name: string,
  members: M,
  all: (input: Structure<M>, asked: Asked) => readonly object[],
): JsonOperation {
  return jsonOperation({
    kind: 'read',
    input: structure({ ...members, ...paging }),
    run(input, context) {
      const { items, ...next } = page(all(input as Structure<M>, asAdministrator(context)), input);
      return { [name]: items, ...next };
    },
  });
}

const ofAccount = { AccountId: text };
const ofParent = { ParentId: text };

const accounts: Readonly<Record<string, JsonOperation>> = {
  ListAccounts: listing('Accounts', {}, (_, { directory, views }) =>
    [...directory.accounts.values()].map(views.account),
  ),
  DescribeAccount: jsonOperation({
    kind: 'read',
    input: structure(ofAccount),
    run(input, context) {
      const { directory, views } = asAdministrator(context);
      const account = directory.accounts.get(input.AccountId ?? '');
      if (account) return { Account: views.account(account) };
      throw new Fault('AccountNotFoundException', "You specified an account that doesn't exist.");
    },
  }),
  ListAccountsForParent: listing('Accounts', ofParent, ({ ParentId }, { directory, views }) => {
    const parent = parentIn(directory, ParentId);
    return [...directory.accounts.values()].filter(account => account.parent === parent).map(views.account);
  }),
};

const tree: Readonly<Record<string, JsonOperation>> = {
  ListRoots: listing('Roots', {}, (_, { views }) => [views.root()]),
  ListOrganizationalUnitsForParent: listing('OrganizationalUnits', ofParent, ({ ParentId }, { directory, views }) => {
    const parent = parentIn(directory, ParentId);
    return [...directory.parents.values()].filter(unit => unit.parent === parent).map(views.unit);
  }),
  ListParents: listing('Parents', { ChildId: text }, ({ ChildId: id = '' }, { directory, views }) => {
    const parent = (directory.accounts.get(id) ?? directory.parents.get(id))?.parent;
    if (parent) return [views.parent(parent)];
    throw new Fault('ChildNotFoundException', "You specified a child that doesn't exist.");
  }),
  ListTagsForResource: jsonOperation({
    kind: 'read',
    input: structure({ ResourceId: text, NextToken: text }),
    run(input, context) {
      const { directory } = asAdministrator(context);
      const { items, ...next } = page(tagsIn(directory, input.ResourceId), input);
      return { Tags: items, ...next };
    },
  }),
};

const trust: Readonly<Record<string, JsonOperation>> = {
  ListAWSServiceAccessForOrganization: listing('EnabledServicePrincipals', {}, (_, { directory: { trusted, since } }) =>
    [...trusted].map(ServicePrincipal => ({ ServicePrincipal, DateEnabled: since })),
  ),
  ListDelegatedAdministrators: listing(
    'DelegatedAdministrators',
    { ServicePrincipal: text },
    ({ ServicePrincipal: service }, { directory, views }) =>
      administratorsOf(directory, service).map(member => ({
        ...views.account(member),
        DelegationEnabledDate: directory.since,
        Paths: undefined,
      })),
  ),
};

function parentIn({ parents }: Directory, id = ''): Parent {
  const parent = parents.get(id);
  if (parent) return parent;
  throw new Fault('ParentNotFoundException', "You specified parent that doesn't exist.");
}

function tagsIn({ accounts: members, parents }: Directory, id = ''): readonly Tag[] {
  const target = members.get(id) ?? parents.get(id);
  if (target) return target.tags;
  throw new Fault('TargetNotFoundException', "You specified a target that doesn't exist.");
}

function administratorsOf({ accounts: members, delegated }: Directory, service: string | undefined): readonly Member[] {
  return [...members.values()].filter(({ id }) => {
    const services = delegated.get(id);
    return services !== undefined && (service === undefined || services.has(service));
  });
}

/** As much of Organizations as is asked to learn which accounts there are, where they stand, and who administers. */
export const organizationsDialect = jsonDialect({
  service: 'organizations',
  listsResources: false,
  operations: {
    DescribeOrganization: jsonOperation({
      kind: 'read',
      input: structure({}),
      run: (_, context) => ({ Organization: asMember(context).views.organization() }),
    }),
    ...accounts,
    ...tree,
    ...trust,
  },
});
