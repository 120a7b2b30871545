import {
  address,
  anything,
  count,
  effect,
  flag,
  gravity,
  list,
  map,
  number,
  object,
  oneOf,
  orNull,
  problem,
  text,
  withheld,
} from './shapes.ts';

const actions = {
  ...list(oneOf(['create', 'update', 'adopt', 'delete']), 'What is done, as a list, as Terraform has it.'),
  minItems: 1,
};

/** Which resource an address means. */
export const place = {
  type: text('Name of the kind: trail, bucket, topic.'),
  name: text('The name AWS knows.'),
  account: text('Twelve digits.'),
  region: text(),
  partition: text('ARN partition.'),
  arn: { type: 'string', pattern: '^arn:' },
};

const change = object(
  {
    actions,
    before: orNull(map(anything('Value of a field.'))),
    after: orNull(map(anything('Value of a field.'))),
  },
  'The fields that differ. Forward in time: in changes what is -> what apply makes, in drift what the spec says -> what is.',
);

const origin = orNull(
  oneOf(
    ['spec', 'outside', 'new'],
    'With --base: live is as the base wants it, so it was not applied yet; live is otherwise; or the base has no such resource.',
  ),
);

const fields = list(
  object({
    field: text('Name of the field of state.'),
    before: anything('Forward in time, as in `change`.'),
    after: anything('Forward in time, as in `change`.'),
    effect,
    gravity,
    meaning: text('One sentence: what it means that live stands where desired should.'),
    loss: orNull(text('Where the change weakens, one sentence: what it means once it is made. Null in drift.')),
    origin,
    withheld,
  }),
);

const calls = list(
  object({
    call: text('service:Operation.'),
    input: { type: 'object', description: 'As it will be sent, but for secrets.' },
    regardless: flag('Sent even if an earlier call failed.'),
    whole: flag('Replaces a document that others write too: it is read again just before.'),
  }),
  'The exact calls, in order.',
);

const standing = oneOf(['present', 'absent', 'elsewhere', 'unread', 'unknown'], 'What was seen of the resource.');
const digest = orNull(text('Null: it could not be read.'));

const basis = object({ is: standing, fields: map(digest, 'Digests by field, of a resource that is present.') });

/** What a saved plan rests on and is no longer as it was. */
export const moved = list(
  object({
    address,
    was: standing,
    is: standing,
    fields: list(
      object({
        field: text('Name of the field of state.'),
        digest_then: digest,
        digest_now: digest,
        now: anything('What stands there now; null where it cannot be read.'),
      }),
      'Empty where the resource came or went as a whole.',
    ),
  }),
  'What moved since the saved plan was made.',
);

/** One change of a plan: all that is needed to show, approve, send and check it. */
export const resourceChange = object({
  address,
  ...place,
  change,
  gravity,
  effect,
  meaning: text('That of the gravest field.'),
  fields,
  withheld,
  calls,
  after: list(address, 'Sent only after these changes succeeded.'),
  basis: map(basis, 'What this was computed from, by address.'),
});

/** One resource that differs, told as what happened. */
export const resourceDrift = object({
  address,
  ...place,
  change,
  gravity,
  effect: { ...effect, description: 'What it does to the evidence that live stands where desired should.' },
  meaning: text('That of the gravest field.'),
  fields,
  withheld,
});

export const unreadable = list(
  object({
    address: text('KIND/KEY@ACCOUNT/REGION; KIND/*@ACCOUNT/REGION stands for what the spec does not name.'),
    field: orNull(text('Null: the whole resource.')),
    problem,
  }),
  'What could not be read. It is neither in order nor gone.',
);

export const outcomes = list(
  object({
    address,
    actions,
    status: oneOf(['done', 'unconfirmed', 'failed', 'skipped', 'moved', 'left']),
    sent: list(object({ call: text(), request_id: orNull(text()), attempts: count() })),
    problem: orNull(problem),
    duration_seconds: number(),
  }),
  'What became of each change that was begun or left.',
);

/** Differences that a person accepted. */
export const waivers = list(
  object({
    resource: text('Pattern of addresses.'),
    field: text(),
    value: anything('The live value that it accepts.'),
    reason: text(),
    owner: text('Who answers for it.'),
    until: text('The last day on which it holds, in UTC.'),
    ended: flag('Whether that day is over.'),
    accepts: list(address, 'The resources that differ where it accepts that.'),
  }),
);
