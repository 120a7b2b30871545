/** The JSON Schema of how what trails deliver is watched. */
import { usualLimits } from '../delivery/usual.ts';
import { object } from '../spec/fleet-schema.ts';
import { momentPattern } from './moment.ts';
import { cron, duration, timeZone } from './words-schema.ts';

/** Whether what arrived is as CloudTrail wrote it. */
export const verify = object({
  description: 'Log files are verified, beside the runs. Without it: they are not.',
  properties: {
    schedule: object({
      description: 'When it verifies.',
      default: {},
      properties: {
        cron: { ...cron, default: '25 * * * *' },
        timeZone,
        jitter: duration('It is put off by up to this time, at random.', '5m'),
        deadline: duration('How long it may take. What is read by then counts.', '45m'),
      },
    }),
    since: duration('So far it looks back the first time. Afterwards it begins where the time before ended.', '7d'),
    notBefore: {
      type: 'string',
      title: 'Moment',
      description:
        'Nothing before is verified: for what was examined and cannot be put back. A moment in UTC, or the beginning of a day.',
      pattern: momentPattern,
      examples: ['2027-03-31', '2027-03-31T18:00:00Z'],
    },
  },
});

/** Whether it arrives. */
export const delivery = object({
  description: 'From when on nothing new in a bucket is drift.',
  default: {},
  properties: {
    log: duration('Age of the newest log file, where events were seen since.', usualLimits.log),
    digest: duration(
      'Age of the newest digest: CloudTrail writes one an hour, also when nothing happens.',
      usualLimits.digest,
    ),
    notification: duration(
      'Age of the newest notification, where log files were delivered since.',
      usualLimits.notification,
    ),
    gravity: { enum: ['critical', 'high', 'medium', 'low', 'info'], description: 'How grave it is.', default: 'high' },
  },
});
