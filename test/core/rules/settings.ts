import { noConsent } from '../../../src/core/rules/settings.ts';
import type { RuleSettings } from '../../../src/core/rules/settings.ts';
import { defaultLimits } from '../../../src/core/spec/safety.ts';
import type { Safety } from '../../../src/core/spec/safety.ts';

/** What holds where the spec writes nothing. */
export const noSafety: Safety = {
  prune: 'never',
  limits: defaultLimits,
  rollout: [],
  allow: [],
  waivers: [],
  ignore: [],
};

/** What rules go by where nobody has written or said anything. */
export function settings(over: Partial<RuleSettings> = {}): RuleSettings {
  return {
    owner: 'acme',
    safety: noSafety,
    consent: noConsent,
    known: new Map(),
    homecoming: new Set(),
    gone: null,
    rollout: null,
    enforcement: null,
    ...over,
  };
}
