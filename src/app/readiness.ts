/** Asks whether an organization is ready for what would be made for it. Asks nothing while nothing would be. */
import type { Known } from '../core/derive.ts';
import { unreadBecause } from '../core/failure.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { Api, Ask } from '../core/kind.ts';
import type { Address, Problem, Target } from '../core/model.ts';
import { becomesOrganizations, cloudTrail, doubtAbout, obstacleTo, ofManagement } from '../core/readiness.ts';
import type { Readiness } from '../core/readiness.ts';
import type { Grounds } from './assess.ts';
import { look } from './look.ts';
import { administratorsIn, featureSetOf, trustedIn } from './organization.ts';
import type { Memory } from './ports.ts';

/**
 * Why AWS would refuse what is to become the organization's. What nobody may ask, or does not answer, is no obstacle, and
 * at most a warning: AWS will say so itself.
 */
export async function obstaclesTo(
  known: readonly Known[],
  grounds: Pick<Grounds, 'spec' | 'located' | 'world' | 'scope'>,
  memory: Memory,
): Promise<ReadonlyMap<Address, Problem>> {
  const { world, scope } = grounds;
  const { organization } = world;
  const wanted = known.filter(one => scope.selected.has(one.desired.address) && becomesOrganizations(one, world));
  if (organization === null) return new Map();
  const found = await Promise.all(
    wanted.map(async one => {
      const { address, target } = one.desired;
      const { managementAccount } = organization;
      const readiness = await readinessFor(target, { managementAccount, grounds, memory });
      const accounts = { account: target.account, managementAccount };
      const problem =
        obstacleTo(readiness, accounts) ??
        (await takenByManagement(one, { managementAccount, grounds, memory })) ??
        doubtAbout(readiness, accounts);
      return problem === undefined ? [] : [[address, problem] as const];
    }),
  );
  return new Map(found.flat());
}

interface Around {
  readonly managementAccount: string;
  readonly grounds: Pick<Grounds, 'spec' | 'located'>;
  readonly memory: Memory;
}

async function readinessFor(target: Target, { managementAccount, grounds, memory }: Around): Promise<Readiness> {
  const own = memory.at(homeOf(target));
  const [featureSet, trusted, administrators] = await Promise.all([
    orNobody(featureSetOf(own)),
    orNobody(trustedIn(own)),
    target.account === managementAccount ? undefined : administratorsFor(own, { grounds, memory }),
  ]);
  return {
    ...(featureSet === undefined ? {} : { featureSet }),
    ...(trusted === undefined ? {} : { trusted }),
    ...(administrators === undefined ? {} : { administrators }),
  };
}

/** Whoever is no administrator may not ask who is: then the account through which the organization is read is asked. */
async function administratorsFor(
  own: Ask<Api>,
  { grounds: { spec, located }, memory }: Pick<Around, 'grounds' | 'memory'>,
): Promise<readonly string[] | undefined> {
  const asked = await orNobody(administratorsIn(own, cloudTrail));
  const through = located.accounts.find(({ key }) => key === spec.organization?.account);
  if (asked !== undefined || !through) return asked;
  const { partition, id } = through;
  return orNobody(administratorsIn(memory.at(homeOf({ partition, account: id, region: '' })), cloudTrail));
}

/** Seen from a delegated administrator, a trail of the management account alone does not exist. */
async function takenByManagement(
  { kind, desired }: Known,
  { managementAccount, grounds: { located }, memory }: Around,
): Promise<Problem | undefined> {
  const { target, arn } = desired;
  const isOurs = located.accounts.some(({ id }) => id === managementAccount);
  if (target.account === managementAccount || !isOurs) return undefined;
  const survey = await look({ kind, target: { ...target, account: managementAccount } }, [{ arn, fields: [] }], memory);
  return survey.asked.get(arn)?.is === 'present' ? ofManagement(managementAccount) : undefined;
}

/** Organizations answers in the leading region. */
function homeOf(target: Target): Target {
  return { ...target, region: leadingRegion(target.partition) ?? target.region };
}

async function orNobody<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    unreadBecause(error);
    return undefined;
  }
}
