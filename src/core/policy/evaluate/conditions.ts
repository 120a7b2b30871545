/** Whether a condition of a statement holds for a request. */
import type { ConditionTriple } from '../canonical.ts';
import { isNull, operatorOf } from './operators.ts';
import type { Operator } from './operators.ts';
import { pattern } from './pattern.ts';
import { possible } from './request.ts';
import type { Expand, Keys, Sent } from './request.ts';
import { all, any, not, truth, whichever } from './truth.ts';
import type { Truth } from './truth.ts';
import { isVariable } from './variables.ts';

export interface Condition {
  /** In lower case. */
  readonly key: string;
  /** Unknown where the operator is not known, or the request leaves the key open and it matters. */
  holds(keys: Keys, expand: Expand): Truth;
}

/** Makes a condition ready to be asked many times. */
export function condition({ operator: name, key, values }: ConditionTriple, version: string): Condition {
  const judge = judgeOf(name, values, version);
  return {
    key,
    holds(keys, expand) {
      const sendable = possible(keys, key);
      return judge === undefined || sendable === undefined
        ? 'unknown'
        : whichever(sendable, sent => judge(sent, expand));
    },
  };
}

type Judge = (sent: Sent, expand: Expand) => Truth;

function judgeOf(name: string, values: readonly string[], version: string): Judge | undefined {
  if (name === 'null') return sent => any(values, value => isNull(value, sent !== null));
  const operator = operatorOf(name);
  if (operator === undefined) return undefined;
  const fits = fitsOf(operator, values, version);
  return (sent, expand) => judged(operator, sent, value => fits(value, expand));
}

/** Whether any of the values of a policy fits one that is sent. */
type Fits = (sent: string, expand: Expand) => Truth;

/** Values with variables mean something else for every request. */
function fitsOf({ anyOf, variables }: Operator, values: readonly string[], version: string): Fits {
  const varies = (value: string): boolean => variables && isVariable(value, version);
  const fixed = anyOf(values.filter(value => !varies(value)).map(pattern));
  const open = values.filter(varies);
  const filled = (value: string, sent: string, expand: Expand): Truth => {
    const wanted = expand(value);
    return wanted === undefined ? 'unknown' : anyOf([wanted])(sent);
  };
  return (sent, expand) => any([fixed(sent), ...open.map(value => filled(value, sent, expand))], one => one);
}

function judged({ quantifier, ifExists, negated }: Operator, sent: Sent, fits: (value: string) => Truth): Truth {
  if (sent === null) return truth(ifExists || quantifier === 'forallvalues' || (negated && quantifier === null));
  const one = (value: string): Truth => (negated ? not(fits(value)) : fits(value));
  if (quantifier === 'foranyvalue') return any(sent, one);
  if (quantifier === 'forallvalues') return all(sent, one);
  // what several values mean without a quantifier, AWS does not say
  return sent.length === 1 ? all(sent, one) : 'unknown';
}
