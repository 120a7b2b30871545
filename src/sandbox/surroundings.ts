import type { SandboxClock } from './clock.ts';
import { type Directory, type Organization, layOut } from './organizations/organization.ts';
import { type EnabledRegions, checkRegions } from './regions.ts';
import type { Roles } from './sts/roles.ts';

/** Something that can be set anew while the sandbox runs. */
export interface Setting<T> {
  current(): T;
  /** Throws a RangeError for a value that makes no sense; what stood before then stays. */
  set(value: T): void;
}

/** What is decided about accounts from outside of them. A reset leaves it as it is. */
export interface Surroundings {
  readonly organization: Setting<Organization | undefined>;
  readonly regions: Setting<EnabledRegions>;
  readonly roles: Setting<Roles>;
  /** The organization, laid out. */
  directory(): Directory | undefined;
}

export interface Described {
  readonly organization?: Organization;
  readonly regions?: EnabledRegions;
  readonly roles?: Roles;
  /** Called when something is about to be described anew. */
  beforeChange(): void;
}

/** @throws RangeError for a description that makes no sense */
export function surroundings(described: Described, clock: SandboxClock): Surroundings {
  const { organization, regions = {}, roles = {} } = described;
  const setting = <T>(initial: T, take: (value: T) => void): Setting<T> =>
    settable(initial, take, () => described.beforeChange());
  let directory: Directory | undefined;
  return {
    organization: setting(organization, value => {
      directory = value && layOut(value, clock.now());
    }),
    regions: setting(regions, checkRegions),
    roles: setting<Roles>(roles, () => undefined),
    directory: () => directory,
  };
}

function settable<T>(initial: T, take: (value: T) => void, beforeChange: () => void): Setting<T> {
  let current = initial;
  take(initial);
  return {
    current: () => current,
    set(value) {
      beforeChange();
      take(value);
      current = value;
    },
  };
}
