import { type Of, ShapeError, flag, list, structure, text, whole } from '../shape.ts';
import { type DeliveryEffect, type DeliveryRule, withholding } from './deliveries.ts';
import type { Effect, Rule, Trouble } from './rules.ts';

const effect = structure({
  latency: whole,
  throttle: flag,
  deny: flag,
  error: structure({ code: text, status: whole, message: text }),
  drop: text,
  hold: text,
  exit: text,
});

const deliveryEffect = structure({ withhold: text, lose: flag, twice: flag, delay: whole, backfill: whole });

const trouble = structure({
  rules: list(
    structure({
      match: structure({ service: text, operation: text, region: text, account: text }),
      after: whole,
      count: whole,
      effect,
    }),
  ),
  rates: flag,
  propagation: structure({ seconds: whole, calls: whole }),
  history: structure({ seconds: whole }),
  deliveries: list(
    structure({
      match: structure({ trail: text, account: text, region: text }),
      after: whole,
      count: whole,
      effect: deliveryEffect,
    }),
  ),
});

/** Reads the switches from JSON. A member that is not known, or an effect that is none, is a `ShapeError`. */
export function parseTrouble(value: unknown): Trouble {
  const { rules, rates, propagation, history, deliveries } = trouble.plain(value, 'trouble', 'json');
  return {
    ...(rules && { rules: rules.map(rule => toRule(rule)) }),
    ...(rates !== undefined && { rates }),
    ...(propagation && { propagation }),
    ...(history && { history }),
    ...(deliveries && { deliveries: deliveries.map(rule => toDeliveryRule(rule)) }),
  };
}

type RuleInput = NonNullable<Of<typeof trouble>['rules']>[number];

function toRule(input: RuleInput): Rule {
  const { effect: given, ...rest } = input;
  return { ...rest, effect: toEffect(given ?? {}) };
}

function toDeliveryRule(input: NonNullable<Of<typeof trouble>['deliveries']>[number]): DeliveryRule {
  const { effect: given, ...rest } = input;
  return { ...rest, effect: toDeliveryEffect(given ?? {}) };
}

function toDeliveryEffect(given: Of<typeof deliveryEffect>): DeliveryEffect {
  const one = Object.keys(given).length === 1;
  const withhold = withholding.find(what => what === given.withhold);
  if (one && withhold) return { withhold };
  if (one && given.lose) return { lose: true };
  if (one && given.twice) return { twice: true };
  if (one && given.delay !== undefined) return { delay: given.delay };
  if (one && given.backfill !== undefined) return { backfill: given.backfill };
  throw new ShapeError(
    'type',
    'an effect on deliveries is one of withhold ("all", "logs", "digests"), lose, twice, delay, backfill',
  );
}

function toEffect(given: Of<typeof effect>): Effect {
  if (Object.keys(given).length !== 1) throw new ShapeError('type', 'an effect is exactly one of its members');
  if (given.latency !== undefined) return { latency: given.latency };
  if (given.throttle) return { throttle: true };
  if (given.deny) return { deny: true };
  if (given.drop !== undefined) return { drop: beforeOrAfter(given.drop) };
  if (given.hold !== undefined) return { hold: beforeOrAfter(given.hold) };
  if (given.exit !== undefined) return { exit: beforeOrAfter(given.exit) };
  const { code, ...rest } = given.error ?? {};
  if (code === undefined) throw new ShapeError('type', 'an effect is true, or an error with a code');
  return { error: { code, ...rest } };
}

function beforeOrAfter(value: string): 'before' | 'after' {
  if (value !== 'before' && value !== 'after') throw new ShapeError('type', '"before" or "after" is expected');
  return value;
}
